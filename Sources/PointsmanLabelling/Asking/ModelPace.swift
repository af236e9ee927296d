internal import PointsmanEndpoints

/// The queue of one model, and how fast it may go: requests a minute, and pauses that the server asks for.
actor ModelPace {
  private var asks: ArraySlice<Ask>
  private let interval: Double
  private var nextStart = ContinuousClock.now
  private var failures = 0

  init(_ asks: [Ask]) {
    self.asks = asks[...]
    interval = asks.first?.request.endpoint.requestsPerMinute.map { 60 / $0 } ?? 0
  }

  func next() -> Ask? { asks.popFirst() }

  /// Waits until the model may have a request.
  func waitForTurn() async throws {
    while case let now = ContinuousClock.now, now < nextStart {
      try await Task.sleep(until: nextStart, clock: .continuous)
    }
    if interval > 0 { nextStart = .now + .seconds(interval) }
  }

  /// Waits. Where it is shared every other request of the model waits, too.
  func pause(_ seconds: Double, isShared: Bool) async {
    let until = ContinuousClock.now + .seconds(seconds)
    if isShared { nextStart = max(nextStart, until) }
    try? await Task.sleep(until: until, clock: .continuous)
  }

  func succeed() { failures = 0 }

  /// The number of failures in a row.
  func fail() -> Int {
    failures += 1
    return failures
  }

  /// Empties the queue.
  func takeRest() -> [Ask] {
    defer { asks = [] }
    return Array(asks)
  }
}
