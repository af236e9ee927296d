/// The ratio of two weighted means with its 95 % interval, by the spread of what each prompt, or cluster, adds.
///
/// The error of Σ w x / Σ w y is that of the mean of w (x − r y), r the ratio, sums of a cluster being one observation: the
/// delta method, with the spread of `ClusterSpread`.
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
    let mass = numerators.indices.reduce(0) { $0 + weight($1) }
    var sums: [Int: (deviation: Double, share: Double)] = [:]
    for (row, numerator) in numerators.enumerated() {
      let deviation = weight(row) * (numerator - ratio * (denominators?[row] ?? 1)) / below
      sums[clusters?[row] ?? row, default: (0, 0)].deviation += deviation
      sums[clusters?[row] ?? row, default: (0, 0)].share += weight(row) / mass
    }
    value = ratio
    guard sums.count >= ClusteredMean.fewestClusters else {
      interval = nil
      return
    }
    let parts = sums.sorted { $0.key < $1.key }.map(\.value)
    let spread = ClusterSpread(deviations: parts.map(\.deviation), shares: parts.map(\.share))
    let half = StudentT.critical(twoSided: 0.05, freedom: spread.freedom) * spread.variance.squareRoot()
    interval = Interval(low: ratio - half, high: ratio + half)
  }
}
