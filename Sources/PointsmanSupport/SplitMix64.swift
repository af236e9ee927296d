/// A small seeded generator: the same seed gives the same draws on every machine.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; its three
/// constants are theirs.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The generator that draws the sequence of `seed`.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits. O(1).
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Passes over `count` draws of `next()`. O(1): the state only counts.
  public mutating func skip(_ count: Int) { state &+= 0x9E37_79B9_7F4A_7C15 &* UInt64(count) }

  /// The elements of `array` in an order drawn at random, each as likely (Fisher & Yates; Durstenfeld 1964). O(n).
  ///
  /// Written out for the same reason as `next(below:)`.
  public mutating func shuffled<Element>(_ array: [Element]) -> [Element] {
    var array = array
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, Int(next(below: UInt64(last + 1))))
    }
    return array
  }

  /// A whole number in `0..<bound`, each equally likely. O(1) expected.
  ///
  /// The high half of bits × bound is the draw; the few low halves that would favour some numbers are drawn again.
  /// Written out, rather than left to the standard library, so that a seed keeps its meaning over Swift versions.
  /// Source: Lemire, "Fast random integer generation in an interval", 2019.
  public mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a draw needs at least one outcome")
    var product = bound.multipliedFullWidth(by: next())
    if product.low < bound {
      let biased = (0 &- bound) % bound
      while product.low < biased {
        product = bound.multipliedFullWidth(by: next())
      }
    }
    return product.high
  }
}
