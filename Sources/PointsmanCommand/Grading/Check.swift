import Foundation
import Subprocess

/// A command that grades an answer: its exit status, or the last line that it prints, is the score.
struct Check: Sendable {
  /// A line for the shell. `TASK`, `MODEL` and `ANSWER` (a path) are in its environment.
  let command: String
  /// Seconds after which the check, and all that it started, is ended: score 0.
  let timeLimit: Double
  /// True if the last line that the command prints is the score, not its exit status (0 for 1, another for 0).
  let scoreIsOutput: Bool

  /// How a check ended: nil where the time limit ended it.
  private typealias Ending = (status: TerminationStatus, output: [UInt8])?

  /// Grades the answer at `path`.
  ///
  /// A command that the shell cannot run, or whose output is no score, is an error. A task that is cancelled ends its
  /// check and throws `CancellationError`.
  func grade(task: String, model: String, answer path: String, digest: String?) async throws -> Grade {
    let start = ContinuousClock.now
    let ending = try await run(["TASK": task, "MODEL": model, "ANSWER": path])
    // A check that an interruption ended says nothing about the answer.
    try Task.checkCancellation()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let status: Int? = if case .exited(let code)? = ending?.status { Int(code) } else { nil }
    if let status, status == 126 || status == 127 {
      throw Failure(
        description: "the check ended with status \(status) on task \"\(task)\" of \(model): the shell cannot run it; "
          + "correct --check, which was: \(command)")
    }
    var score = status == 0 ? 1.0 : 0
    if scoreIsOutput, status == 0, let ending { score = try Self.score(ending.output, task: task, model: model) }
    return Grade(
      task: task, model: model, answer: digest, score: score, exitStatus: status, seconds: seconds,
      timedOut: ending == nil)
  }

  /// Runs the command until it ends, the time limit passes, or the task is cancelled.
  private func run(_ variables: [Environment.Key: String?]) async throws -> Ending {
    var options = PlatformOptions()
    // The check leads a process group, which ends as a whole: the shell and the processes that it started.
    options.processGroupID = 0
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))]
    let configuration = Configuration(
      executable: .name("sh"), arguments: ["-c", command], environment: .inherit.updating(variables),
      platformOptions: options)
    return try await withThrowingTaskGroup(of: Ending.self) { group in
      group.addTask {
        if scoreIsOutput {
          let result = try await Subprocess.run(configuration, output: .bytes(limit: .max))
          return (result.terminationStatus, result.standardOutput)
        }
        return (try await Subprocess.run(configuration, output: .discarded).terminationStatus, [])
      }
      group.addTask {
        // A clock cannot count more: a hundred years.
        try await Task.sleep(for: .seconds(min(timeLimit, 3.2e9)))
        return nil
      }
      let first = try await group.next()!
      // Cancelling the check tears it down; the group returns when it is gone.
      group.cancelAll()
      return first
    }
  }

  private static func score(_ output: [UInt8], task: String, model: String) throws -> Double {
    let text = String(decoding: output, as: UTF8.self)
    let last = text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    guard let score = Double(last.trimmingCharacters(in: .whitespaces)), (0...1).contains(score) else {
      throw Failure(
        description:
          "the check printed \"\(last.prefix(40))\" last on task \"\(task)\" of \(model), expected a score from 0 to 1")
    }
    return score
  }
}
