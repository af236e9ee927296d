import Dispatch
import Foundation
import PointsmanLabelling
import Synchronization

/// Sends asks, and shows how far each model is. Ctrl-C ends the requests under way, and says what is kept.
func interruptible(
  _ run: AskRun, _ asks: [Ask], _ console: Console, keeping kept: String
) async throws -> AskResults {
  let shown = AskConsole(console)
  let counts = Mutex(0)
  let work = Mutex<Task<AskResults, any Error>?>(nil)
  let ended = DispatchSemaphore(value: 0)
  let interruption = Interruption(discarding: nil) {
    if let work = work.withLock(\.self) {
      work.cancel()
      ended.wait()
    }
    return "\(counts.withLock(\.self)) \(kept); the same command goes on"
  }
  defer { interruption.end() }
  let asking = Task {
    defer { ended.signal() }
    return try await run.run(asks) { progress in
      counts.withLock { $0 = progress.models.map(\.done).reduce(0, +) }
      shown.show(progress)
    }
  }
  work.withLock { $0 = asking }
  do {
    return try await asking.value
  } catch is CancellationError {
    await Interruption.endsProgram()
  }
}
