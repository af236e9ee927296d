/// The standard normal distribution's 97.5 % quantile: half the width of a 95 % interval in standard errors.
let normalQuantile975 = 1.959_963_984_540_054
/// Its 80 % quantile: a test with that power finds a gain in four of five samples.
let normalQuantile80 = 0.841_621_233_572_914_3

/// A confidence interval, ends included.
public struct Interval: Sendable, Equatable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The middle `level` of the values, quantiles interpolated linearly (Hyndman and Fan's type 7, as in NumPy); nil
  /// when there are no values. O(n log n).
  init?(percentilesOf values: [Double], level: Double) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
    low = quantile((1 - level) / 2)
    high = quantile((1 + level) / 2)
  }
}

extension Interval {
  /// Wilson's 95 % score interval of a share seen as `share` of `count` trials.
  ///
  /// Unlike the bootstrap it does not shrink to a point when none, or all, were seen. With z = 1.96:
  ///
  ///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),   p = share, n = count
  ///
  /// Fractional scores spread less than 0/1 ones of the same mean, so for them it is on the wide side.
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927. O(1).
  package init(wilson share: Double, count: Double) {
    precondition(0 <= share && share <= 1 && count > 0, "a share lies in [0, 1] and needs a trial")
    let z = normalQuantile975
    let centre = share + z * z / (2 * count)
    let margin = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    // At the ends the formula is exactly 0 or 1; rounding may miss them by one bit.
    self.init(low: share == 0 ? 0 : (centre - margin) / scale, high: share == 1 ? 1 : (centre + margin) / scale)
  }
}
