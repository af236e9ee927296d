import Dispatch
import Foundation
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import Synchronization

/// Handles Ctrl-C, and a request to end, for a command that writes: partial files are removed, a message says what was
/// kept, and the status is 130, as shells have it for an interrupted program.
struct Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Nothing of `outputs` is kept, the files that are to be written. `kept` ends other work, and says what is kept of it.
  init(discarding outputs: String?..., kept: @escaping @Sendable () -> String? = { nil }) {
    let outputs = outputs.compactMap(\.self)
    let lost =
      outputs.isEmpty
      ? "nothing was written"
      : outputs.joined(separator: " and ") + (outputs.count > 1 ? " were" : " was") + " not written"
    sources = [SIGINT, SIGTERM].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      let registered = DispatchSemaphore(value: 0)
      source.setRegistrationHandler { registered.signal() }
      source.setEventHandler {
        AtomicFile.discardPartials()
        let message = "interrupted; " + lost + (kept().map { "; " + $0 } ?? "") + "\n"
        StandardStreams.warn(message)
        _exit(128 + number)
      }
      source.resume()
      // Until the source listens, the signal ends the program as it always does: ignored, it would be lost.
      registered.wait()
      return source
    }
  }

  /// Waits until the handler ends the program. Work that an interruption cancelled has nothing else to do.
  static func endsProgram() async -> Never {
    while true { try? await Task.sleep(for: .seconds(60)) }
  }

  /// Leaves interruptions to the system again.
  func end() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}

/// Work of several tasks that Ctrl-C cancels, so that what is finished is kept.
struct InterruptibleWork {
  private let interruption: Interruption
  private let cancelling: CancelledWork

  /// - Parameters:
  ///   - output: The file that is not written then; nil for none.
  ///   - kept: Says what is kept.
  init(discarding output: String?, kept: @escaping @Sendable () -> String) {
    let cancelling = CancelledWork()
    self.cancelling = cancelling
    interruption = Interruption(discarding: output) {
      cancelling.cancel()
      return kept() + "; the same command goes on"
    }
  }

  /// Does the work. After an interruption it does not return.
  func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let ended = DispatchSemaphore(value: 0)
    let task = Task {
      defer { ended.signal() }
      return try await work()
    }
    cancelling.set {
      task.cancel()
      ended.wait()
    }
    do {
      let value = try await task.value
      cancelling.set(nil)
      return value
    } catch is CancellationError {
      await Interruption.endsProgram()
    }
  }

  /// Leaves interruptions to the system again. Files are written before this.
  func end() { interruption.end() }
}

/// The way to cancel the work that goes on, and to wait for its end; nothing where none does.
private final class CancelledWork: Sendable {
  private let cancellation = Mutex<(@Sendable () -> Void)?>(nil)

  func set(_ cancellation: (@Sendable () -> Void)?) { self.cancellation.withLock { $0 = cancellation } }

  func cancel() { cancellation.withLock(\.self)?() }
}

/// The file that `--report` names.
enum ReportFile {
  /// Throws when no report can be written to `path`: before the work, not after it.
  static func check(_ path: String) throws {
    do { try AtomicFile.check(path) } catch { throw failure(path, error) }
  }

  static func write(_ evaluation: Evaluation, of table: OutcomeTable, to path: String) throws {
    let report = HTMLReport(evaluation, audit: Audit(table), command: command(CommandLine.arguments))
    do { try report.write(to: path) } catch { throw failure(path, error) }
  }

  /// The command as it was typed, quoted where a shell needs it, the program by its name alone.
  static func command(_ arguments: [String]) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,=:@%+")
    let words = arguments.dropFirst().map { word in
      !word.isEmpty && word.allSatisfy(plain.contains)
        ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    return (["pointsman"] + words).joined(separator: " ")
  }

  private static func failure(_ path: String, _ error: FileFailure) -> Failure {
    Failure(description: "\(path): the report cannot be written, \(error.reason); name another file")
  }
}
