internal import PointsmanSupport

/// Tests the claim "the mean score is at least `share` of the best single model's" along a curve of operating points.
///
/// Learn then Test (Angelopoulos, Bates, Candès, Jordan & Lei, 2021) with sequences: the points come in an order that no
/// outcome decides, from careful to cheap, and the first that fails ends its sequence. Two sequences share the level δ =
/// 1 − `confidence`: one leads from a single model to the most likely model with δ/5, the other from there to the cheapest
/// with the rest, and with all of δ where the first sequence passed whole (the graphical procedure of Bretz, Maurer,
/// Brannath & Posch, 2009). The chance that any point certified breaks the promise is then at most δ.
///
/// Which single model is best is not known but estimated on the same prompts; so a point must pass against every model (an
/// intersection–union test, which costs no level). Against model m, with scores in [0, 1], the draw on a prompt is
/// (s − share · s_m + share) / (1 + share) ∈ [0, 1], whose mean must exceed share / (1 + share).
///
/// Capital depends on the order of the draws. So it is computed in `shuffles` random orders, each stopped at 2/δ, and a point
/// passes if for some k the mean of the first k reaches 1/δ. Capitals of random orders are exchangeable, so that by the
/// exchangeable inequality of Markov (Ramdas & Manole, "Randomized and exchangeable improvements of Markov's, Chebyshev's
/// and Chernoff's inequalities", 2023) that has a chance of at most δ. The orders are fixed: there is no seed to choose.
package struct GuaranteeTest: Sendable {
  /// Of the best single model's mean score, to be kept.
  package let share: Double
  /// The chance that all that is certified holds.
  package let confidence: Double

  /// Orders of the draws: more than ten certify little more.
  static let shuffles = 10
  /// The careful sequence's part of δ: it is short and easily passed, and then gives it back.
  static let carefulPart = 0.2

  /// - Parameters:
  ///   - share: of the best model's mean score, above 0 and at most 1.
  ///   - confidence: above 0 and below 1.
  package init(share: Double, confidence: Double) {
    precondition(share > 0 && share <= 1 && confidence > 0 && confidence < 1)
    (self.share, self.confidence) = (share, confidence)
  }

  /// The index of the last point certified; nil when none is. O(points · n · M · shuffles).
  ///
  /// - Parameters:
  ///   - points: for each point the router's n scores, in the order of the sequence.
  ///   - start: the first point of the second sequence; 0 where there is no first one.
  ///   - singles: for each model its n scores on the same draws.
  package func lastCertified(points: [[Double]], start: Int = 0, singles: [[Double]]) -> Int? {
    guard let count = singles.first?.count, count > 0, !points.isEmpty else { return nil }
    let orders = (0..<Self.shuffles).map { seed in
      var generator = SplitMix64(seed: UInt64(seed))
      return generator.shuffled(Array(0..<count))
    }
    // The best models fail first; which is asked first decides nothing.
    let singles = singles.sorted { mean($0) > mean($1) }
    let level = 1 - confidence
    func passed(_ range: Range<Int>, _ level: Double) -> Int? {
      let failed = range.first { point in
        !singles.allSatisfy { isCertain(draws(points[point], against: $0), orders, level) }
      }
      let last = (failed ?? range.upperBound) - 1
      return last >= range.lowerBound ? last : nil
    }
    let careful = start > 0 ? passed(0..<start, Self.carefulPart * level) : nil
    let isWhole = start == 0 || careful == start - 1
    return passed(start..<points.count, isWhole ? level : (1 - Self.carefulPart) * level) ?? careful
  }

  /// d ∈ [0, 1] of each draw.
  private func draws(_ scores: [Double], against single: [Double]) -> [Double] {
    zip(scores, single).map { ($0 - share * $1 + share) / (1 + share) }
  }

  private var bound: Double { share / (1 + share) }

  private func isCertain(_ draws: [Double], _ orders: [[Int]], _ level: Double) -> Bool {
    // The last bet before the stop can win at most this factor.
    let most = 2 / level * (1 + BettingTest.largestStake / bound * (1 - bound))
    var sum = 0.0
    for (index, order) in orders.enumerated() {
      var test = BettingTest(bound: bound, level: level, count: draws.count)
      for row in order {
        test.observe(draws[row])
        if test.capital >= 2 / level { break }
      }
      sum += test.capital
      if sum >= Double(index + 1) / level { return true }
      if sum + Double(orders.count - index - 1) * most < Double(orders.count) / level { return false }
    }
    return false
  }
}

extension GuaranteeTest {
  /// The number of draws, in total, with which a point like this one is certified with a chance of about 0.8; nil where the
  /// draws at hand do not show that it keeps the promise.
  ///
  /// The estimate takes mean ȳ and variance v of the n differences y = d − μ₀ for the truth. Stakes aim at δ, so the log of
  /// the capital after N draws has the mean √(2 ln(1/δ) N / v) ȳ − ln(1/δ) and the variance 2 ln(1/δ); it exceeds ln(1/δ)
  /// with a chance of 0.8 for N = v (√(2 ln(1/δ)) + z)² / ȳ², z = 0.84. Where the stake is at its largest, the capital grows
  /// by the mean of ln(1 + ν y) instead. O(n M).
  package func neededDraws(_ scores: [Double], singles: [[Double]]) -> Int? {
    let logLevel = log(1 / (1 - confidence))
    var most = 0.0
    for single in singles {
      let differences = draws(scores, against: single).map { $0 - bound }
      let average = mean(differences)
      guard average > roundingError else { return nil }
      let variance = mean(differences.map { ($0 - average) * ($0 - average) })
      let root = (2 * logLevel).squareRoot() + 0.841_621_233_572_914
      var needed = variance * root * root / (average * average)
      let cap = BettingTest.largestStake / bound
      if (2 * logLevel / max(needed * variance, 1e-300)).squareRoot() > cap {
        let growth = mean(differences.map { log(1 + cap * $0) })
        // Stakes start lower: 1.15 is what that took over models that fail on 0 to 15 % of the prompts.
        if growth > 0 { needed = max(needed, 1.15 * logLevel / growth) }
      }
      most = max(most, needed)
    }
    return Int(exactly: most.rounded(.up))
  }

  /// The fewest draws with which the best model itself could be certified, if it never failed: 100 where it is more.
  /// With fewer, a certificate is out of reach whatever the outcomes, but for a router far better than every model.
  package var leastDraws: Int {
    let growth = log(1 + BettingTest.largestStake / bound * (1 - share) / (1 + share))
    let least = log(1 / (1 - confidence)) / max(growth, 1e-9)
    return Int(min(100, least.rounded(.up)))
  }
}
