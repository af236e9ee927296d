internal import Pointsman
internal import PointsmanSupport

extension FlatRow {
  /// The row as a record of one model's outcome, to be joined with the others of its prompt.
  ///
  /// An empty score is a missing cell. What is not read belongs to the outcome.
  func longRecord(fallbackID: String, scale: ScoreScale) throws(RowFault) -> OutcomeRecord {
    var row = self
    var record = try row.takeDescription(fallbackID: fallbackID)
    let model = try row.requireName(ColumnAliases.model)
    guard let field = try row.take(ColumnAliases.score) else { throw row.missing(ColumnAliases.score) }
    let score = try row.score(
      field, scale, stray: &record.strayScores,
      expected: "\(scale.expected), or \(isText ? "an empty cell" : "null") for one not observed")
    var outcome = Outcome(score: score ?? 0)
    for measure in Outcome.Measure.all {
      let names = measure.name == "cost" ? ColumnAliases.cost : [measure.name]
      outcome[keyPath: measure.path] = try row.takeNumber(names, measure.range, expected: measure.expected)
    }
    if score != nil { record.outcomes[model] = outcome }
    record.unreadOutcomes[model] = row.fields.map { ($0.name, $0.value) }
    record.noteFailures()
    return record
  }
}
