internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport
internal import PointsmanTraining

/// For each evaluated row the model with the best mean score on the other folds' prompts of its category; nil without
/// categories.
///
/// A category that the other folds lack falls back to the mean over all of them.
func categoryChoices(_ rows: BaselineTrainingRows) -> [Int]? {
  let (table, folds) = (rows.set.table, rows.folds)
  guard Set(table.rows.map(\.category)).count > 1 else { return nil }
  let foldCount = (folds.max() ?? 0) + 1
  var totals: [String: [ScoreTotals]] = [:]
  var overall = [ScoreTotals](repeating: ScoreTotals(models: table.models.count), count: foldCount)
  for row in table.rows.indices {
    let category = table.rows[row].category ?? ""
    for fold in 0..<foldCount where fold != folds[row] {
      overall[fold].add(table, row)
      totals[category, default: overall.map { _ in ScoreTotals(models: table.models.count) }][fold].add(table, row)
    }
  }
  return (0..<rows.queries).map { row in
    let fold = folds[row]
    return totals[table.rows[row].category ?? ""]?[fold].best ?? overall[fold].best ?? 0
  }
}

/// For each evaluated row the model with the best mean score on the other folds; nil where these have no outcomes. Rows with
/// every model count alone, where there are any.
func bestChoices(_ rows: BaselineTrainingRows) -> [Int]? {
  let (table, folds) = (rows.set.table, rows.folds)
  let complete = table.rows.indices.filter { table.isComplete(row: $0) }
  let foldCount = (folds.max() ?? 0) + 1
  var totals = [ScoreTotals](repeating: ScoreTotals(models: table.models.count), count: foldCount)
  for row in complete.isEmpty ? Array(table.rows.indices) : complete {
    for fold in 0..<foldCount where fold != folds[row] { totals[fold].add(table, row) }
  }
  let best = totals.map(\.best)
  let choices = (0..<rows.queries).compactMap { best[folds[$0]] }
  return choices.count == rows.queries ? choices : nil
}

/// Sums of models' scores over some rows.
struct ScoreTotals {
  private var sums: [Double]
  private var counts: [Double]

  init(models: Int) {
    sums = [Double](repeating: 0, count: models)
    counts = sums
  }

  mutating func add(_ table: OutcomeTable, _ row: Int) {
    for model in sums.indices {
      guard let score = table.score(row: row, model: model) else { continue }
      sums[model] += table.rows[row].weight * score
      counts[model] += table.rows[row].weight
    }
  }

  /// The model of highest mean score, of equals the first; nil when nothing was added.
  var best: Int? {
    sums.indices.filter { counts[$0] > 0 }.max { sums[$0] / counts[$0] < sums[$1] / counts[$1] }
  }
}

/// For each evaluated row the most probable model by the logarithm of the prompt's length alone: one logistic regression a model
/// on the other folds. nil when it cannot be fitted.
func lengthChoices(_ rows: BaselineTrainingRows) -> [Int]? {
  let (table, folds) = (rows.set.table, rows.folds)
  let lengths = table.rows.map { log(Float($0.prompt.userText.utf8.count + 1)) }
  let models = table.models.indices
  var labels = Matrix(rows: table.rows.count, columns: models.count)
  var weights = labels
  let isWeighted = table.weights != nil
  for row in table.rows.indices {
    for model in models {
      guard let score = table.score(row: row, model: model) else { continue }
      labels[row, model] = Float(score)
      weights[row, model] = isWeighted ? Float(table.rows[row].weight) : 1
    }
  }
  let design = Matrix(rows: lengths.count, columns: 1, values: lengths)
  guard let targets = try? Targets(labels: labels, weights: weights, folds: folds),
    let solver = try? DenseSolver(design: design)
  else { return nil }
  let count = (folds.max() ?? 0) + 1
  // One feature needs no penalty; this one only keeps separable data finite.
  let problems = models.flatMap { model in
    (0..<count).map { Problem(task: model, heldOutFold: $0, penalty: 1e-6) }
  }
  let logits = solver.solve(targets, problems: problems).heldOutScores
  return (0..<rows.queries).map { row in models.max { logits[row, $0] < logits[row, $1] }! }
}
