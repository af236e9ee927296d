internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport
package import PointsmanTraining

extension Evaluator {
  /// Adds what a report shows beyond figures: the learning curve, and the control on shuffled outcomes. As dear as
  /// two trainings, on few prompts as six.
  package func addExperiments(
    _ trainer: RouterTrainer, on set: FeaturizedTable, to evaluation: inout Evaluation
  ) throws(TrainingError) {
    evaluation.learningCurve = try learningCurve(trainer, on: set, whole: evaluation)
    evaluation.control = try shuffledControl(trainer, on: set)
  }

  /// Trains on an eighth, a quarter and a half of the prompts, and judges each router on all prompts: those it was
  /// trained on by what its training held out, the others by the router itself. About as dear as one training.
  ///
  /// Near-duplicates stay on one side. `whole` is the evaluation by all prompts. Parts too small to train on are left out;
  /// nil when fewer than two sizes remain.
  package func learningCurve(
    _ trainer: RouterTrainer, on set: FeaturizedTable, whole: Evaluation
  ) throws(TrainingError) -> LearningCurve? {
    let table = set.table
    let best = whole.judged
    // Eight equal parts of whole clusters: the first, the first two and the first four are trained on.
    let parts = Folds(keepingTogether: set.clusters, count: 8, seed: seed)
    var sizes: [Int] = []
    var scores: [[Double]] = []
    for count in [1, 2, 4] {
      let rows = table.rows.indices.filter { parts.assignment[$0] < count }
      let part = set.selecting(rows: rows)
      guard (try? trainer.validate(part.table)) != nil, let trained = try? trainer.fitted(to: part) else { continue }
      let others = table.rows.indices.filter { parts.assignment[$0] >= count }
      let routed = concurrentMap(count: others.count, threads: threads) { index in
        Result<RowProbabilities, TrainingError> { () throws(TrainingError) in
          try RowProbabilities(trained.router, table.rows[others[index]])
        }
      }
      var probabilities = [Double](repeating: 0, count: table.rows.count * table.models.count)
      func place(_ row: Int, _ values: some Sequence<Double>) {
        for (model, value) in values.enumerated() { probabilities[row * table.models.count + model] = value }
      }
      for (index, row) in rows.enumerated() { place(row, trained.heldOut[index]) }
      for (row, result) in zip(others, routed) { place(row, try result.get().probabilities) }
      sizes.append(rows.count)
      scores.append(
        judged(table, Predictions(models: table.models.count, probabilities: probabilities)).routedScores)
    }
    sizes.append(table.rows.count)
    scores.append(best.routedScores)
    guard sizes.count >= 2, !best.complete.isEmpty else { return nil }
    return LearningCurve(
      sizes: sizes, scores: scores, bestSingle: best.scores(of: best.bestSingle), groups: best.groups,
      Bootstrap(seed: seed, threads: threads))
  }

  private func judged(_ table: OutcomeTable, _ predictions: Predictions) -> RoutingResults {
    RoutingResults(table: table, predictions: predictions, predictedCosts: nil)
  }
}
