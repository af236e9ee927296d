internal import Pointsman

extension FlatRow {
  /// The row as a record of one model's outcome, to be joined with the others of its prompt.
  ///
  /// An empty score is a missing cell. What is not read belongs to the outcome.
  func longRecord(fallbackID: String) throws(RowFault) -> OutcomeRecord {
    var row = self
    var record = try row.takeDescription(fallbackID: fallbackID)
    let model = try row.requireText(ColumnAliases.model)
    guard let field = row.take(ColumnAliases.score) else { throw row.missing(ColumnAliases.score) }
    let score = try row.number(
      field, 0...1, expected: "a score from 0 to 1, or \(isText ? "an empty cell" : "null") for one not observed")
    var outcome = Outcome(score: score ?? 0)
    for measure in Outcome.Measure.all {
      let names = measure.name == "cost" ? ColumnAliases.cost : [measure.name]
      outcome[keyPath: measure.path] = try row.takeNumber(names, 0..., expected: measure.expected)
    }
    if score != nil { record.outcomes[model] = outcome }
    record.unreadOutcomes[model] = row.fields.map { ($0.name, $0.value) }
    return record
  }

  /// Takes what describes the prompt, and leaves what tells of the models.
  mutating func takeDescription(fallbackID: String) throws(RowFault) -> OutcomeRecord {
    let id = try takeText(ColumnAliases.id)
    let prompt = Prompt(try requireText(ColumnAliases.prompt), tags: try takeTags())
    var row = OutcomeRow(id: id ?? fallbackID, prompt: prompt)
    row.category = try takeText(ColumnAliases.category)
    row.dataset = try takeText(ColumnAliases.dataset)
    row.group = try takeText(ColumnAliases.group)
    row.split = try takeText(ColumnAliases.split)
    row.weight = try takeNumber(ColumnAliases.weight, 0..., expected: "a weight of at least 0") ?? 1
    return OutcomeRecord(row: row, line: line, hasID: id != nil, outcomes: [:])
  }

  /// Takes the fields named `tags.…`; an empty one is no tag.
  mutating func takeTags() throws(RowFault) -> [String: String] {
    var tags: [String: String] = [:]
    for name in fields.map(\.name) where name.hasPrefix(ColumnAliases.tagPrefix) {
      tags[String(name.dropFirst(ColumnAliases.tagPrefix.count))] = try takeText([name])
    }
    return tags
  }
}
