/// The mean of one value a prompt, with an interval and a test that agree: 0 lies in the interval exactly where p > 1 − level.
///
/// Prompts of a cluster (a group, or near-duplicates) count as one observation. With D_g = Σ w d and W_g = Σ w over the rows of
/// cluster g of G, W = Σ W_g, and the mean m = Σ D_g / W:
///
///     se² = (G / (G − 1) · Σ (D_g − m W_g)² + 2 u²) / W²,      u² = max(Σ D_g⁴ / Σ D_g², Σ D_g² / Σ W_g² · Σ W_g⁴ / Σ W_g²)
///     interval = m ± t(G − 1) · se,      p = P(|T(G − 1)| ≥ |m| / se)
///
/// The two pseudo-observations ±u, of the size of one typical difference, keep the test honest where few prompts differ: for
/// 0/1 scores u is 1, the interval is Bonett and Price's but for its center, and p is near McNemar's exact one. Where no prompt
/// differs u is one whole difference, so that no interval has width 0.
///
/// Under cross-validation the differences of one fold depend on those of the others. Over R divisions of K folds the first term is
/// its mean over divisions, times 1/R + K / (K − 1).
///
/// Sources: Liang and Zeger, "Longitudinal data analysis using generalized linear models", 1986; Cameron, Gelbach and Miller,
/// "Bootstrap-based improvements for inference with clustered errors", 2008; Bonett and Price, "Adjusted Wald confidence
/// interval for a difference of binomial proportions based on paired data", 2012; Nadeau and Bengio, "Inference for the
/// generalization error", 2003; Bouckaert and Frank, "Evaluating the replicability of significance tests", 2004.
struct ClusteredMean: Sendable, Equatable {
  /// m; not a number without weight.
  let value: Double
  /// se; not a number of fewer than two clusters.
  let standardError: Double
  /// G.
  let clusters: Int
  /// se² without pseudo-observations.
  private let meanVariance: Double
  /// The part of pseudo-observations in se².
  private let pseudoVariance: Double
  /// By the jackknife, for scores.
  private let spread: ClusterSpread
  /// Of the t-quantile.
  private let freedom: Int
  private let inflation: Double
  private let rowCount: Double

  /// Of fewer clusters nothing is said.
  static let fewestClusters = 8
  /// With fewer clusters intervals are rough.
  static let fewClusters = 30

  /// The mean of `values`, one a row. O(n).
  ///
  /// - Parameters:
  ///   - clusters: for each row the number of its cluster; each row is its own when nil.
  ///   - weights: for each row a number of 0 or more; all 1 when nil.
  ///   - unit: u where every value is 0; nil where the mean of such values is known without error, as of costs.
  ///   - divisions: the divisions into folds, for a difference between ways of choosing that were learned on the other folds.
  init(
    of values: [Double], clusters: [Int]? = nil, weights: [Double]? = nil, unit: Double? = 1,
    divisions: FoldDivisions? = nil
  ) {
    let parts = divisions.map { divisions in
      Dictionary(grouping: values.indices, by: { divisions.division[$0] }).sorted { $0.key < $1.key }.map(\.value)
    }
    let sums = (parts ?? [Array(values.indices)]).map { rows in
      ClusterSums(values, rows: rows, clusters: clusters, weights: weights, unit: unit)
    }
    inflation = divisions?.inflation ?? 1
    value = mean(values, by: weights)
    let clusterCount = sums.map(\.count).max() ?? 0
    self.clusters = clusterCount
    rowCount = Double(values.count) / Double(sums.count)
    meanVariance = inflation * mean(sums.map(\.variance))
    pseudoVariance = mean(sums.map(\.pseudo))
    spread = ClusterSpread(meanOf: sums.map(\.spread))
    freedom = clusterCount - 1
    standardError = (meanVariance + pseudoVariance).squareRoot()
  }

  /// The same mean with the spread of `ClusterSpread`, and with the pseudo-observations of `other`, a mean of the same rows, or none.
  ///
  /// Where an answer is a little cheaper on many prompts, and seldom worse, the prompts may show no worse one at all. The size of the
  /// difference that was not seen is that of scores, which `other` is of.
  func withSpread(pseudoObservationsOf other: ClusteredMean?) -> ClusteredMean { ClusteredMean(self, other) }

  private init(_ mean: ClusteredMean, _ other: ClusteredMean?) {
    (value, clusters, rowCount, inflation) = (mean.value, mean.clusters, mean.rowCount, mean.inflation)
    (spread, freedom) = (mean.spread, mean.spread.freedom)
    meanVariance = inflation * spread.variance
    pseudoVariance = other?.pseudoVariance ?? 0
    standardError = (meanVariance + pseudoVariance).squareRoot()
  }

  /// The interval at `level`; nil of fewer than `fewestClusters`.
  func interval(level: Double = 0.95) -> Interval? {
    guard clusters >= Self.fewestClusters, standardError.isFinite else { return nil }
    let reach = StudentT.critical(twoSided: 1 - level, freedom: freedom) * standardError
    return Interval(low: value - reach, high: value + reach)
  }

  /// Two-sided, that the mean is 0; nil of fewer than `fewestClusters`.
  var pValue: Double? {
    guard clusters >= Self.fewestClusters, standardError.isFinite else { return nil }
    if standardError == 0 { return value == 0 ? 1 : 0 }
    return StudentT.twoSided(value / standardError, freedom: freedom)
  }

