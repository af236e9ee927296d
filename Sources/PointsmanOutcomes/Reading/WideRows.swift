internal import Pointsman
internal import PointsmanSupport

extension FlatRow {
  /// The row of a wide file as a record, by the columns of its models.
  func wideRecord(_ columns: WideColumns, fallbackID: String, scale: ScoreScale) throws(RowFault) -> OutcomeRecord {
    var row = self
    var record = try row.takeDescription(fallbackID: fallbackID)
    for model in columns.models {
      let strays = record.strayScores.count
      let score = try score(
        field(at: model.score), scale, stray: &record.strayScores,
        expected: "\(scale.expected), or an empty cell, in column \"\(model.column)\"" + RowRemedy.modelsNamed)
      if record.strayScores.count > strays { record.strayScores[strays].name = model.column }
      var outcome = Outcome(score: score ?? 0)
      for (measure, column) in model.measures {
        outcome[keyPath: measure.path] = try number(
          field(at: column), measure.range, expected: measure.expected)
      }
      if score != nil { record.outcomes[model.name] = outcome }
      if !model.unread.isEmpty {
        record.unreadOutcomes[model.name] = model.unread.map { ($0.name, field(at: $0.column).value) }
      }
    }
    record.noteFailures()
    record.unread = columns.unread.map { (field(at: $0).name, field(at: $0).value) }
    return record
  }
}
