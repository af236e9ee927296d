internal import PointsmanSupport

/// McNemar's exact test: could two routers that differ on b + c prompts be equally good?
///
/// Only the prompts on which exactly one of the two is right say anything. If both are equally good, each is a fair
/// coin:
///
///     p = min(1, 2 · Σ_{k ≤ min(b, c)} C(b + c, k) / 2^(b + c))
///
/// Binomials are summed as significand and exponent, so no count is too large and small cases are exact.
/// Source: McNemar, "Note on the sampling error of the difference between correlated proportions", 1947.
///
/// - Parameters:
///   - b: prompts that only the first gets right.
///   - c: prompts that only the second gets right.
/// - Returns: the two-sided p-value; 1 when they never differ.
/// - Complexity: O(min(b, c)).
package func mcNemar(b: Int, c: Int) -> Double {
  precondition(b >= 0 && c >= 0, "a count is not negative")
  let trials = b + c
  let limit = 0x1p500  // Far from overflow, yet rarely reached.
  var exponent = 1 - trials
  var binomial = 1.0
  var sum = 1.0
  for k in 0..<min(b, c) {
    binomial = binomial * Double(trials - k) / Double(k + 1)
    sum += binomial
    if sum > limit {
      binomial /= limit
      sum /= limit
      exponent += Int(limit.exponent)
    }
  }
  return min(1, Double(sign: .plus, exponent: exponent, significand: sum))
}

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
  /// True if every sign pattern was enumerated.
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

/// The two-sided p-value that two routers' scores on the same prompts are alike: McNemar's exact test for 0/1 scores, else
/// sign flips. Under weights, sign flips of the weighted differences, whose sum is 0 where the weighted means are equal.
func pairedPValue(
  _ ours: [Double], _ theirs: [Double], weights: [Double]? = nil, seed: UInt64, threads: Int = 1
) -> Double {
  if let weights {
    let differences = zip(zip(ours, theirs), weights).map { ($0.0 - $0.1) * $1 }
    return SignFlip(differences: differences, seed: seed, threads: threads).twoSided
  }
  guard (ours + theirs).allSatisfy({ $0 == 0 || $0 == 1 }) else {
    return SignFlip(differences: zip(ours, theirs).map { $0 - $1 }, seed: seed, threads: threads).twoSided
  }
  let won = zip(ours, theirs).count { $0 > $1 }
  let lost = zip(ours, theirs).count { $0 < $1 }
  return mcNemar(b: won, c: lost)
}

/// The normal distribution's 80 % quantile.
let normalQuantile80 = 0.8416212335729143

/// The number of prompts that it takes to show that the mean difference is more than chance.
///
///     n = ((z₀.₉₇₅ + z₀.₈₀) · sd(d) / d̄)²
///
/// With n prompts like these a two-sided paired test at 95 % finds the gain in four of five samples. Source: any text on
/// the power of the paired z-test; Cohen, "Statistical power analysis for the behavioral sciences", 1988.
///
/// - Parameter differences: the router's score less the best single model's, prompt by prompt.
/// - Returns: nil when there are fewer than two differences, or their mean is not above 0 or too small for any number of
///   prompts to show. O(n).
package func sampleSize(toDetect differences: [Double]) -> Int? {
  let gain = mean(differences)
  guard differences.count > 1, gain > 0 else { return nil }
  let variance =
    differences.reduce(0) { $0 + ($1 - gain) * ($1 - gain) } / Double(differences.count - 1)
  let reach = normalQuantile975 + normalQuantile80
  return Int(exactly: (reach * reach * variance / (gain * gain)).rounded(.up)).map { max(1, $0) }
}
