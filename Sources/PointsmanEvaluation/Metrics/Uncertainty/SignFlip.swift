internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport

/// The sign-flip permutation test of paired differences: could their mean be 0?
///
/// If two routers were alike, each prompt's difference d_i would as soon have had the other sign. So the observed sum
/// S = Σ d_i is held against S* = Σ ±d_i over random signs:
///
///     p = (1 + #{S* ≥ S}) / (1 + flips)       the observed signs count as one of the flips
///
/// With at most 16 differences other than 0 all sign patterns are enumerated, and p = #{S* ≥ S} / 2ⁿ is exact. Sums
/// that differ by rounding only count as equal. Source: Fisher, "The design of experiments", 1935.
package struct SignFlip: Sendable, Equatable {
  /// p-value against a mean other than 0.
  package let twoSided: Double
  /// p-value against a mean above 0.
  package let greater: Double
  /// Whether every sign pattern was enumerated.
  package let isExact: Bool

  /// Runs the test. O(flips · n).
  ///
  /// - Parameters:
  ///   - differences: n paired differences, ours minus theirs.
  ///   - flips: random sign patterns to draw; 9,999 make p-values multiples of 1/10,000.
  ///   - threads: at most so many compute; the result does not depend on it.
  package init(differences: [Double], flips: Int = 9_999, seed: UInt64 = 0, threads: Int = 1) {
    precondition(flips > 0, "a permutation test needs a flip")
    // 2¹⁶ patterns cost less than the default flips of a few hundred differences.
    let enumerable = 16
    let nonzero = differences.filter { $0 != 0 }
    let observed = nonzero.reduce(0, +)
    let slack = roundingError * nonzero.reduce(0) { $0 + abs($1) }
    let exact = nonzero.count <= enumerable
    let patterns = exact ? 1 << nonzero.count : flips
    let words = (nonzero.count + UInt64.bitWidth - 1) / UInt64.bitWidth
    // Enough patterns to a part that a thread is worth it.
    let part = 500
    let counts = concurrentMap(count: (patterns + part - 1) / part, threads: threads) { index in
      var generator = SplitMix64(seed: seed)
      generator.skip(index * part * words)
      var (asHigh, asFar) = (0, 0)
      for pattern in index * part..<min((index + 1) * part, patterns) {
        let sum =
          exact
          ? observed - 2 * Self.flipped(nonzero[...], by: UInt64(pattern))
          : observed - 2 * Self.flipped(nonzero, by: &generator)
        if sum >= observed - slack { asHigh += 1 }
        if abs(sum) >= abs(observed) - slack { asFar += 1 }
      }
      return (asHigh: asHigh, asFar: asFar)
    }
    // Drawn at random, the observed signs count as one more pattern.
    let own = exact ? 0 : 1
    isExact = exact
    greater = Double(counts.reduce(own) { $0 + $1.asHigh }) / Double(patterns + own)
    twoSided = Double(counts.reduce(own) { $0 + $1.asFar }) / Double(patterns + own)
  }

  /// Σ d over the differences whose bit is set, the first being the lowest bit.
  private static func flipped(_ differences: ArraySlice<Double>, by bits: UInt64) -> Double {
    var bits = bits
    var sum = 0.0
    for difference in differences {
      sum += difference * Double(bits & 1)
      bits >>= 1
    }
    return sum
  }

  /// Σ d over a random half of the differences.
  private static func flipped(_ differences: [Double], by generator: inout SplitMix64) -> Double {
    stride(from: 0, to: differences.count, by: UInt64.bitWidth).reduce(0) { sum, start in
      let end = min(start + UInt64.bitWidth, differences.count)
      return sum + flipped(differences[start..<end], by: generator.next())
    }
  }
}
