/// The ratio of two weighted means with its 95 % interval, by the spread of what each prompt, or group, adds.
///
/// The error of Σ w x / Σ w y is that of the mean of w (x − r y), r the ratio, sums of a group being one observation: the
/// delta method, with the sandwich of Liang and Zeger, "Longitudinal data analysis using generalized linear models", 1986.
package struct GroupedRatio: Sendable, Equatable {
  package let value: Double
  /// At 95 %; nil for a single prompt or group.
  package let interval: Interval?

  /// nil where the denominator is not above 0. O(n).
  ///
  /// - Parameters:
  ///   - numerators: n numbers.
  ///   - denominators: n numbers; all 1 when nil, for a mean.
  ///   - groups: n group numbers; each prompt is its own when nil.
  ///   - weights: n numbers above 0; all 1 when nil.
  package init?(_ numerators: [Double], over denominators: [Double]? = nil, groups: [Int]?, weights: [Double]?) {
    precondition(denominators.map { $0.count == numerators.count } ?? true, "one denominator a numerator")
    func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
    let below = numerators.indices.reduce(0) { $0 + weight($1) * (denominators?[$1] ?? 1) }
    guard below > 0 else { return nil }
    let ratio = numerators.indices.reduce(0) { $0 + weight($1) * numerators[$1] } / below
    var sums: [Int: Double] = [:]
    for (row, numerator) in numerators.enumerated() {
      sums[groups?[row] ?? row, default: 0] += weight(row) * (numerator - ratio * (denominators?[row] ?? 1)) / below
    }
    let count = Double(sums.count)
    let squares = sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    let half = normalQuantile975 * (squares * count / max(1, count - 1)).squareRoot()
    value = ratio
    interval = count > 1 ? Interval(low: ratio - half, high: ratio + half) : nil
  }
}
