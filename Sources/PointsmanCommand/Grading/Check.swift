import Dispatch
import Foundation
import Pointsman
import Synchronization

/// A command that judges an answer: its exit status, or what it prints, is the score.
final class Check: Sendable {
  /// A line for the shell. `TASK`, `MODEL` and `ANSWER` (a path) are in its environment.
  let command: String
  /// Seconds after which the check, and all that it started, is ended: score 0.
  let timeLimit: Double
  /// Whether the last line that the command prints is the score, not its exit status (0 for 1, another for 0).
  let scoreIsOutput: Bool
  /// The checks that run, by process id; nil once all were ended, and none is to count.
  private let running = Mutex<Set<Int32>?>([])

  init(command: String, timeLimit: Double, scoreIsOutput: Bool) {
    (self.command, self.timeLimit, self.scoreIsOutput) = (command, timeLimit, scoreIsOutput)
  }

  /// Judges the answer at `path`. A command that the shell cannot run, or whose output is no score, is an error.
  func grade(task: String, model: String, answer path: String, digest: String?) throws -> Grade {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["TASK": task, "MODEL": model, "ANSWER": path]) { $1 }
    let output = FileManager.default.temporaryDirectory.appending(path: "pointsman-check-\(UUID().uuidString)")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    process.standardInput = FileHandle.nullDevice
    // A file holds any amount without a reader.
    process.standardOutput = scoreIsOutput ? try FileHandle(forWritingTo: output) : FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let start = ContinuousClock.now
    try process.run()
    let number = process.processIdentifier
    running.withLock { if $0?.insert(number) == nil { Self.end(number) } }
    let timedOut = ended.wait(timeout: .now() + timeLimit) == .timedOut
    if timedOut {
      Self.end(number)
      ended.wait()
    }
    // What an interruption ended says nothing of the answer.
    guard running.withLock({ $0?.remove(number) }) != nil else { throw CancellationError() }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let status = process.terminationReason == .exit && !timedOut ? Int(process.terminationStatus) : nil
    if status == 126 || status == 127 {
      throw Failure(
        description: "the check ended with status \(status!) on task \"\(task)\" of \(model): the shell cannot run it; "
          + "mend --check, which was: \(command)")
    }
    let score = status == 0 ? scoreIsOutput ? try Self.score(in: output, task: task, model: model) : 1 : 0
    return Grade(
      task: task, model: model, answer: digest, score: score, exitStatus: status, seconds: seconds, timedOut: timedOut)
  }

  /// Ends every check that runs, or is about to.
  func endAll() {
    running.withLock { numbers in
      numbers?.forEach(Self.end)
      numbers = nil
    }
  }

  /// Ends a process and those that it started: Foundation gives each child a process group of its own.
  private static func end(_ number: Int32) {
    if kill(-number, SIGKILL) != 0 { kill(number, SIGKILL) }
  }

  private static func score(in output: URL, task: String, model: String) throws -> Double {
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    let last = text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    guard let score = Double(last.trimmingCharacters(in: .whitespaces)), (0...1).contains(score) else {
      throw Failure(
        description:
          "the check printed \"\(last.prefix(40))\" last on task \"\(task)\" of \(model), expected a score from 0 to 1")
    }
    return score
  }
}
