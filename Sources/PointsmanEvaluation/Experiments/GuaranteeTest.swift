internal import PointsmanSupport

/// Tests the claim "a router's mean score is at least `share` of the best single model's" point by point along a curve of
/// operating points.
///
/// Learn then Test (Angelopoulos, Bates, Candès, Jordan & Lei, "Learn then test", 2021) with fixed-sequence testing: the
/// points come in an order fixed in advance, from the most careful to the cheapest; each is tested at the full level, and
/// the first that fails ends it. The chance that any point certified breaks the promise is then at most 1 − `confidence`.
///
/// Which single model is best is not known but estimated on the same prompts; so a point must pass against every model
/// (an intersection–union test, which costs no level). Against model m, with scores in [0, 1], the draw on a prompt is
/// (s − share · s_m + share) / (1 + share) ∈ [0, 1], whose mean must exceed share / (1 + share).
package struct GuaranteeTest: Sendable {
  package let share: Double
  package let confidence: Double

  /// - Parameters:
  ///   - share: of the best model's mean score, above 0 and at most 1.
  ///   - confidence: above 0 and below 1.
  package init(share: Double, confidence: Double) {
    precondition(share > 0 && share <= 1 && confidence > 0 && confidence < 1)
    (self.share, self.confidence) = (share, confidence)
  }

  /// The index of the last point certified; nil when the first already fails. O(points · n · M).
  ///
  /// - Parameters:
  ///   - points: for each point the router's n scores, in the order of the sequence.
  ///   - singles: for each model its n scores on the same prompts.
  ///   - rows: the prompts to test with, in an order that does not depend on their scores.
  package func lastCertified(points: [[Double]], singles: [[Double]], rows: [Int]) -> Int? {
    var last: Int?
    for (index, scores) in points.enumerated() {
      guard singles.allSatisfy({ isCertain(scores, against: $0, rows) }) else { break }
      last = index
    }
    return last
  }

  private func isCertain(_ scores: [Double], against single: [Double], _ rows: [Int]) -> Bool {
    var test = BettingTest(bound: share / (1 + share), level: 1 - confidence, count: rows.count)
    for row in rows { test.observe((scores[row] - share * single[row] + share) / (1 + share)) }
    return test.evidence >= 1 / (1 - confidence)
  }
}

/// Evidence that independent draws from [0, 1] have a mean above a bound: the capital of somebody who bets on it.
///
/// Each draw x multiplies the capital by 1 + ν (x − μ₀), with a stake ν fixed before x is seen. If the mean is μ₀ or less,
/// capital gains nothing in expectation, and by Ville's inequality reaches 1/δ with a chance of at most δ, whatever the
/// distribution and the number of draws. Stakes are the predictable plug-in of Waudby-Smith & Ramdas, "Estimating means
/// of bounded random variables by betting", 2024, section 4: large where draws have varied little so far.
package struct BettingTest: Sendable {
  private let bound: Double
  /// 2 ln(1/δ) / n.
  private let ambition: Double
  private var capital = 1.0
  private var draws = 0.0
  private var sum = 0.0
  private var squares = 0.0
  /// The largest capital so far.
  package private(set) var evidence = 1.0

  /// - Parameters:
  ///   - bound: μ₀, above 0 and below 1.
  ///   - level: δ, at which stakes aim; the test is valid at any other, too.
  ///   - count: n, the number of draws expected, at which stakes aim.
  package init(bound: Double, level: Double, count: Int) {
    self.bound = bound
    ambition = 2 * log(1 / level) / Double(max(1, count))
  }

  package mutating func observe(_ x: Double) {
    // WSR start from a mean of ½ and a variance of ¼, as one draw seen before; no stake risks more than half of 1/μ₀.
    let variance = (0.25 + squares) / (draws + 1)
    let stake = min((ambition / variance).squareRoot(), 0.5 / bound)
    capital *= 1 + stake * (x - bound)
    evidence = max(evidence, capital)
    draws += 1
    sum += x
    let deviation = x - (0.5 + sum) / (draws + 1)
    squares += deviation * deviation
  }
}
