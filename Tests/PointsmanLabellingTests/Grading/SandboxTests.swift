import Foundation
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanLabelling

/// Real processes that do what answers must not do. On a machine without namespaces the tests that need them are skipped.
@Suite("Sandbox")
struct SandboxTests {
  /// The sandboxes of this machine, without and with the network. Other tests keep all threads busy for seconds on end, so
  /// that a second look could find less.
  private static let closed = Task { await Sandbox.strictest(permitsNetwork: false).sandbox }
  private static let open = Task { await Sandbox.strictest(permitsNetwork: true).sandbox }
  /// A limit for what is to end before it, for the same reason.
  private static let enough = CheckLimits(seconds: 600)

  private static func permitsNamespaces() async -> Bool { await closed.value.level == .namespaces }

  private static func setsLimits() async -> Bool { await closed.value.level != .folders }

  /// True once no process has `mark` in its command, within a minute.
  private static func isGone(_ mark: String) async throws -> Bool {
    for _ in 0..<6000 {
      if !RunningProcesses.contain(mark) { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  /// Judges an answer that holds nothing by a command, in a sandbox.
  private static func judge(
    _ command: String, limits: CheckLimits = enough, permitsNetwork: Bool = false,
    passing: [String] = []
  ) async throws -> Judgement {
    let folder = try TemporaryFolder()
    let answer = try folder.write("", to: "t.md")
    let sandbox = await (permitsNetwork ? open : closed).value
    var check = Check(method: .command(command), limits: limits, sandbox: sandbox)
    check.passedVariables = passing
    return try await check.judge(.init(task: .bare("t"), model: "m", sample: nil, answer: answer, digest: nil))
  }

  @Test("A check has the status that it ends with", arguments: [0, 1, 3, 126, 127])
  func statuses(status: Int) async throws {
    #expect(try await Self.judge("exit \(status)").ending == .status(status))
  }

  @Test("A signal and a status are kept apart")
  func signals() async throws {
    #expect(try await Self.judge("kill -9 $$").ending == .signal(9))
    #expect(try await Self.judge("sh -c 'kill -11 $$'; exit $?").ending == .signal(11))
  }

  @Test("A file that grows beyond the limit ends the check", .enabled("limits") { await setsLimits() })
  func fileSize() async throws {
    let limits = CheckLimits(seconds: 600, fileSize: 1_000_000)
    let judgement = try await Self.judge("exec head -c 1000000000 /dev/zero >$TMPDIR/x", limits: limits)
    #expect(judgement.ending == .signal(25) && judgement.grade == nil)
    #expect(judgement.ending.words.contains("limit of the size of files"))
  }

  @Test("A process gets no more memory than the limit", .enabled("limits") { await setsLimits() })
  func memory() async throws {
    let hog = "perl -e '$x = \"x\" x 400_000_000; exit 0'"
    #expect(try await Self.judge(hog, limits: CheckLimits(seconds: 600, memory: 100_000_000)).grade?.score != 1)
    #expect(try await Self.judge(hog).grade?.score == 1)
  }

  @Test("A program that prints for ever is ended, and the end of its output is kept")
  func output() async throws {
    let judgement = try await Self.judge("yes", limits: CheckLimits(seconds: 1))
    #expect(judgement.ending == .timeLimit && judgement.grade == nil)
  }

  @Test("HOME and TMPDIR are the check's own, and gone afterwards; other variables are not there but by name")
  func environment() async throws {
    let command = #"touch "$HOME/a" "$TMPDIR/b"; mkdir "$HOME/c"; chmod 0 "$HOME/c"; env >&2; exit 3"#
    let judgement = try await Self.judge(command)
    let lines = judgement.said.split(separator: "\n").map(String.init)
    let allowed: Set<String> = [
      "PATH", "LANG", "LANGUAGE", "TZ", "HOME", "TMPDIR", "TASK", "MODEL", "ANSWER", "PWD", "OLDPWD", "SHLVL", "_",
    ]
    for line in lines {
      let name = String(line.prefix { $0 != "=" })
      #expect(allowed.contains(name) || name.hasPrefix("LC_"), "\(name)")
    }
    let home = try #require(lines.first { $0.hasPrefix("HOME=") }?.dropFirst(5))
    #expect(String(home) != ProcessInfo.processInfo.environment["HOME"])
    #expect(!FileManager.default.fileExists(atPath: URL(filePath: String(home)).deletingLastPathComponent().path))
    let name = try #require(
      ProcessInfo.processInfo.environment.keys.first { !allowed.contains($0) && !$0.contains("%") })
    let passed = try await Self.judge("env >&2; exit 3", passing: [name])
    #expect(passed.said.contains("\(name)="))
  }

  @Test("A child that left its session ends with its check", .enabled("namespaces") { await permitsNamespaces() })
  func session() async throws {
    let mark = "99.\(UInt32.random(in: 100_000...999_999))"
    #expect(try await Self.judge("setsid sleep \(mark) & exit 0").grade?.score == 1)
    #expect(try await Self.isGone("sleep \(mark)"))
    let limits = CheckLimits(seconds: 1)
    #expect(try await Self.judge("setsid sleep \(mark) & wait", limits: limits).ending == .timeLimit)
    #expect(try await Self.isGone("sleep \(mark)"))
  }

  @Test("Processes that multiply are bounded and ended", .enabled("namespaces") { await permitsNamespaces() })
  func processes() async throws {
    let mark = "98.\(UInt32.random(in: 100_000...999_999))"
    let command = "i=0; while test $i -lt 1000; do sleep \(mark) & i=$((i + 1)); done; exit 0"
    let judgement = try await Self.judge(command, limits: CheckLimits(seconds: 20, processes: 310))
    // The shell says that it cannot fork, with status 2; a kernel before 6.14 does not bound those of root.
    let isBounded = judgement.ending == .status(2)
    #expect(isBounded || judgement.ending == .timeLimit || getuid() == 0)
    #expect(try await Self.isGone("sleep \(mark)"))
  }

  @Test(
    "A server on this machine cannot be reached, unless the network is permitted",
    .enabled("namespaces") { await permitsNamespaces() })
  func network() async throws {
    let server = Process()
    let output = Pipe()
    server.executableURL = URL(filePath: "/usr/bin/perl")
    server.arguments = [
      "-MSocket", "-e",
      "socket($s, AF_INET, SOCK_STREAM, 0); bind($s, pack_sockaddr_in(0, INADDR_LOOPBACK)); listen($s, 5);"
        + "$| = 1; print +(unpack_sockaddr_in(getsockname($s)))[0], qq(\\n); sleep 600;",
    ]
    server.standardOutput = output
    try server.run()
    defer { kill(server.processIdentifier, SIGKILL) }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    let connect =
      "perl -MSocket -e 'socket($s, AF_INET, SOCK_STREAM, 0); "
      + "exit(connect($s, pack_sockaddr_in(\(port), INADDR_LOOPBACK)) ? 0 : 1)'"
    #expect(try await Self.judge(connect).grade?.score == 0)
    #expect(try await Self.judge(connect, permitsNetwork: true).grade?.score == 1)
    // The loopback interface of the check's own works.
    let own =
      "perl -MSocket -e 'socket($s, AF_INET, SOCK_STREAM, 0); bind($s, pack_sockaddr_in(0, INADDR_LOOPBACK)); "
      + "listen($s, 5); socket($c, AF_INET, SOCK_STREAM, 0); exit(connect($c, getsockname($s)) ? 0 : 1)'"
    #expect(try await Self.judge(own).grade?.score == 1)
  }

  @Test("A sandbox that does not start is not a wrong answer", .enabled("limits") { await setsLimits() })
  func notStarted() async throws {
    let folder = try TemporaryFolder()
    let sandbox = Sandbox(level: .limits)
    let process = CheckProcess(
      limits: Self.enough, sandbox: sandbox, environment: ["PATH": "/usr/bin:/bin"])
    // The mark cannot be written.
    let run = try await process.run(["true"], started: folder.path("none/started"))
    #expect(run.ending == .notStarted)
  }

  @Test("An expression that Perl would try for ever is ended by the time limit", arguments: [true, false])
  func regularExpressions(isEndless: Bool) async throws {
    let folder = try TemporaryFolder()
    let answer = try folder.write(isEndless ? String(repeating: "a", count: 40) + "b" : "xaax", to: "t.md")
    let sandbox = await Self.closed.value
    // A reference back keeps Perl from finding a shorter way.
    let pattern = isEndless ? #"^(?:(a|aa)+\1?)+$"# : "a{2}"
    let check = Check(method: .comparison(.regex), limits: CheckLimits(seconds: isEndless ? 1 : 600), sandbox: sandbox)
    let value: Comparison.Value = try #require(Comparison.Value(.string(pattern), for: .regex))
    let task = GradingTask.bare("t", expected: value)
    let judgement = try await check.judge(.init(task: task, model: "m", sample: nil, answer: answer, digest: nil))
    #expect(judgement.ending == (isEndless ? .timeLimit : .matches))
    #expect((judgement.grade == nil) == isEndless)
  }
}
