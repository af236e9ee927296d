import PointsmanLabelling
import Synchronization

/// Sends asks, and shows how far each model is. Ctrl-C ends the requests under way, and says what is kept.
struct InterruptibleAsks {
  private let asks: AskRun
  private let shown: AskConsole
  private let count: AnswerCount
  private let work: InterruptibleWork

  /// - Parameter kept: "replies are kept in …", for example; their number is put before it.
  init(_ asks: AskRun, _ console: Console, keeping kept: String) {
    let count = AnswerCount()
    (self.asks, self.count, shown) = (asks, count, AskConsole(console))
    work = InterruptibleWork(discarding: nil) { "\(count.value.withLock(\.self)) \(kept)" }
  }

  func send(_ list: [Ask]) async throws -> AskResults {
    let (asks, count, shown) = (asks, count, shown)
    return try await work.run {
      try await asks.run(list) { progress in
        count.value.withLock { $0 = progress.models.map(\.done).reduce(0, +) }
        shown.show(progress)
      }
    }
  }

  /// Leaves interruptions to the system again. Files are written before this.
  func end() { work.end() }
}

/// The answers that are there.
private final class AnswerCount: Sendable {
  let value = Mutex(0)
}
