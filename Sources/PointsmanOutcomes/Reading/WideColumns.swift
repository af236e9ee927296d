internal import Pointsman
internal import PointsmanSupport

/// Which columns of a wide CSV file hold models' scores and measures, found from its header and its first rows.
struct WideColumns {
  /// A model's columns, by number.
  struct Model {
    let name: String
    /// As the header has it.
    let column: String
    let score: Int
    var measures: [(measure: Outcome.Measure, column: Int)] = []
    /// The columns that begin with the model's name and are not read, each without it.
    var unread: [(name: String, column: Int)] = []
  }

  let models: [Model]
  /// Columns that are not read at all.
  let unread: [Int]
  let choice: ModelColumns
  /// The columns left out because all their cells were alike, with the text of those.
  let constants: [(column: Int, text: String)]

  /// - Parameters:
  ///   - header: The names of all columns.
  ///   - rows: The first rows of the file.
  ///   - isWhole: True if they are all there are.
  ///
  /// The models are `options.models` where given. Else they are the columns that no other meaning claims and whose cells are
  /// scores: `ModelColumns.Reason` says what else is left out. Where columns are named `<model>/score` or `<model>|score`, only
  /// those are models.
  init(
    _ header: [CSVField], _ rows: [[CSVField]], isWhole: Bool, path: String, options: OutcomeReader
  ) throws(OutcomesError) {
    let described = ColumnAliases.described(in: header.map(\.text))
    var candidates = Self.candidates(header, apartFrom: described)
    var leftOut: [(column: Int, reason: ModelColumns.Reason)] = []
    var constants: [(column: Int, text: String)] = []
    var constantModels: [String: Double] = [:]
    if let chosen = options.models {
      // A model is named by what it is renamed to, too.
      let chosen = Set(chosen).union(options.renames.filter { chosen.contains($0.value) }.keys)
      candidates = candidates.filter { chosen.contains($0.name) }
    } else {
      let others = header.indices.filter { !described.contains($0) && !header[$0].text.isEmpty }
      let judge = ColumnJudge(others, of: rows, isWhole: isWhole, scale: options.scale)
      leftOut += judge.leaveOut(&candidates)
      try Self.leaveOutTruthValues(&candidates, &leftOut, judge, path: path)
      for (column, reason) in leftOut { if case .constant(let text) = reason { constants.append((column, text)) } }
      if Self.namesScores(candidates) {
        let named = Set(candidates.map(\.score))
        leftOut += judge.scores(among: Self.others(header, described, candidates)).filter { !named.contains($0) }
          .map { ($0, .notNamedScore) }
      }
      for model in candidates { constantModels[model.name] = judge.constantScore(model.score) }
    }
    let reasons = leftOut.sorted { $0.column < $1.column }.map {
      ModelColumns.LeftOut(column: header[$0.column].text, reason: $0.reason)
    }
    guard !candidates.isEmpty else { throw Self.noModels(reasons, chosen: options.models, header, path: path) }
    for model in candidates {
      if let (found, expected) = NameRule.fault(in: model.name, of: "model") {
        let place = header[model.score]
        throw .invalid(path: path, line: place.line, column: place.column, found: found, expected: expected)
      }
    }
    models = Self.withMeasures(candidates, header, described)
    let used = Set(models.flatMap { [$0.score] + $0.measures.map(\.column) + $0.unread.map(\.column) }).union(described)
    unread = header.indices.filter { !used.contains($0) && !header[$0].text.isEmpty }
    choice = ModelColumns(
      path: path, models: models.map(\.name), constantModels: constantModels, leftOut: reasons)
    self.constants = constants
  }

  private static let scoreEndings = ["/score", "|score"]

  /// The columns whose names can be models'. Not: the index that pandas writes, whose name is empty or `Unnamed: 0`, and
  /// suffixed columns such as `<model>|total_cost`.
  private static func candidates(_ header: [CSVField], apartFrom described: Set<Int>) -> [Model] {
    let free = header.indices.filter { !described.contains($0) }
    let named = free.compactMap { index -> Model? in
      let column = header[index].text
      guard let ending = scoreEndings.first(where: { column.lowercased().hasSuffix($0) }), column.count > ending.count
      else { return nil }
      return Model(name: String(column.dropLast(ending.count)), column: column, score: index)
    }
    guard named.isEmpty else { return named }
    return free.compactMap { index in
      let column = header[index].text
      guard !column.isEmpty, !column.hasPrefix("Unnamed:"), !column.contains("|") else { return nil }
      return Model(name: column, column: column, score: index)
    }
  }

