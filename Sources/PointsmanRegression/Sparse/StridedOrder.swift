/// The numbers 0 ..< count, each once, in an order that mixes near and far, different from round to round.
///
/// Coordinate descent needs an order that does not follow the data's own (benchmarks come sorted by subject), and needs
/// no randomness beyond that: steps by a number coprime to `count`, near a golden-section share of it, visit every row
/// once.
struct StridedOrder: Sequence, IteratorProtocol {
  private let count: Int
  private let stride: Int
  private var current: Int
  private var remaining: Int

  init(count: Int, round: Int) {
    let golden = 0.618_033_988_749_894_9
    let share = (golden * Double(round + 1)).truncatingRemainder(dividingBy: 1)
    var stride = Swift.max(1, Int(Double(count) * (0.2 + 0.6 * share)))
    while Self.commonDivisor(stride, count) > 1 { stride += 1 }
    self.count = count
    self.stride = stride
    current = count == 0 ? 0 : (round &* 7919) % count
    remaining = count
  }

  mutating func next() -> Int? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    defer {
      current += stride
      if current >= count { current %= count }
    }
    return current
  }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }
}
