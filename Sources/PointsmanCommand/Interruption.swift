import Dispatch
import Foundation
import Pointsman
internal import PointsmanSupport

/// What Ctrl-C (or a request to end) does to a command that writes: it removes what is not whole, says what was kept,
/// and ends with status 130, as shells have it for an interrupted program.
struct Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Nothing is kept of `outputs`, those that are to be written; `kept` says what is kept besides, if anything.
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
        FileHandle.standardError.write(Data(message.utf8))
        _exit(128 + number)
      }
      source.resume()
      // Until the source listens, the signal ends the program as it always does: ignored, it would be lost.
      registered.wait()
      return source
    }
  }

  /// Leaves interruptions to the system again.
  func end() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
