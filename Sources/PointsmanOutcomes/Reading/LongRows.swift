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
      outcome[keyPath: measure.path] = try row.takeNumber(names, Outcome.Measure.range, expected: measure.expected)
    }
    if score != nil { record.outcomes[model] = outcome }
    record.unreadOutcomes[model] = row.fields.map { ($0.name, $0.value) }
    record.noteFailures()
    return record
  }
}

/// The rows of long formats, joined by id, or by prompt where they have none.
struct JoinedRecords {
  /// One a prompt, in the order of first rows.
  private(set) var records: [OutcomeRecord] = []
  private var places: [String: Int] = [:]

  /// Adds a record of one model's outcome. A record that contradicts an earlier one is a fault, and not added.
  mutating func join(_ record: OutcomeRecord) throws(RowFault) {
    // The tab keeps prompts apart from ids.
    let key = record.hasID ? record.idKey ?? record.row.id : "\t" + record.row.prompt.userText
    guard let place = places[key] else {
      places[key] = records.count
      records.append(record)
      return
    }
    guard records[place].row.prompt == record.row.prompt else {
      let earlier = records[place].row.id
      throw RowFault(
        line: record.line, column: 1,
        found: "id \"\(record.row.id)\" with another prompt than "
          + (earlier == record.row.id ? "before" : "id \"\(earlier)\" before"),
        expected: "one prompt an id"
          + (earlier == record.row.id ? "" : "; a whole number is one id with and without \".0\""))
    }
    // One spelled 1.0 and 1 is 1.
    if record.row.id != records[place].row.id { records[place].row.id = key }
    try takeDescription(of: record, place)
    for (model, outcome) in record.outcomes {
      if let earlier = records[place].outcomes.keys.first(where: { $0 == model }) {
        throw RowFault(
          line: record.line, column: 1,
          found: "model \"\(model)\" on the same prompt again"
            + (model.isOtherForm(of: earlier) ? String.otherForm : ""),
          expected: "each model once a prompt; average repeated runs into one score")
      }
      records[place].outcomes[model] = outcome
    }
    records[place].failures += record.failures
    records[place].missingWords += record.missingWords
    records[place].unreadOutcomes.merge(record.unreadOutcomes) { $0 + $1 }
  }

  /// Takes the later row's attributes of the prompt where earlier rows had none; else they must agree.
  private mutating func takeDescription(of record: OutcomeRecord, _ place: Int) throws(RowFault) {
    let earlier = records[place].row
    guard earlier.weight == record.row.weight else {
      throw record.contradiction("weight", "\(record.row.weight)", "\(earlier.weight)")
    }
    let attributes: [(name: String, path: WritableKeyPath<OutcomeRow, String?>)] = [
      ("category", \.category), ("dataset", \.dataset), ("group", \.group), ("split", \.split),
    ]
    for (name, path) in attributes {
      guard let value = record.row[keyPath: path] else { continue }
      if let before = earlier[keyPath: path], before != value { throw record.contradiction(name, value, before) }
      records[place].row[keyPath: path] = value
    }
  }
}

extension OutcomeRecord {
  fileprivate func contradiction(_ name: String, _ found: String, _ before: String) -> RowFault {
    RowFault(
      line: line, column: 1, found: "\(name) \"\(found)\" on a prompt that had \"\(before)\" before",
      expected: "one \(name) a prompt")
  }
}