  private static func namesScores(_ models: [Model]) -> Bool { models.contains { $0.name != $0.column } }

  /// The columns that are neither described nor begin with a model's name.
  private static func others(_ header: [CSVField], _ described: Set<Int>, _ models: [Model]) -> [Int] {
    let places = places(of: models)
    return header.indices.filter { index in
      let column = header[index].text
      return !described.contains(index) && !column.isEmpty && !column.hasPrefix("Unnamed:")
        && owner(of: column, places, separators: ["/", "|"]) == nil
    }
  }

  private static func places(of models: [Model]) -> [String: Int] {
    Dictionary(models.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// The model whose name and a separator the column begins with, and the rest of its name. Of several the longest.
  private static func owner(
    of column: String, _ places: [String: Int], separators: [Character]
  ) -> (place: Int, name: String)? {
    for cut in column.indices.reversed() where separators.contains(column[cut]) {
      if let place = places[String(column[..<cut])] { return (place, String(column[column.index(after: cut)...])) }
    }
    return nil
  }

  /// Columns of True and False beside columns of numbers are attributes as a rule. Beside a single one nobody knows.
  private static func leaveOutTruthValues(
    _ candidates: inout [Model], _ leftOut: inout [(column: Int, reason: ModelColumns.Reason)], _ judge: ColumnJudge,
    path: String
  ) throws(OutcomesError) {
    guard !namesScores(candidates) else { return }
    let truths = candidates.filter { judge.holdsTruthValues($0.score) }
    let numbers = candidates.filter { judge.holdsNumbers($0.score) }
    guard !truths.isEmpty, !numbers.isEmpty else { return }
    guard numbers.count > 1 else {
      throw .invalid(
        path: path, line: 1, column: 1,
        found: "numbers in column \"\(numbers[0].name)\" and True and False in "
          + truths.prefix(5).map { "\"\($0.name)\"" }.joined(separator: ", "),
        expected: "scores of one kind in the columns of models" + RowRemedy.modelsToName)
    }
    leftOut += truths.map { ($0.score, .truthValues) }
    candidates.removeAll { judge.holdsTruthValues($0.score) }
  }

  private static func noModels(
    _ leftOut: [ModelColumns.LeftOut], chosen: [String]?, _ header: [CSVField], path: String
  ) -> OutcomesError {
    if let chosen, let name = chosen.first { return .unknownModel(name: name, known: header.map(\.text)) }
    let names = header.map(\.text)
    if ColumnAliases.model.contains(where: names.contains) {
      return .missingColumn(
        path: path, found: names, expected: "one named " + ColumnAliases.score.joined(separator: " or "))
    }
    let columns = leftOut.prefix(10).map { "\"\($0.column)\": \($0.reason)" }.joined(separator: "; ")
    let hasWords = leftOut.contains { if case .words = $0.reason { true } else { false } }
    return .invalid(
      path: path, line: 1, column: 1, found: "no column of scores" + (columns.isEmpty ? "" : " (\(columns))"),
      expected: "a column a model, with scores from 0 to 1, or True and False"
        + (hasWords ? RowRemedy.scaleToName : RowRemedy.modelsToName))
  }

  /// The models with the columns that begin with their names. O(columns).
  private static func withMeasures(_ models: [Model], _ header: [CSVField], _ described: Set<Int>) -> [Model] {
    var models = models
    let places = places(of: models)
    let scores = Set(models.map(\.score))
    let separators: [Character] = namesScores(models) ? ["/", "|"] : ["|"]
    for (index, field) in header.enumerated() where !scores.contains(index) && !described.contains(index) {
      guard let (place, name) = owner(of: field.text, places, separators: separators) else { continue }
      let measure = Outcome.Measure.all.first {
        $0.name == name || $0.name == "cost" && ColumnAliases.cost.contains(name)
      }
      let isNew = measure.map { new in !models[place].measures.contains { $0.measure.name == new.name } } ?? false
      if let measure, isNew {
        models[place].measures.append((measure, index))
      } else {
        models[place].unread.append((name, index))
      }
    }
    return models
  }
}
