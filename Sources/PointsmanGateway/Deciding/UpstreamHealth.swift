internal import Synchronization

/// Which upstreams answer: a circuit breaker for each, and models that must rest.
///
/// Five failures within ten seconds open the breaker for five seconds, in which the upstream gets no request. Then one request
/// tries it; if it succeeds, the breaker closes. Nygard, "Release It!", 2018, chapter 5.
package final class UpstreamHealth: Sendable {
  private struct Breaker {
    /// When the failures of late were, oldest first, in seconds of the monotonic clock.
    var failures: [Double] = []
    /// Until when no request goes there; nil while it is closed.
    var openUntil: Double?
  }

  private struct State {
    var breakers: [String: Breaker] = [:]
    var resting: [String: Double] = [:]
  }

  private let state = Mutex(State())
  private static let (failures, window, pause) = (5, 10.0, 5.0)

  package init() {}

  /// True if a request may go to the upstream.
  package func isAvailable(_ upstream: String, now: Double) -> Bool {
    state.withLock { ($0.breakers[upstream]?.openUntil ?? now) <= now }
  }

  /// True while the breaker is open, the time of its trial included.
  package func isOpen(_ upstream: String) -> Bool { state.withLock { $0.breakers[upstream]?.openUntil != nil } }

  /// True if the model's provider did not ask for a rest.
  package func isRested(_ model: String, now: Double) -> Bool { state.withLock { ($0.resting[model] ?? now) <= now } }

  /// A request begins: where the breaker was open, it is the one that tries, and others wait for it.
  package func begin(_ upstream: String, now: Double) {
    state.withLock { state in
      if state.breakers[upstream]?.openUntil != nil { state.breakers[upstream]!.openUntil = now + Self.pause }
    }
  }

  package func succeeded(_ upstream: String) {
    state.withLock { _ = $0.breakers.removeValue(forKey: upstream) }
  }

  package func failed(_ upstream: String, now: Double) {
    state.withLock { state in
      var breaker = state.breakers[upstream] ?? Breaker()
      breaker.failures = breaker.failures.filter { now - $0 < Self.window } + [now]
      if breaker.failures.count >= Self.failures || breaker.openUntil != nil {
        breaker.openUntil = now + Self.pause
        breaker.failures = breaker.failures.suffix(Self.failures)
      }
      state.breakers[upstream] = breaker
    }
  }

  /// The model's provider asks for no request for so many seconds; more than a minute counts as one.
  package func rest(_ model: String, seconds: Double, now: Double) {
    state.withLock { $0.resting[model] = now + min(seconds, 60) }
  }
}

/// Retries at one upstream, as a share of the requests, so that an outage does not double the load.
package final class RetryBudget: Sendable {
  private let tokens = Mutex(RetryBudget.reserve)
  private let share: Double
  /// Retries that are there at the start, and the most that are saved up.
  private static let (reserve, most) = (10.0, 100.0)

  package init(share: Double) { self.share = share }

  package func countRequest() { tokens.withLock { $0 = min(Self.most, $0 + share) } }

  /// Takes a retry; false where none is left.
  package func takeRetry() -> Bool {
    tokens.withLock { tokens in
      guard tokens >= 1 else { return false }
      tokens -= 1
      return true
    }
  }
}
