internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// The logarithms of what models used up: what usage heads are to predict.
struct UsageTargets {
  /// n × M of ln(x + s), the squared loss.
  let targets: Targets
  /// s of each model, a hundredth of its mean; 0 where nothing was recorded, or nothing used.
  let offsets: [Double]
  /// For each model the mean amount; nil where nothing was recorded.
  let means: [Double?]

  /// nil when the table records none of `quantity`.
  init?(_ table: OutcomeTable, _ quantity: Usage.Quantity, folds: [Int]) throws(TrainingError) {
    let models = table.models.indices
    let amounts = table.rows.indices.map { row in
      models.map { table.outcome(row: row, model: $0).flatMap { $0.amount(of: quantity) } }
    }
    means = models.map { m in
      let known = amounts.compactMap { $0[m] }
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    guard means.contains(where: { $0 != nil }) else { return nil }
    offsets = means.map { ($0 ?? 0) / 100 }
    var labels = Matrix(rows: table.rows.count, columns: table.models.count)
    var weights = labels
    for row in table.rows.indices {
      for m in models where offsets[m] > 0 {
        guard let amount = amounts[row][m] else { continue }
        labels[row, m] = Float(log(amount + offsets[m]))
        weights[row, m] = Float(table.rows[row].weight)
      }
    }
    do {
      targets = try Targets(.squared, labels: labels, weights: weights, folds: folds)
    } catch {
      throw .regression(error)
    }
  }

  /// The rows on which model m's amount is known.
  func known(_ m: Int) -> [Int] { (0..<targets.rows).filter { targets.weights[$0, m] > 0 } }

  /// For each known row the label less what a path's heads say that did not see the row, at the penalty that the other
  /// folds choose.
  func residuals(_ path: PenaltyPath, _ m: Int) -> [Double] {
    let count = (targets.folds.max() ?? 0) + 1
    let best = (0..<count).map { path.best(task: m, excludingFold: $0) }
    return known(m).map { row in
      Double(targets.labels[row, m] - path.heldOutScores[best[targets.folds[row]]][row, m])
    }
  }

  /// For each known row the label less the mean label of the other folds.
  func residualsOfMean(_ m: Int) -> [Double] {
    let count = (targets.folds.max() ?? 0) + 1
    var (sums, weights) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for row in known(m) {
      let weight = Double(targets.weights[row, m])
      sums[targets.folds[row]] += weight * Double(targets.labels[row, m])
      weights[targets.folds[row]] += weight
    }
    let (sum, weight) = (sums.reduce(0, +), weights.reduce(0, +))
    return known(m).map { row in
      let fold = targets.folds[row]
      let rest = weight - weights[fold]
      return Double(targets.labels[row, m]) - (rest > 0 ? (sum - sums[fold]) / rest : 0)
    }
  }
}

extension Outcome {
  /// How much of `quantity` was used; nil where it was not recorded.
  func amount(of quantity: Usage.Quantity) -> Double? {
    switch quantity {
    case .inputTokens: inputTokens
    case .outputTokens: estimatedOutputTokens
    case .latency: latency
    case .cost: cost
    }
  }
}