  /// The number of rows that would show a mean of `gain`, above 0, in four of five samples at 95 %:
  ///
  ///     n′ = ((z₀.₉₇₅ + z₀.₈₀) / gain)² · n se²
  ///
  /// nil where the spread is not known, or is 0. Source: Cohen, "Statistical power analysis for the behavioral sciences", 1988.
  func rows(toShow gain: Double) -> Int? {
    let reach = (normalQuantile975 + normalQuantile80) / gain
    guard gain > 0, standardError > 0 else { return nil }
    return Int(exactly: (reach * reach * rowCount * standardError * standardError).rounded(.up))
  }

  /// The interval at 95 % of a mean that lies in [0, 1], as scores do: Wilson's, by the number of independent 0/1 outcomes that
  /// have the same standard error.
  ///
  ///     n* = m (1 − m) / se² · (z / t(⌊G*⌋ − 1))²,      G* in place of m (1 − m) / se² where every row has the same value
  ///
  /// se² and G* are those of `ClusterSpread`, so that few groups of very different sizes do not seem surer than they are. There is no
  /// width 0 where every prompt is right. nil of fewer than `fewestClusters`. Source: Korn and Graubard,
  /// "Confidence intervals for proportions with small expected number of positive counts estimated from survey data", 1998.
  var shareInterval: Interval? {
    guard clusters >= Self.fewestClusters, value.isFinite else { return nil }
    let outcomes = spread.variance > 0 ? value * (1 - value) / spread.variance : spread.effectiveClusters
    let ratio = normalQuantile975 / StudentT.critical(twoSided: 0.05, freedom: spread.freedom)
    return Interval(wilson: min(1, max(0, value)), count: max(1, outcomes * ratio * ratio))
  }
}

/// How often, and how, rows were divided into folds for cross-validation.
struct FoldDivisions: Sendable, Equatable {
  /// For each row the division that it was judged in, from 0.
  let division: [Int]
  /// R.
  let count: Int
  /// K, at least two.
  let folds: Int

  /// The factor of a variance of differences within divisions: 1/R + K / (K − 1).
  var inflation: Double { 1 / Double(count) + Double(folds) / Double(folds - 1) }

  /// `count` divisions of as many rows each, into `folds` folds.
  init(count: Int, rows: Int, folds: Int) {
    precondition(folds > 1, "cross-validation has two folds at least")
    self.init(division: (0..<count * rows).map { $0 / rows }, count: count, folds: folds)
  }

  /// One division, with a fold for each row; nil where all rows have one.
  init?(of folds: [Int]) {
    let count = Set(folds).count
    guard count > 1 else { return nil }
    self.init(count: 1, rows: folds.count, folds: count)
  }

  private init(division: [Int], count: Int, folds: Int) {
    (self.division, self.count, self.folds) = (division, count, folds)
  }

  func selecting(rows: [Int]) -> FoldDivisions {
    FoldDivisions(division: rows.map { division[$0] }, count: count, folds: folds)
  }
}

/// The squares that a clustered standard error is made of, of one division.
private struct ClusterSums {
  /// The number of clusters with weight.
  let count: Int
  /// G / (G − 1) · Σ (D_g − m W_g)² / W².
  let variance: Double
  /// 2 u² / W².
  let pseudo: Double
  let spread: ClusterSpread

  init(_ values: [Double], rows: [Int], clusters: [Int]?, weights: [Double]?, unit: Double?) {
    var numbers: [Int: Int] = [:]
    var (sums, masses) = ([Double](), [Double]())
    for row in rows {
      let weight = weights?[row] ?? 1
      guard weight > 0 else { continue }
      let number = clusters.map { numbers[$0[row]] ?? sums.count } ?? sums.count
      if number == sums.count {
        if let clusters { numbers[clusters[row]] = number }
        sums.append(0)
        masses.append(0)
      }
      sums[number] += weight * values[row]
      masses[number] += weight
    }
    count = sums.count
    let mass = masses.reduce(0, +)
    guard count > 1 else {
      (variance, pseudo, spread) = (.nan, .nan, ClusterSpread(deviations: [], shares: []))
      return
    }
    let mean = sums.reduce(0, +) / mass
    var (deviations, squares, fourths) = (0.0, 0.0, 0.0)
    var (massSquares, massFourths) = (0.0, 0.0)
    spread = ClusterSpread(
      deviations: zip(sums, masses).map { ($0 - mean * $1) / mass }, shares: masses.map { $0 / mass })
    // As shares of the whole, which no weights are too large for.
    for (sum, weight) in zip(sums, masses) {
      let (part, share) = (sum / mass, weight / mass)
      let (square, massSquare) = (part * part, share * share)
      deviations += (part - mean * share) * (part - mean * share)
      squares += square
      fourths += square * square
      massSquares += massSquare
      massFourths += massSquare * massSquare
    }
    let clusters = Double(count)
    variance = clusters / (clusters - 1) * deviations
    let unseen = unit.map { $0 * $0 / (clusters * clusters) } ?? 0
    pseudo =
      2 * (squares > 0 ? max(fourths / squares, squares / massSquares * massFourths / massSquares) : unseen)
  }
}
