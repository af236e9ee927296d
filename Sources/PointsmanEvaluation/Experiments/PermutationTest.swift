internal import PointsmanOutcomes
internal import PointsmanSupport
package import PointsmanTraining

/// The same training on outcomes that were permuted among the prompts, several times over: there is nothing to learn, and
/// the figures must show it.
///
/// An AUC clearly above one half, or a gain clearly above 0, would mean that labels leak into the predictions that they
/// evaluate. See scikit-learn's `permutation_test_score`.
package struct PermutationTest: Sendable {
  /// The number of permutations.
  package let permutations: Int
  /// Mean AUC; ½ is chance. nil where no permutation has one.
  package let auc: PermutationStatistic?
  /// The distance that the AUC may lie above ½ without a leak; see `Permutation`.
  package let optimism: Double
  /// The score of the choices less that of the same choices made at random; 0 is chance.
  package let gain: PermutationStatistic

  /// True when chance explains both.
  package var coversChance: Bool { !gain.exceeds(0) && !(auc?.exceeds(0.5 + optimism) ?? false) }

  /// nil without permutations.
  init?(_ permutations: [Permutation]) {
    guard
      let gain = PermutationStatistic(permutations.map(\.gain), intervals: permutations.map(\.gainInterval))
    else { return nil }
    let ranked = permutations.filter { $0.auc != nil }
    self.permutations = permutations.count
    self.gain = gain
    optimism = mean(permutations.map(\.optimism))
    auc = PermutationStatistic(ranked.compactMap(\.auc), intervals: ranked.map(\.aucInterval))
  }
}

extension Evaluator {
  /// One permutation alone shows a mean AUC of 0.48 or 0.52 by chance on a thousand prompts.
  private static let permutations = 5
  /// Prompts of a permutation at most, of whole clusters: about enough to show a leak of 0.02 in mean AUC for sure, and
  /// five such parts are trained on sooner than twice on ten thousand.
  private static let rowsOfPermutation = 3_000

  /// Trains on permuted outcomes and evaluates the predictions that training held out: five times, each on some 3,000
  /// prompts at most.
  package func permutationTest(
    _ trainer: RouterTrainer, on set: FeaturizedTable
  ) throws(TrainingError) -> PermutationTest? {
    var trainer = trainer
    trainer.threads = 1
    let results = concurrentMap(count: Self.permutations, threads: threads) { [trainer] index in
      Result<Permutation, TrainingError> { () throws(TrainingError) in
        try permutation(trainer, on: set, seed: seed &+ UInt64(index))
      }
    }
    return PermutationTest(try results.map { result throws(TrainingError) in try result.get() })
  }

  private func permutation(
    _ trainer: RouterTrainer, on set: FeaturizedTable, seed: UInt64
  ) throws(TrainingError) -> Permutation {
    let rows = set.table.rows.count
    let parts = Folds(
      keepingTogether: set.clusters, count: (rows + Self.rowsOfPermutation - 1) / Self.rowsOfPermutation, seed: seed)
    let part = set.selecting(rows: parts.heldOut(0)).shufflingOutcomes(seed: seed)
    // A model seldom observed may have too few outcomes in a part to train on.
    let isFit = (try? trainer.validate(part.table)) != nil
    let shuffled = isFit ? part : set.shufflingOutcomes(seed: seed)
    let trained = try trainer.fitted(to: shuffled)
    let results = RoutingResults(
      table: shuffled.table, predictions: trained.heldOut, predictedCosts: nil, folds: trained.folds,
      clusters: part.clusters)
    return Permutation(results, Bootstrap(seed: seed))
  }
}

