internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

/// What the regressions are to predict, from a table: labels and weights, n × M.
struct TrainingTargets {
  /// n × M soft labels; 0 where the weight is 0.
  let labels: Matrix
  /// n × M: the row's weight, or 0 for a missing cell.
  let weights: Matrix

  init(_ table: OutcomeTable, _ target: RoutingTarget) {
    var labels = Matrix(rows: table.rows.count, columns: table.models.count)
    var weights = labels
    for row in table.rows.indices {
      let scores = table.models.indices.map { table.score(row: row, model: $0) }
      let observed = scores.compactMap { $0 }
      guard let best = observed.max(), target == .success || observed.count > 1 else { continue }
      let ties = Float(observed.count { $0 == best })
      for (model, score) in scores.enumerated() {
        guard let score else { continue }
        weights[row, model] = Float(table.rows[row].weight)
        labels[row, model] = target == .success ? Float(score) : score == best ? 1 / ties : 0
      }
    }
    (self.labels, self.weights) = (labels, weights)
  }

  /// One regression a model.
  func logistic(folds: [Int]) throws(TrainingError) -> Targets { try targets(.logistic, folds) }

  /// One regression over all models: which of those observed on the row is best.
  func softmax(folds: [Int]) throws(TrainingError) -> Targets { try targets(.softmax, folds) }

  private func targets(_ loss: Loss, _ folds: [Int]) throws(TrainingError) -> Targets {
    do {
      return try Targets(loss, labels: labels, weights: weights, folds: folds)
    } catch {
      throw .regression(error)
    }
  }
}
