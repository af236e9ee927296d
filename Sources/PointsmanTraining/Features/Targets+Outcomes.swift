internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression

extension Targets {
  /// The labels and weights that a table gives the regressions of `target`, n × M; a missing cell has weight 0.
  ///
  /// The mean of several runs counts more than one run (`RepeatWeights`). Only for preference and for the best model it does
  /// not: a row says who is best, by its means.
  ///
  /// An outcome with a propensity counts by its inverse (`PropensityWeights`), for success alone.
  ///
  /// For preference one softmax over all models: the best of those observed on the row. Otherwise one logistic regression
  /// a model. Ties share a label of 1, and a row with one model says nothing of who is best.
  init(_ table: OutcomeTable, _ target: RoutingTarget, folds: [Int]) throws(TrainingError) {
    var labels = Matrix(rows: table.rows.count, columns: table.models.count)
    var weights = labels
    let repeats = table.models.indices.map { target == .success ? RepeatWeights(table, model: $0) : nil }
    let propensities = table.models.indices.map { target == .success ? PropensityWeights(table, model: $0) : nil }
    for row in table.rows.indices {
      let scores = table.models.indices.map { table.score(row: row, model: $0) }
      let observed = scores.compactMap { $0 }
      guard let best = observed.max(), target == .success || observed.count > 1 else { continue }
      let ties = Float(observed.count { $0 == best })
      for (model, score) in scores.enumerated() {
        guard let score else { continue }
        let inclusion = propensities[model].map { $0.weight(of: table.outcome(row: row, model: model)) } ?? 1
        let runs = repeats[model].map { $0.weight(of: table.outcome(row: row, model: model)) } ?? 1
        weights[row, model] = Float(table.rows[row].weight * runs * inclusion)
        labels[row, model] = target == .success ? Float(score) : score == best ? 1 / ties : 0
      }
    }
    if target == .success {
      for model in table.models.indices { Self.drawIn(&labels, weights, model) }
    }
    do {
      try self.init(target == .preference ? .softmax : .logistic, labels: labels, weights: weights, folds: folds)
    } catch {
      throw .regression(error)
    }
  }

  /// A model that always succeeds, or always fails, on n rows: labels (n y + ½) / (n + 1), Krichevsky and Trofimov's estimate,
  /// in the place of 1 or 0, whose logit is infinite. No feature tells such rows apart, so that the head is constant.
  private static func drawIn(_ labels: inout Matrix, _ weights: Matrix, _ model: Int) {
    let rows = (0..<labels.rows).filter { weights[$0, model] > 0 }
    guard let first = rows.first, labels[first, model] == 0 || labels[first, model] == 1,
      rows.allSatisfy({ labels[$0, model] == labels[first, model] })
    else { return }
    let label = (Float(rows.count) * labels[first, model] + 0.5) / Float(rows.count + 1)
    for row in rows { labels[row, model] = label }
  }
}