/// The figures of one training on permuted outcomes.
package struct Permutation: Sendable {
  /// The mean over models, each within folds as in `ModelFigures.auc`, with its 95 % interval; ½ is chance.
  package let auc: Double?
  package let aucInterval: Interval?
  /// The amount by which model selection on the same rows may raise the AUC above ½ where there is nothing to learn.
  ///
  /// A fold's penalties and stacking weights are chosen by the other folds, whose heads have seen this fold's labels.
  /// Where folds agree by chance the features are trusted, where not they are shrunk away: of luck with standard error σ
  /// there remains the better half, σ / √(2π) on average, for each of the two choices. σ is Wilcoxon's
  /// √((n₀ + n₁ + 1) / (12 n₀ n₁)), the mean over models.
  package let optimism: Double
  /// The routed score less that of a fold's choices made at random within it, with its 95 % interval; 0 is chance.
  package let gain: Double
  package let gainInterval: Interval?

  init(_ results: RoutingResults, _ bootstrap: Bootstrap) {
    // At random within each fold: a fold's router leans away from the labels it has not seen, which is no knowledge.
    let folds = results.complete.map { results.folds[$0] }
    var shares: [Int: [Double]] = [:]
    for (fold, rows) in Dictionary(grouping: folds.indices, by: { folds[$0] }) {
      shares[fold] = (0..<results.models).map { model in mean(rows.map { results.choices[$0] == model ? 1 : 0 }) }
    }
    let atRandom = folds.indices.map { row in
      (0..<results.models).reduce(0) { $0 + (shares[folds[row]]?[$1] ?? 0) * results.scores[row * results.models + $1] }
    }
    let differences = zip(results.routedScores, atRandom).map { $0 - $1 }
    let area = Self.meanArea(results)
    auc = area([UInt32](repeating: 1, count: results.table.rows.count))
    aucInterval = bootstrap.interval(rows: results.table.rows.count, clusters: results.allClusters, of: area)
    optimism = mean((0..<results.models).map { Self.optimism(labels: results.observed($0).labels) })
    let estimate = results.estimate(differences)
    (gain, gainInterval) = (estimate.value, estimate.interval())
  }

  private static func optimism(labels: [Double]) -> Double {
    let solved = labels.reduce(0, +)
    let failed = Double(labels.count) - solved
    guard solved > 0, failed > 0 else { return 0 }
    let error = ((solved + failed + 1) / (12 * solved * failed)).squareRoot()
    return 2 * error / (2 * Double.pi).squareRoot()
  }

  /// The mean over models of the mean area within folds, by how often each row is there.
  private static func meanArea(_ results: RoutingResults) -> @Sendable (_ counts: [UInt32]) -> Double? {
    let folds = Dictionary(grouping: results.table.rows.indices, by: { results.folds[$0] }).sorted { $0.key < $1.key }
    let heads = (0..<results.models).map { model in
      folds.map { results.areaUnderROC(model: model, rows: $0.value) }
    }
    return { counts in
      let areas = heads.compactMap { folds in
        let parts = folds.compactMap { fold in fold.area(counts).map { ($0, Double(fold.rows)) } }
        return weightedMean(of: parts.map(\.0), weights: parts.map(\.1))
      }
      return areas.isEmpty ? nil : mean(areas)
    }
  }
}

/// The mean of one figure over several permutations, and their spread.
package struct PermutationStatistic: Sendable {
  package let mean: Double
  /// The lowest and the highest permutation.
  package let spread: Interval
  /// The standard error of the mean, from the permutations' own intervals or from their spread, whichever is larger.
  ///
  /// Permutations share prompts, and perhaps rows, so that errors within may be alike; few may lie together by chance.
  package let standardError: Double

  /// The normal distribution's 99.95 % quantile, beyond which chance goes once in a thousand on either side: an alarm
  /// that is false on one data set in twenty would be ignored.
  private static let alarm = 3.290526731491926

  package var interval: Interval {
    Interval(low: mean - normalQuantile975 * standardError, high: mean + normalQuantile975 * standardError)
  }

  /// nil without values. `intervals` are 95 % intervals.
  init?(_ values: [Double], intervals: [Interval?]) {
    guard let low = values.min(), let high = values.max() else { return nil }
    let count = Double(values.count)
    mean = PointsmanEvaluation.mean(values)
    spread = Interval(low: low, high: high)
    let within = intervals.reduce(0.0) { sum, interval in
      let error = interval.map { ($0.high - $0.low) / (2 * normalQuantile975) } ?? 0
      return sum + error * error
    }
    let squares = values.reduce(0) { [mean] in $0 + ($1 - mean) * ($1 - mean) }
    let between = count > 1 ? squares / (count - 1) / count : 0
    standardError = max(within.squareRoot() / count, between.squareRoot())
  }

  /// True if it is above `chance` by more than chance explains. A loss is not a leak, and a ranking below chance is not.
  func exceeds(_ chance: Double) -> Bool { mean - chance > Self.alarm * standardError }
}
