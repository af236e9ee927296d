internal import PointsmanOutcomes
package import PointsmanTraining

/// The routed score by number of labelled prompts, and the value of more of them.
///
/// Fits score(m) = s_∞ − b/√m to the points by least squares, each weighted by its m, and extends the line. Estimation
/// error falls with the square root in well-behaved problems; the fit is still an extrapolation, and its interval covers
/// the sampling of prompts only.
package struct LearningCurve: Sendable {
  package struct Point: Sendable {
    /// Labelled prompts trained on.
    package let prompts: Int
    package let score: Double
    package let interval: Interval?
  }

  /// The score that `more` labelled prompts would add.
  package struct Worth: Sendable {
    package let more: Int
    package let gain: Double
    package let interval: Interval?
  }

  package let points: [Point]
  /// The best single model's score.
  package let bestSingle: Double
  /// The value of 300 more, and of twice as many in all.
  package let worth: [Worth]
  /// s_∞ and b of the fit.
  package let limit: Double
  package let slope: Double

  /// - Parameters:
  ///   - sizes: numbers of labelled prompts, rising; at least two.
  ///   - scores: for each size the routed score on each of n prompts.
  ///   - bestSingle: the best single model's score on each.
  ///   - weights: n numbers above 0; all 1 when nil.
  init(
    sizes: [Int], scores: [[Double]], bestSingle: [Double], clusters: [Int]?, weights: [Double]? = nil,
    _ bootstrap: Bootstrap
  ) {
    precondition(sizes.count >= 2 && sizes.count == scores.count, "a line needs two points")
    points = zip(sizes, scores).map {
      Point(
        prompts: $0, score: mean($1, by: weights),
        interval: ClusteredMean(of: $1, clusters: clusters, weights: weights).shareInterval)
    }
    self.bestSingle = mean(bestSingle, by: weights)
    let fit = Self.line(sizes, points.map(\.score))
    (limit, slope) = fit
    let last = sizes[sizes.count - 1]
    worth = [300, last].map { more in
      @Sendable func gain(_ slope: Double) -> Double {
        slope * (1 / Double(last).squareRoot() - 1 / Double(last + more).squareRoot())
      }
      let interval = bootstrap.interval(rows: bestSingle.count, clusters: clusters) { counts in
        let drawn = weights.map { zip(counts, $0).map { Double($0) * $1 } } ?? counts.map(Double.init)
        let means = scores.map { values in weightedMean(of: values, weights: drawn) ?? 0 }
        return gain(Self.line(sizes, means).slope)
      }
      return Worth(more: more, gain: gain(fit.slope), interval: interval)
    }
  }

  /// The fitted score at `prompts`.
  package func score(at prompts: Double) -> Double { limit - slope / prompts.squareRoot() }

  /// Weighted least squares of score = limit − slope/√m.
  private static func line(_ sizes: [Int], _ scores: [Double]) -> (limit: Double, slope: Double) {
    let x = sizes.map { 1 / Double($0).squareRoot() }
    let weights = sizes.map(Double.init)
    let (mx, my) = (weightedMean(of: x, weights: weights) ?? 0, weightedMean(of: scores, weights: weights) ?? 0)
    var (covariance, variance) = (0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      covariance += weight * (x[index] - mx) * (scores[index] - my)
      variance += weight * (x[index] - mx) * (x[index] - mx)
    }
    let slope = -covariance / variance
    return (my + slope * mx, slope)
  }
}

extension LearningCurve {
  /// The value of more labels in a sentence.
  var sentence: String {
    let parts = worth.map { worth in
      let interval = worth.interval.map { " [\(signed($0.low, 4)), \(signed($0.high, 4))]" } ?? ""
      return "\(grouped(worth.more)) more labelled prompts would be worth about \(signed(worth.gain, 4))\(interval)"
    }
    return parts.joined(separator: "; ") + ". An extrapolation: the interval knows of the prompts’ luck only."
  }
}

extension Evaluator {
  /// Adds the experiments of a report: the learning curve and the permutation test. They cost as much as two trainings,
  /// on few prompts as much as six.
  package func addExperiments(
    _ trainer: RouterTrainer, on set: FeaturizedTable, to evaluation: inout Evaluation
  ) throws(TrainingError) {
    evaluation.learningCurve = try learningCurve(trainer, on: set, whole: evaluation)
    evaluation.permutationTest = try permutationTest(trainer, on: set)
  }

  /// Trains on an eighth, a quarter and a half of the prompts, and evaluates each router on all prompts: on those it was
  /// trained on by the predictions that its training held out, on the others by the router itself. Costs about as much as
  /// one training.
  ///
  /// Near-duplicates stay on one side. `whole` is the evaluation by all prompts. Parts too small to train on are left out;
  /// nil when fewer than two sizes remain.
  package func learningCurve(
    _ trainer: RouterTrainer, on set: FeaturizedTable, whole: Evaluation
  ) throws(TrainingError) -> LearningCurve? {
    let (table, whole, models) = (set.table, whole.results, set.table.models.count)
    // Eight equal parts of whole clusters: the first, the first two and the first four are trained on.
    let parts = set.folds(count: 8, seed: seed)
    var sizes: [Int] = []
    var scores: [[Double]] = []
    for count in [1, 2, 4] {
      let rows = table.rows.indices.filter { parts.assignment[$0] < count }
      let part = set.selecting(rows: rows)
      guard (try? trainer.validate(part.table)) != nil, let trained = try? trainer.fitted(to: part) else { continue }
      let others = table.rows.indices.filter { parts.assignment[$0] >= count }
      let predictions = try predictions(
        of: trained.router, for: others.map { table.rows[$0] }, choosingAmong: table.models)
      var probabilities = [Double](repeating: 0, count: table.rows.count * models)
      func place(_ row: Int, _ values: some Collection<Double>) {
        probabilities.replaceSubrange(row * models..<(row + 1) * models, with: values)
      }
      for (index, row) in rows.enumerated() { place(row, trained.heldOut[index]) }
      for (index, row) in others.enumerated() { place(row, predictions[index].probabilities) }
      let results = RoutingResults(
        table: table, predictions: Predictions(models: models, probabilities: probabilities), predictedCosts: nil)
      sizes.append(rows.count)
      scores.append(results.routedScores)
    }
    sizes.append(table.rows.count)
    scores.append(whole.routedScores)
    guard sizes.count >= 2, !whole.complete.isEmpty else { return nil }
    return LearningCurve(
      sizes: sizes, scores: scores, bestSingle: whole.scores(of: whole.bestSingle), clusters: whole.clusters,
      weights: whole.weights, Bootstrap(seed: seed, threads: threads))
  }
}
