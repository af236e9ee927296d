/// A limit of USD that is never exceeded: a request is let through only if the most that it can cost still fits.
///
/// What a request can cost is reserved before it is sent, and what it did cost counts afterwards.
actor SpendingCap {
  /// nil for no limit.
  let limit: Double?
  private(set) var spent: Double
  private(set) var reserved = 0.0
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// True once a request was refused: the run is at its end.
  private(set) var isReached = false

  /// - Parameter spent: USD of earlier runs that count.
  init(limit: Double?, spent: Double) {
    (self.limit, self.spent) = (limit, spent)
  }

  /// Reserves `bound` USD if it fits now. For a further try of a request: waiting could be for requests behind it.
  func reserveAtOnce(_ bound: Double) -> Bool {
    if let limit, spent + reserved + bound > limit {
      isReached = true
      wakeAll()
      return false
    }
    reserved += bound
    return true
  }

  /// Reserves `bound` USD, which waits for requests under way; false where it does not fit when nothing is under way.
  func reserve(_ bound: Double) async -> Bool {
    guard let limit else {
      reserved += bound
      return true
    }
    while !isReached {
      if spent + reserved + bound <= limit {
        reserved += bound
        return true
      }
      if reserved <= 0 {
        isReached = true
        break
      }
      await withCheckedContinuation { waiting.append($0) }
    }
    wakeAll()
    return false
  }

  /// Turns a reservation into what was spent of it.
  func settle(_ bound: Double, spent cost: Double) {
    spent += cost
    // Sums of binary fractions leave a rest, which would be waited for.
    reserved = max(0, reserved - bound)
    if reserved < 1e-12 { reserved = 0 }
    wakeAll()
  }

  private func wakeAll() {
    let all = waiting
    waiting = []
    for continuation in all { continuation.resume() }
  }
}
