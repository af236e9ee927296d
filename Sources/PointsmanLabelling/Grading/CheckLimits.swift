import Foundation

/// The most that one check may take, in a sandbox.
package struct CheckLimits: Sendable, Equatable {
  /// Seconds from start to end.
  package var seconds: Double
  /// Bytes of memory of a process: private memory that it can write (`RLIMIT_DATA`). Address space that is only
  /// reserved, as V8, Go and Java do, does not count.
  package var memory: Int
  /// Bytes of a file that a process writes.
  package var fileSize: Int
  /// Processes and threads at one time, where namespaces are permitted.
  package var processes: Int

  /// A minute is enough for a unit test, 2 GB for an interpreter with libraries, 1 GB for a file, and 1024 processes for
  /// a compiler on many cores.
  package init(
    seconds: Double = 60, memory: Int = 2_000_000_000, fileSize: Int = 1_000_000_000, processes: Int = 1024
  ) {
    (self.seconds, self.memory, self.fileSize, self.processes) = (seconds, memory, fileSize, processes)
  }

  /// The command of util-linux that sets the limits of what it starts.
  ///
  /// The limit of CPU time is what the time limit permits on all cores. It ends a process that left its process group,
  /// where no namespace does.
  func prlimit(withProcesses: Bool) -> [String] {
    // A year bounds the conversion.
    let cpu = Int(min(seconds, 3.2e7).rounded(.up)) * ProcessInfo.processInfo.activeProcessorCount
    return ["prlimit", "--data=\(memory)", "--fsize=\(fileSize)", "--cpu=\(cpu):\(cpu + 1)", "--core=0"]
      + (withProcesses ? ["--nproc=\(processes)"] : []) + ["--"]
  }
}
