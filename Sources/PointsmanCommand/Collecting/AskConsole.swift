import Foundation
import PointsmanEvaluation
import PointsmanLabelling
import Synchronization

/// Shows how far each model is: a line each, rewritten in place on a terminal, and every ten seconds elsewhere.
final class AskConsole: Sendable {
  private let console: Console
  private let start = ContinuousClock.now
  private let lastShown = Mutex<Double>(-.infinity)

  init(_ console: Console) {
    self.console = console
  }

  func show(_ progress: AskProgress) {
    let now = (ContinuousClock.now - start) / .seconds(1)
    let isDue = lastShown.withLock { last in
      guard now - last >= (Console.rewritesProgress ? 0.2 : 10) else { return false }
      last = now
      return true
    }
    if isDue { console.progress(lines: Self.lines(progress, after: now)) }
  }

  /// A line a model.
  static func lines(_ progress: AskProgress, after seconds: Double) -> [String] {
    aligned(
      progress.models.map { model in
        let rate = seconds > 0 ? Double(model.answered) / seconds : 0
        let open = model.total - model.done - model.failed
        let left = open == 0 ? "done" : rate > 0 ? time(Double(open) / rate) + " left" : "–"
        return [
          model.name, "\(model.done)/\(model.total)", "\(model.failed) failed", "\(fixed(rate, 1))/s",
          "\(significant(model.spent)) USD", left,
        ]
      })
  }

  private static func time(_ seconds: Double) -> String {
    seconds < 90
      ? "\(fixed(seconds, 0)) s" : seconds < 5400 ? "\(fixed(seconds / 60, 0)) min" : "\(fixed(seconds / 3600, 1)) h"
  }
}
