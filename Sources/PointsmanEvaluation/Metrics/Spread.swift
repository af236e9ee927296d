/// The spread of one quantity over answers: its mean, and what half and nine tenths of the answers do not exceed.
///
/// The quantile of a share q is the least value x with Σ w over the values ≤ x of at least q Σ w: a value that was seen, in the
/// field's terms the inverse of the distribution function (Hyndman and Fan, "Sample quantiles in statistical packages", 1996,
/// definition 1). Median and 90th percentile are what benchmarks of serving report of times.
struct Spread: Sendable, Equatable {
  /// Values with weight, each once however often prompts were divided into folds.
  let count: Int
  /// By weight.
  let mean: Double
  /// Of the mean, at 95 %; nil of fewer than eight clusters.
  let interval: Interval?
  /// The quantile of ½.
  let median: Double
  /// The quantile of 0.9.
  let percentile90: Double

  /// nil where no value has weight. O(n log n).
  ///
  /// - Parameters:
  ///   - clusters: for each value the number of its cluster; each is its own when nil.
  ///   - weights: for each value a number of 0 or more; all 1 when nil.
  ///   - divisions: how often each prompt is there, once for each division into folds.
  init?(_ values: [Double], clusters: [Int]? = nil, weights: [Double]? = nil, divisions: Int = 1) {
    let order = values.indices.filter { (weights?[$0] ?? 1) > 0 }.sorted { values[$0] < values[$1] }
    guard !order.isEmpty else { return nil }
    let total = order.reduce(0) { $0 + (weights?[$1] ?? 1) }
    func quantile(_ share: Double) -> Double {
      // A sum of weights may miss the share by rounding.
      let wanted = share * total * (1 - roundingError)
      var sum = 0.0
      for index in order {
        sum += weights?[index] ?? 1
        if sum >= wanted { return values[index] }
      }
      return values[order[order.count - 1]]
    }
    let estimate = ClusteredMean(of: values, clusters: clusters, weights: weights, unit: nil)
    count = order.count / divisions
    (mean, interval) = (estimate.value, estimate.interval())
    (median, percentile90) = (quantile(0.5), quantile(0.9))
  }
}
