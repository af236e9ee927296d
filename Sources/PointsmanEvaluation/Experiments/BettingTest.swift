internal import PointsmanSupport

/// Evidence that independent draws from [0, 1] have a mean above a bound: the capital of somebody who bets on it.
///
/// Each draw x multiplies the capital by 1 + ν (x − μ₀), with a stake ν fixed before x is seen. If the mean is μ₀ or less,
/// capital gains nothing in expectation, whatever the distribution and whenever it is stopped. Stakes are the predictable
/// plug-in of Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting", 2024, section 4: large
/// where draws have varied little so far.
package struct BettingTest: Sendable {
  /// No stake risks more than this part of 1/μ₀, at which all would be lost; Waudby-Smith & Ramdas take ½ or ¾.
  static let largestStake = 0.75

  private let bound: Double
  private let cap: Double
  /// 2 ln(1/δ) / n.
  private let ambition: Double
  private var draws = 0.0
  private var sum = 0.0
  private var squares = 0.0
  /// The capital now: 1 at first.
  package private(set) var capital = 1.0

  /// - Parameters:
  ///   - bound: μ₀, above 0 and below 1.
  ///   - level: δ, at which stakes aim; the test is valid at any other, too.
  ///   - count: n, the number of draws expected, at which stakes aim.
  package init(bound: Double, level: Double, count: Int) {
    self.bound = bound
    cap = Self.largestStake / bound
    ambition = 2 * log(1 / level) / Double(max(1, count))
  }

  /// Bets on one draw, in [0, 1]. O(1).
  package mutating func observe(_ x: Double) {
    // WSR start from a mean of ½ and a variance of ¼, as one draw seen before.
    let variance = (0.25 + squares) / (draws + 1)
    let stake = min((ambition / variance).squareRoot(), cap)
    capital *= 1 + stake * (x - bound)
    draws += 1
    sum += x
    let deviation = x - (0.5 + sum) / (draws + 1)
    squares += deviation * deviation
  }
}
