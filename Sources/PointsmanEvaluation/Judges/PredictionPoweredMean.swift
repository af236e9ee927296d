/// The mean of what people would say, by many verdicts of a judge and a few labels of people.
///
/// A judge's verdicts f are on all n rows, and people's labels y on some of them, the set L. With λ the slope of y on f within L,
/// kept within [0, 1]:
///
///     θ = λ mean(f) + mean_L(y − λ f)
///     se² = (m − 1) / (m − 2) · se²_L((y − ȳ) − λ (f − f̄)) + λ² se²(f),       m clusters with labels
///     interval = θ ± t(m − 2) · se, cut to [0, 1]
///
/// se² is that of `ClusteredMean`. The first term corrects the judge's mean by its mean error on the labelled rows, whatever the
/// error is, so that θ has no bias of the judge if the labelled rows were drawn at random. λ = 0 is the labels alone, and λ = 1
/// trusts the judge up to a constant.
///
/// Sources: Angelopoulos, Duchi and Zrnic, "PPI++: Efficient prediction-powered inference", 2023, whose λ this is where the labelled
/// rows are among the judged ones; Cochran, "Sampling techniques", 1977, §7.3, the regression estimator.
package struct PredictionPoweredMean: Sendable, Equatable {
  /// θ, cut to [0, 1].
  package let value: Double
  package let interval: Interval
  /// Rows with a label.
  package let labels: Int
  /// λ.
  package let slope: Double

  /// nil with labels in fewer than eight clusters. O(n).
  ///
  /// - Parameters:
  ///   - predictions: n verdicts in [0, 1].
  ///   - labels: n numbers in [0, 1], nil where there is no label.
  ///   - clusters: n cluster numbers.
  package init?(predictions: [Double], labels: [Double?], clusters: [Int]) {
    precondition(labels.count == predictions.count && clusters.count == predictions.count, "one of each a row")
    let rows = labels.indices.filter { labels[$0] != nil }
    let (y, f) = (rows.map { labels[$0]! }, rows.map { predictions[$0] })
    let (meanY, meanF) = (mean(y), mean(f))
    let covariance = zip(y, f).reduce(0) { $0 + ($1.0 - meanY) * ($1.1 - meanF) }
    let variance = f.reduce(0) { $0 + ($1 - meanF) * ($1 - meanF) }
    let slope = variance > 0 ? max(0, min(1, covariance / variance)) : 0
    let residuals = zip(y, f).map { ($0 - meanY) - slope * ($1 - meanF) }
    let error = ClusteredMean(of: residuals, clusters: rows.map { clusters[$0] })
    guard error.clusters >= ClusteredMean.fewestClusters else { return nil }
    let center = mean(predictions)
    let whole = ClusteredMean(of: predictions.map { $0 - center }, clusters: clusters)
    let count = Double(error.clusters)
    let fitted = (count - 1) / (count - 2) * error.standardError * error.standardError
    let squared = fitted + slope * slope * whole.standardError * whole.standardError
    let reach = StudentT.critical(twoSided: 0.05, freedom: error.clusters - 2) * squared.squareRoot()
    let estimate = slope * center + meanY - slope * meanF
    value = max(0, min(1, estimate))
    interval = Interval(low: max(0, estimate - reach), high: min(1, estimate + reach))
    (self.labels, self.slope) = (rows.count, slope)
  }
}
