internal import Pointsman
internal import PointsmanSupport

/// The columns of a wide CSV file that hold models' scores.
struct WideColumns {
  private let models: [String]
  /// One a model.
  private let columns: [Columns]

  /// The models are `chosen` where given; else the columns that no other meaning claims and whose first cell is a
  /// number, a truth value or empty. Suffixed columns such as `<model>|total_cost` are not models. Nor is the index that
  /// pandas writes, whose name is empty or `Unnamed: 0`.
  init(first row: FlatRow, chosen: [String]?) throws(RowFault) {
    var rest = row
    _ = try rest.takeDescription(fallbackID: "")
    let chosenNames = chosen.map { Set($0) }
    models = rest.fields.compactMap { field in
      if let chosenNames { return chosenNames.contains(field.name) ? field.name : nil }
      guard !field.name.isEmpty, !field.name.hasPrefix("Unnamed:"), !field.name.contains("|") else { return nil }
      guard case .string(let text) = field.value else { return nil }
      let isScore = text.isEmpty || row.double(text) != nil || ["true", "false"].contains(text.lowercased())
      return isScore ? field.name : nil
    }
    columns = Self.columns(of: models, among: row.names)
    guard !models.isEmpty else {
      throw RowFault(
        line: row.line, column: 1, found: "no column of scores",
        expected: "a column a model, with scores from 0 to 1, or True and False")
    }
  }

  /// Finds the columns of each model: its score, its measures and what else is named after it. O(columns).
  private static func columns(of models: [String], among names: [String]) -> [Columns] {
    let numbers = Dictionary(zip(models, models.indices)) { first, _ in first }
    var columns = models.map { _ in Columns() }
    for (place, name) in names.enumerated() {
      if let model = numbers[name], columns[model].score == nil { columns[model].score = place }
      // The model's own name may hold the mark, and so may the suffix.
      for mark in [name.lastIndex(of: "|"), name.firstIndex(of: "|")].compactMap(\.self) {
        guard let model = numbers[String(name[..<mark])] else { continue }
        columns[model].others.append((String(name[name.index(after: mark)...]), place))
        break
      }
    }
    for model in models.indices {
      for measure in Outcome.Measure.all {
        let names = measure.name == "cost" ? ColumnAliases.cost.reversed() : [measure.name]
        let place = names.lazy.compactMap { name in columns[model].others.first { $0.suffix == name }?.place }.first
        if let place { columns[model].measures.append((measure, place)) }
      }
    }
    return columns
  }

  /// The places of one model's columns in a row.
  private struct Columns {
    var score: Int?
    var measures: [(measure: Outcome.Measure, place: Int)] = []
    /// Of the measures, too.
    var others: [(suffix: String, place: Int)] = []
  }

  func record(_ row: FlatRow, fallbackID: String) throws(RowFault) -> OutcomeRecord {
    var row = row
    var record = try row.takeDescription(fallbackID: fallbackID)
    for (model, columns) in zip(models, columns) {
      guard let place = columns.score, let field = try row.take(at: place) else { continue }
      let score = try row.number(
        field, 0...1,
        expected: "a score from 0 to 1, True or False, or an empty cell, in column \"\(model)\"; "
          + RowRemedy.modelsNamed)
      var outcome = Outcome(score: score ?? 0)
      for (measure, place) in columns.measures {
        guard let field = try row.take(at: place) else { continue }
        outcome[keyPath: measure.path] = try row.number(field, Outcome.Measure.range, expected: measure.expected)
      }
      if score != nil { record.outcomes[model] = outcome }
      for (suffix, place) in columns.others {
        if let field = try row.take(at: place) {
          record.unreadOutcomes[model, default: []].append((suffix, field.value))
        }
      }
    }
    record.unread = row.fields.filter { !$0.name.isEmpty }.map { ($0.name, $0.value) }
    return record
  }
}
