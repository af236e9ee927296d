internal import Pointsman
internal import PointsmanSupport

/// The columns of a wide CSV file that hold models' scores.
struct WideColumns {
  private let models: [String]

  /// The models are `chosen` where given; else the columns that no other meaning claims and whose first cell is a
  /// number, a truth value or empty. Suffixed columns such as `<model>|total_cost` are not models. Nor is the index that
  /// pandas writes, whose name is empty or `Unnamed: 0`.
  init(first row: FlatRow, chosen: [String]?) throws(RowFault) {
    var rest = row
    _ = try rest.takeDescription(fallbackID: "")
    models = rest.fields.compactMap { field in
      if let chosen { return chosen.contains(field.name) ? field.name : nil }
      guard !field.name.isEmpty, !field.name.hasPrefix("Unnamed:"), !field.name.contains("|") else { return nil }
      guard case .string(let text) = field.value else { return nil }
      let isScore = text.isEmpty || Double(text) != nil || ["true", "false"].contains(text.lowercased())
      return isScore ? field.name : nil
    }
    guard !models.isEmpty else {
      throw RowFault(
        line: row.line, column: 1, found: "no column of scores",
        expected: "a column a model, with scores from 0 to 1, or True and False")
    }
  }

  func record(_ row: FlatRow, fallbackID: String) throws(RowFault) -> OutcomeRecord {
    var row = row
    var record = try row.takeDescription(fallbackID: fallbackID)
    for model in models {
      guard let field = row.take([model]) else { continue }
      let score = try row.number(
        field, 0...1,
        expected: "a score from 0 to 1, True or False, or an empty cell, in column \"\(model)\"; "
          + RowRemedy.modelsNamed)
      var outcome = Outcome(score: score ?? 0)
      for measure in Outcome.Measure.all {
        let names = measure.name == "cost" ? ColumnAliases.cost.reversed() : [measure.name]
        outcome[keyPath: measure.path] = try row.takeNumber(
          names.map { "\(model)|\($0)" }, Outcome.Measure.range, expected: measure.expected)
      }
      if score != nil { record.outcomes[model] = outcome }
      let prefix = "\(model)|"
      for field in row.fields where field.name.hasPrefix(prefix) {
        record.unreadOutcomes[model, default: []].append((String(field.name.dropFirst(prefix.count)), field.value))
        _ = row.take([field.name])
      }
    }
    record.unread = row.fields.filter { !$0.name.isEmpty }.map { ($0.name, $0.value) }
    return record
  }
}
