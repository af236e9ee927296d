/// The ratio of two weighted means with its 95 % interval, by the spread of what each prompt, or cluster, adds.
///
/// The error of Σ w x / Σ w y is that of the mean of w (x − r y), r the ratio, sums of a cluster being one observation: the
/// delta method, with the sandwich of Liang and Zeger, "Longitudinal data analysis using generalized linear models", 1986.
package struct ClusteredRatio: Sendable, Equatable {
  package let value: Double
  /// x
  package let interval: Interval?

  /// nil where the denominator is not above 0. O(n).
  ///
  /// - Parameters:
  ///   - numerators: n numbers.
  ///   - denominators: n numbers; all 1 when nil, for a mean.
  ///   - clusters: n cluster numbers; each prompt is its own when nil.
  ///   - weights: n numbers above 0; all 1 when nil.
  package init?(_ numerators: [Double], over denominators: [Double]? = nil, clusters: [Int]?, weights: [Double]?) {
    precondition(denominators.map { $0.count == numerators.count } ?? true, "one denominator a numerator")
    func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
    let below = numerators.indices.reduce(0) { $0 + weight($1) * (denominators?[$1] ?? 1) }
    guard below > 0 else { return nil }
    let ratio = numerators.indices.reduce(0) { $0 + weight($1) * numerators[$1] } / below
    var sums: [Int: Double] = [:]
    for (row, numerator) in numerators.enumerated() {
      sums[clusters?[row] ?? row, default: 0] += weight(row) * (numerator - ratio * (denominators?[row] ?? 1)) / below
    }
    value = ratio
    guard sums.count >= ClusteredMean.fewestClusters else {
      interval = nil
      return
    }
    let count = Double(sums.count)
    let squares = sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    let half =
      StudentT.critical(twoSided: 0.05, freedom: sums.count - 1) * (squares * count / (count - 1)).squareRoot()
    interval = Interval(low: ratio - half, high: ratio + half)
  }
}
