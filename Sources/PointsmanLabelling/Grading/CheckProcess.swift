import Foundation
internal import PointsmanSupport
import Subprocess

/// A program that runs within limits, and ends with all that it started.
struct CheckProcess: Sendable {
  let limits: CheckLimits
  let sandbox: Sandbox
  /// All the variables that it has.
  let environment: [String: String]

  /// The bytes that are kept of each of its streams, at most.
  private static let keptOutput = 1 << 16

  /// A finished run.
  struct Run: Sendable {
    let ending: CheckEnding
    let output: String
    let errors: String

    /// The end of its standard error or, where that is blank, of its standard output.
    var said: String { errors.allSatisfy(\.isWhitespace) ? output : errors }
  }

  /// Runs the program until it ends, the time limit passes, or the task is cancelled.
  ///
  /// - Parameters:
  ///   - arguments: The program's name and its arguments.
  ///   - started: The path of a file that the sandbox makes when it starts the program.
  func run(_ arguments: [String], started: String) async throws -> Run {
    let command = sandbox.command(arguments, limits: limits, started: started)
    var options = PlatformOptions()
    // It leads a process group, which ends as a whole.
    options.processGroupID = 0
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))]
    let variables = Dictionary(
      uniqueKeysWithValues: environment.compactMap { name, value in
        Environment.Key(rawValue: name).map { ($0, value) }
      })
    let configuration = Configuration(
      executable: .name(command[0]), arguments: Arguments(Array(command.dropFirst())),
      environment: .custom(variables), platformOptions: options)
    let run = try await withThrowingTaskGroup(of: Run.self) { group in
      group.addTask {
        let result = try await Subprocess.run(configuration, input: .none, output: .sequence, error: .sequence) {
          execution in
          async let output = Self.tail(of: execution.standardOutput)
          async let errors = Self.tail(of: execution.standardError)
          return try await (output, errors)
        }
        // Children that it left in the background. Its number names the group as long as one of them lives.
        kill(-result.processIdentifier.value, SIGKILL)
        return Run(
          ending: CheckEnding(result.terminationStatus), output: result.closureResult.0, errors: result.closureResult.1)
      }
      group.addTask {
        // A clock cannot count more: a hundred years.
        try await Task.sleep(for: .seconds(min(limits.seconds, 3.2e9)))
        return Run(ending: .timeLimit, output: "", errors: "")
      }
      let first = try await group.next()!
      // Cancelling tears the process down; the group returns when it is gone.
      group.cancelAll()
      return first
    }
    if sandbox.level != .none, run.ending != .timeLimit, !FileManager.default.fileExists(atPath: started) {
      return Run(ending: .notStarted, output: run.output, errors: run.errors)
    }
    return run
  }

  /// The end of what a stream brings until the process has ended. A child of its own group may write on for ever.
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
