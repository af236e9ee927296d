internal import PointsmanSupport

/// Student's t distribution with ν degrees of freedom.
///
/// Up to a thousand degrees by its closed form, to 1e-13. Beyond that by Wallace's normal deviate, to 1e-8:
///
///     z = √(ν ln(1 + t²/ν)) · (8ν + 1) / (8ν + 3)
///
/// Sources: Abramowitz and Stegun, "Handbook of mathematical functions", 1964, 26.7.3 and 26.7.4; Wallace, "Bounds on
/// normal approximations to Student's and the chi-square distributions", 1959.
enum StudentT {
  private static let mostExact = 1_000

  /// P(|T| ≥ |t|) with `freedom` degrees of freedom, at least 1. O(1).
  static func twoSided(_ t: Double, freedom: Int) -> Double {
    precondition(freedom > 0, "there is at least one degree of freedom")
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    let degrees = Double(freedom)
    if freedom > mostExact {
      let deviate = (degrees * log1p(t * t / degrees)).squareRoot() * (8 * degrees + 1) / (8 * degrees + 3)
      return erfc(deviate / 2.0.squareRoot())
    }
    // Powers of cos θ, tan θ = t / √ν: from the first on for odd ν, from the zeroth on for even ν.
    let cosine2 = degrees / (degrees + t * t)
    let sine = (1 - cosine2).squareRoot()
    let isOdd = freedom % 2 == 1
    var term = isOdd ? cosine2.squareRoot() : 1
    var sum = freedom == 1 ? 0 : term
    for power in stride(from: isOdd ? 3 : 2, through: freedom - 2, by: 2) {
      term *= cosine2 * Double(power - 1) / Double(power)
      sum += term
    }
    let inside =
      isOdd ? 2 / Double.pi * (atan(abs(t) / degrees.squareRoot()) + sine * sum) : sine * sum
    return max(0, 1 - inside)
  }

  /// The t that |T| reaches with probability `share`, between 0 and 1. O(1).
  static func critical(twoSided share: Double, freedom: Int) -> Double {
    precondition(0 < share && share < 1, "a probability lies between 0 and 1")
    var (low, high) = (0.0, 1.0)
    while twoSided(high, freedom: freedom) > share { (low, high) = (high, 2 * high) }
    // Bisection to the last bit: the probability falls with t.
    while true {
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return high }
      if twoSided(middle, freedom: freedom) > share { low = middle } else { high = middle }
    }
  }
}
