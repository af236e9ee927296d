internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport
internal import PointsmanTraining

/// For each judged row the most probable model by the logarithm of the prompt's length alone: one logistic regression a model
/// on the other folds. nil when it cannot be fitted.
func lengthChoices(_ ground: BaselineTrainingRows) -> [Int]? {
  let (table, folds) = (ground.set.table, ground.folds)
  let lengths = table.rows.map { log(Float($0.prompt.userText.utf8.count + 1)) }
  let models = table.models.indices
  var labels = Matrix(rows: table.rows.count, columns: models.count)
  var weights = labels
  for row in table.rows.indices {
    for model in models {
      guard let score = table.score(row: row, model: model) else { continue }
      labels[row, model] = Float(score)
      weights[row, model] = 1
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
  return (0..<ground.judged).map { row in models.max { logits[row, $0] < logits[row, $1] }! }
}
