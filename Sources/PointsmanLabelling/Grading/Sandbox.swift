import Foundation

/// The surroundings of a check: limits, and namespaces of Linux where they are permitted.
///
/// A namespace of processes ends all that a check started, whatever group it is in. A namespace of networks has no
/// interface but its own loopback. The programs are `unshare`, `prlimit` and `mount` of util-linux.
package struct Sandbox: Sendable {
  /// How far checks are set apart.
  package enum Level: Sendable, Equatable {
    /// Not at all: they have the environment of this program.
    case none
    /// An environment and folders of their own.
    case folders
    /// Limits, too.
    case limits
    /// Limits and namespaces.
    case namespaces
  }

  package let level: Level
  /// True if checks may use the network.
  package let permitsNetwork: Bool

  package init(level: Level, permitsNetwork: Bool = true) {
    (self.level, self.permitsNetwork) = (level, permitsNetwork)
  }

  /// The most that this machine permits, found by starting a program in it.
  ///
  /// - Returns: The sandbox, and a sentence on what is not cut or limited; nil where all is.
  package static func strictest(permitsNetwork: Bool) async -> (sandbox: Sandbox, lacks: String?) {
    let network = permitsNetwork ? "" : "the network is not cut, and "
    for level in [Level.namespaces, .limits] {
      let sandbox = Sandbox(level: level, permitsNetwork: permitsNetwork)
      guard await sandbox.starts() else { continue }
      return (
        sandbox,
        level == .namespaces
          ? nil
          : "this system permits no namespaces: \(network)a process that leaves the process group of its check is ended "
            + "by its limit of CPU time only"
      )
    }
    return (
      Sandbox(level: .folders, permitsNetwork: permitsNetwork),
      "the program prlimit is not there or does not work: \(network)checks have no limit but that of time; install "
        + "util-linux"
    )
  }

  /// True if a program runs in it.
  private func starts() async -> Bool {
    guard let folder = try? CheckFolder() else { return false }
    defer { try? folder.remove() }
    var limits = CheckLimits()
    limits.seconds = 120
    let run = try? await CheckProcess(limits: limits, sandbox: self, environment: folder.environment(passing: []))
      .run(["true"], started: folder.startedMark)
    return run?.ending == .status(0)
  }

  /// The command that runs `arguments` here. In an environment of folders it writes the file `started` first, so that a
  /// sandbox that fails is not taken for a check that does.
  func command(_ arguments: [String], limits: CheckLimits, started: String) -> [String] {
    let marked = ["sh", "-c", #": >"$0" && exec "$@""#, started] + arguments
    switch level {
    case .none: return arguments
    case .folders: return marked
    case .limits: return limits.prlimit(withProcesses: false) + marked
    case .namespaces:
      return ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount"]
        + (permitsNetwork ? [] : ["--net"])
        + ["sh", "-c", Self.setup, "\(getuid())", "\(getgid())", "\(limits.processes)"]
        + limits.prlimit(withProcesses: true) + marked
    }
  }

  /// The first process of the namespaces, which runs the check in a namespace of its user, without any privilege here.
  ///
  /// `pid_max` belongs to the namespace since Linux 6.14 (before, to the machine), and bounds the processes of root,
  /// too, whom `RLIMIT_NPROC` does not. Its least value is 301. The loopback interface needs SIOCSIFFLAGS; perl-base is
  /// in every Debian.
  private static let setup = #"""
    user=$0 group=$1 processes=$2
    shift 2
    mount -t proc proc /proc 2>/dev/null
    release=$(uname -r) major=${release%%.*} rest=${release#*.} minor=${rest%%[!0-9]*}
    if test "$major" -gt 6 || test "$major" -eq 6 -a "$minor" -ge 14; then
      echo "$processes" >/proc/sys/kernel/pid_max
    fi 2>/dev/null
    perl -MSocket -e 'socket $s, AF_INET, SOCK_DGRAM, 0; $r = pack "a16 s x22", "lo", 9; ioctl $s, 0x8914, $r' 2>/dev/null
    unshare --user --map-user="$user" --map-group="$group" -- "$@"
    exit $?
    """#
}
