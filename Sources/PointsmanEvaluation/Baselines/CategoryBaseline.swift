internal import PointsmanOutcomes
internal import PointsmanTraining

/// For each judged row the model with the best mean score on the other folds' prompts of its category; nil without
/// categories.
///
/// A category that the other folds lack falls back to the mean over all of them.
func categoryChoices(_ ground: BaselineTrainingRows) -> [Int]? {
  let (table, folds) = (ground.set.table, ground.folds)
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
  return (0..<ground.judged).map { row in
    let fold = folds[row]
    return totals[table.rows[row].category ?? ""]?[fold].best ?? overall[fold].best ?? 0
  }
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
      sums[model] += score
      counts[model] += 1
    }
  }

  /// The model of highest mean score, of equals the first; nil when nothing was added.
  var best: Int? {
    sums.indices.filter { counts[$0] > 0 }.max { sums[$0] / counts[$0] < sums[$1] / counts[$1] }
  }
}
