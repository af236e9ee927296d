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
