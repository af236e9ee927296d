import Dispatch
import Foundation
import Pointsman

/// What Ctrl-C (or a request to end) does while a command writes: it removes what is not whole, says what was kept, and
/// ends with status 130, as shells have it for an interrupted program.
struct Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Nothing is kept of `output`; `kept` says what is kept besides, if anything.
  init(discarding output: String, kept: @escaping @Sendable () -> String? = { nil }) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        AtomicFile.discardPartial(of: output)
        let message = "interrupted; \(output) was not written" + (kept().map { "; " + $0 } ?? "") + "\n"
        FileHandle.standardError.write(Data(message.utf8))
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// Leaves interruptions to the system again.
  func end() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
