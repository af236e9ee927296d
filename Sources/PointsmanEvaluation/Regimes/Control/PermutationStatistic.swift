/// The mean of one figure over several deals, and how far the deals lie apart.
package struct PermutationStatistic: Sendable {
  package let mean: Double
  /// The lowest deal and the highest.
  package let spread: Interval
  /// Of the mean: what the deals' own intervals tell or what their spread tells, whichever is larger.
  ///
  /// Deals share prompts, and perhaps rows, so that errors within may be alike; few deals may lie together by chance.
  package let standardError: Double

  /// The width of a 95 % interval in standard errors, either way.
  private static let reach = 1.959963984540054
  /// One chance in a thousand that chance alone goes beyond on either side: a control that cries wolf on one data set in
  /// twenty is not heeded.
  private static let alarm = 3.290526731491926

  package var interval: Interval {
    Interval(low: mean - Self.reach * standardError, high: mean + Self.reach * standardError)
  }

  /// nil without deals. `intervals` are 95 % intervals.
  init?(_ values: [Double], intervals: [Interval?]) {
    guard let low = values.min(), let high = values.max() else { return nil }
    let count = Double(values.count)
    mean = PointsmanEvaluation.mean(values)
    spread = Interval(low: low, high: high)
    let within = intervals.reduce(0.0) { sum, interval in
      let error = interval.map { ($0.high - $0.low) / (2 * Self.reach) } ?? 0
      return sum + error * error
    }
    let squares = values.reduce(0) { [mean] in $0 + ($1 - mean) * ($1 - mean) }
    let between = count > 1 ? squares / (count - 1) / count : 0
    standardError = max(within.squareRoot() / count, between.squareRoot())
  }

  /// Whether it lies above `chance` by more than chance explains. A loss is no leak, nor is a ranking below chance.
  func exceeds(_ chance: Double) -> Bool { mean - chance > Self.alarm * standardError }
}
