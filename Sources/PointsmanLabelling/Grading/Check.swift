import Foundation
internal import PointsmanSupport
import Subprocess

/// A command that grades an answer: its exit status, or the last line that it prints, is the score.
package struct Check: Sendable {
  /// A line for the shell. `TASK`, `MODEL` and `ANSWER` (a path) are in its environment.
  package let command: String
  /// Seconds after which the check, and all that it started, is ended.
  package let timeLimit: Double
  /// True if the last line that the command prints is the score, not its exit status.
  package let scoreIsOutput: Bool
  /// The endings that mean a wrong answer. Any other but status 0 says nothing about the answer.
  package let wrong: WrongEndings

  package init(command: String, timeLimit: Double, scoreIsOutput: Bool, wrong: WrongEndings) {
    (self.command, self.timeLimit, self.scoreIsOutput, self.wrong) = (command, timeLimit, scoreIsOutput, wrong)
  }

  /// The bytes that are kept of each of a check's streams, at most.
  private static let keptOutput = 1 << 16

  /// A finished run of the command.
  private struct Run {
    let ending: CheckEnding
    let output: String
    let errors: String
  }

  /// Judges the answer at `path`. A task that is cancelled ends its check and throws `CancellationError`.
  package func judge(task: String, model: String, answer path: String, digest: String?) async throws -> Judgement {
    let start = ContinuousClock.now
    let run = try await run(["TASK": task, "MODEL": model, "ANSWER": path])
    // A check that an interruption ended says nothing about the answer.
    try Task.checkCancellation()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var (ending, score) = (run.ending, 1.0)
    if ending != .status(0) {
      score = 0
    } else if scoreIsOutput {
      let last = run.output.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
      if let printed = Double(decimal: last), (0...1).contains(printed) {
        score = printed
      } else {
        ending = .noScore(String(last.prefix(40)))
      }
    }
    let isDecided = ending == .status(0) || wrong.contains(ending)
    let grade = Grade(
      task: task, model: model, answer: digest, score: score, exitStatus: ending.status, seconds: seconds,
      timedOut: ending == .timeLimit)
    let said = run.errors.allSatisfy(\.isWhitespace) ? run.output : run.errors
    return Judgement(task: task, model: model, grade: isDecided ? grade : nil, ending: ending, said: said)
  }

  /// Runs the command until its shell ends, the time limit passes, or the task is cancelled. What it started in its
  /// process group ends with it.
  private func run(_ variables: [Environment.Key: String?]) async throws -> Run {
    var options = PlatformOptions()
    // The check leads a process group, which ends as a whole: the shell and the processes that it started.
    options.processGroupID = 0
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))]
    let configuration = Configuration(
      executable: .name("sh"), arguments: ["-c", command], environment: .inherit.updating(variables),
      platformOptions: options)
    return try await withThrowingTaskGroup(of: Run.self) { group in
      group.addTask {
        let result = try await Subprocess.run(configuration, input: .none, output: .sequence, error: .sequence) {
          execution in
          async let output = Self.tail(of: execution.standardOutput)
          async let errors = Self.tail(of: execution.standardError)
          return try await (output, errors)
        }
        // Children that the shell left in the background. Its number names the group as long as one of them lives.
        kill(-result.processIdentifier.value, SIGKILL)
        return Run(
          ending: CheckEnding(result.terminationStatus), output: result.closureResult.0, errors: result.closureResult.1)
      }
      group.addTask {
        // A clock cannot count more: a hundred years.
        try await Task.sleep(for: .seconds(min(timeLimit, 3.2e9)))
        return Run(ending: .timeLimit, output: "", errors: "")
      }
      let first = try await group.next()!
      // Cancelling the check tears it down; the group returns when it is gone.
      group.cancelAll()
      return first
    }
  }

  /// The end of what a stream brings until the shell has ended. A child of its own group may write on for ever.
  private static func tail(of stream: SubprocessOutputSequence) async throws -> String {
    var tail = TailBuffer(limit: keptOutput)
    for try await buffer in stream {
      tail.append(buffer.bytes)
      if Task.isCancelled { break }
    }
    return String(decoding: tail.bytes, as: UTF8.self)
  }
}

extension CheckEnding {
  init(_ status: TerminationStatus) {
    switch status {
    // A shell says by 128 and more that a signal ended its command.
    case .exited(let code): self = code > 128 ? .signal(Int(code) - 128) : .status(Int(code))
    case .signaled(let number): self = .signal(Int(number))
    }
  }
}
