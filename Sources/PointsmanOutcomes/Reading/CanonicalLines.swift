internal import Pointsman
internal import PointsmanSupport

/// The outcome records of JSON Lines. Blank lines are skipped.
struct JSONRecords: ~Copyable {
  let path: String
  let format: OutcomeFormat
  let options: OutcomeReader
  private var lines: TextLines<InputFile>

  init(_ file: consuming InputFile, path: String, format: OutcomeFormat, options: OutcomeReader) {
    (self.path, self.format, self.options) = (path, format, options)
    lines = TextLines(file, replacesInvalidUTF8: options.replacesInvalidBytes)
  }

  /// Lines in which bytes that are not UTF-8 were replaced.
  var replaced: Int { lines.replaced }

  /// The next record, or what is wrong with it; nil at the end of the file.
  mutating func next() throws(OutcomesError) -> Result<OutcomeRecord, RowFault>? {
    let line: [UInt8]?
    do throws(LineError<OutcomesError>) {
      line = try lines.nextNonblank()
    } catch {
      throw error.error(path: path)
    }
    guard let line else { return nil }
    let id = "\(path):\(lines.number)"
    do throws(RowFault) {
      switch format {
      case .jsonlLong: return .success(try flatRow(line).longRecord(fallbackID: id, scale: options.scale))
      case .jsonlBattles: return .success(try flatRow(line).battleRecord(fallbackID: id))
      case .jsonlScores: return .success(try flatRow(line).scoresRecord(line, fallbackID: id, scale: options.scale))
      default: return .success(try canonical(line, id: id))
      }
    } catch {
      return .failure(remedied(error, line))
    }
  }

  /// The fault with the command that corrects it, where it is one of the file and not of what the row says.
  private func remedied(_ fault: RowFault, _ line: [UInt8]) -> RowFault {
    // The opening did not show it: the line is longer.
    if lines.number == 1, line.count > FormatSniffer.length, let shape = JSONShape(line[...]) {
      return RowFault(line: 1, column: 1, found: shape.found, expected: "one JSON object a line; " + shape.remedy)
    }
    var (found, expected) = (fault.found, fault.expected)
    if expected == JSONReader.nothingMore, found == "an object" {
      (found, expected) = (
        "a second object on the line", "one object a line; jq -c . FILE | pointsman … - puts each on its own"
      )
    } else if lines.isCut, lines.number > 1, fault.column > line.count || found == JSONReader.endlessString {
      (found, expected) = (
        "the end of the file within the line",
        "a whole last line; copy the file again, or leave the line out: "
          + "head -n -1 FILE | pointsman … -"
      )
    }
    return RowFault(line: fault.line, column: fault.column, found: found, expected: expected)
  }

  private func flatRow(_ line: [UInt8]) throws(RowFault) -> FlatRow {
    try FlatRow(json: line, line: lines.number) { options.keepsUnread || options.tagAttributes.contains($0) }
  }

  private func canonical(_ line: [UInt8], id: String) throws(RowFault) -> OutcomeRecord {
    var parser = OutcomeLine(line, options)
    do throws(JSONError) {
      return try parser.read(fallbackID: id, line: lines.number)
    } catch {
      throw RowFault(error, line: lines.number)
    }
  }
}

/// One line of canonical JSON Lines, read as a record.
struct OutcomeLine {
  private var json: JSONReader
  private let criteria: [Criterion]
  private let keepsUnread: Bool
  private let tagAttributes: [String]
  private let requiresOutcomes: Bool
  private let scale: ScoreScale
  private var line = 0
  /// True if the outcome that is being read notes a failed request.
  private var hasError = false
  private var strayScores: [StrayScore] = []

  init(_ line: [UInt8], _ options: OutcomeReader) {
    json = JSONReader(line)
    (criteria, keepsUnread, tagAttributes) = (options.criteria, options.keepsUnread, options.tagAttributes)
    (requiresOutcomes, scale) = (options.requiresOutcomes, options.scale)
  }

  /// The record; `fallbackID` and `line` are its place in the file.
  mutating func read(fallbackID: String, line: Int) throws(JSONError) -> OutcomeRecord {
    self.line = line
    var reader = PromptReader()
    let row = OutcomeRow(id: fallbackID, prompt: Prompt(""))
    var record = OutcomeRecord(row: row, line: line, hasID: false, outcomes: [:])
    var hasOutcomes = false
    var (id, metaSplit): (String?, String?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id":
        _ = json.nextKind()
        let start = json.offset
        id = try json.readIdentifier()
        if let id { _ = try checked(id, "id", at: start) }
      case "category": record.row.category = try readOptionalText("category")
      case "dataset": record.row.dataset = try readOptionalText("dataset")
      case "group": record.row.group = try readOptionalText("group")
      case "split": record.row.split = try readOptionalText("split")
      case "meta": metaSplit = try readMetaSplit(&record)
      case "weight": record.row.weight = try readNumber(OutcomeRow.weightRange, expected: OutcomeRow.expectedWeight)
      case "outcomes":
        try readOutcomes(&record)
        hasOutcomes = true
      case "battle": record.battle = try readBattle()
      default:
        var start = json
        if try !reader.read(key, &json) {
          try pass(key, &record.unread, keeping: keepsUnread || tagAttributes.contains(key))
        } else if keepsUnread, PromptReader.mayRead(key) {
          record.promptMembers.append((key, try start.readValue()))
        } else if tagAttributes.contains(key) {
          record.unread.append((key, try start.readValue()))
        }
      }
    }
    try json.end()
    record.row.prompt = try reader.prompt(json)
    for (name, value) in record.row.prompt.tags {
      _ = try checked(name, "tags", at: json.offset)
      _ = try checked(value, "tags.\(name)", at: json.offset)
    }
    if id == nil, let batchID = reader.batchID { id = try checked(batchID, "custom_id", at: json.offset) }
    if let id { (record.row.id, record.hasID) = (id, true) }
    record.partsPassedOver = reader.partsPassedOver
    record.strayScores = strayScores
    record.row.split = record.row.split ?? metaSplit
    if let battle = record.battle {
      guard !hasOutcomes else {
        throw JSONError(
          offset: json.offset, expected: "\"outcomes\" or \"battle\"; give each a row of its own", found: "both")
      }
      (record.outcomes, record.row.isBattle) = (battle.outcomes, true)
    } else if requiresOutcomes, !hasOutcomes {
      throw json.missing("\"outcomes\": {\"model\": {\"score\": 0 to 1}, …}")
    }
    return record
  }

  /// The "split" of a row's "meta", where benchmarks often put it.
  private mutating func readMetaSplit(_ record: inout OutcomeRecord) throws(JSONError) -> String? {
    if keepsUnread {
      let meta = try json.readValue()
      record.unread.append(("meta", meta))
      return meta["split"]?.string
    }
    guard json.nextKind() == .object else {
      try json.skipValue()
      return nil
    }
    var split: String?
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      if key == "split", json.nextKind() == .string { split = try json.readString() } else { try json.skipValue() }
    }
    return split
  }

  private mutating func readOutcomes(_ record: inout OutcomeRecord) throws(JSONError) {
    var object = try json.beginObject()
    while let model = try json.nextKey(&object) {
      _ = try checked(model, "model", at: json.keyOffset)
      var unread: [(key: String, value: JSONValue)] = []
      hasError = false
      var measures: Outcome?
      let outcome = try readOutcome(&unread, unscored: &measures)
      record.outcomes[model] = outcome
      record.unscored[model] = measures
      if let outcome, outcome.score == 0, hasError || outcome.isEmptyAnswer { record.failures.append(model) }
      if !unread.isEmpty { record.unreadOutcomes[model] = unread }
    }
  }

  /// One cell; nil, a missing one, where it is null or its score is. Its other measures are then kept in `unscored`, where
  /// the reader keeps what it does not read.
  private mutating func readOutcome(
    _ unread: inout [(key: String, value: JSONValue)], unscored: inout Outcome?
  ) throws(JSONError) -> Outcome? {
    if try json.readNull() { return nil }
    var outcome = Outcome(score: 0)
    var (score, weighted): (Double?, Double?)
    var (named, isWeighted) = (false, false)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "score":
        named = true
        score = try readScore(expected: scale.expectedOrNull)
      case "scores" where !criteria.isEmpty:
        isWeighted = true
        weighted = try readScores(&unread)
      default:
        if let measure = Outcome.Measure.all.first(where: { $0.name == key }) {
          outcome[keyPath: measure.path] = try readOptionalNumber(
            measure.range, expected: measure.expected)
        } else if OutcomeRecord.errorMembers.contains(key) {
          let value = try json.readValue()
          hasError = hasError || value.isFilled
          if keepsUnread { unread.append((key, value)) }
        } else {
          try pass(key, &unread, keeping: keepsUnread)
        }
      }
    }
    if criteria.isEmpty {
      guard named || !requiresOutcomes else {
        throw json.missing(RowRemedy.scoreExpected)
      }
    } else {
      guard isWeighted || named && score == nil else {
        throw json.missing("\"scores\": {\"\(criteria[0].name)\": 0 to 1, …}, as the criteria weigh them")
      }
      score = weighted
    }
    guard let score else {
      if keepsUnread, Outcome.Measure.all.contains(where: { outcome[keyPath: $0.path] != nil }) { unscored = outcome }
      return nil
    }
    outcome.score = score
    return outcome
  }

  /// A score by the scale; nil for null, for a word that is no outcome, and for one that is not on the scale, which is noted.
  private mutating func readScore(expected: String) throws(JSONError) -> Double? {
    let kind = json.nextKind()
    let start = json.offset
    let reading: ScoreScale.Reading
    let value: StrayScore.Value
    switch kind {
    case .number:
      let number = try json.readDouble(expected: expected)
      (reading, value) = (scale.reading(of: number), .number(number))
    case .string, .boolean:
      let again = json
      let word = kind == .string ? try json.readString() : "\(try json.readBool())"
      reading = scale.reading(of: word)
      if reading == .stray, kind == .boolean || Double(decimal: word) != nil {
        json = again
        throw json.fault(
          expected: expected + (kind == .string ? "; write it without quotes" : "; write 1 or 0"))
      }
      value = .word(word)
    default:
      if try json.readNull() { return nil }
      throw json.fault(expected: expected)
    }
    switch reading {
    case .score(let score): return score
    case .missing: return nil
    case .stray:
      strayScores.append(StrayScore(line: line, column: start + 1, value: value))
      return nil
    }
  }

  /// The mean of the criteria by their weights; each must be there. nil where one is missing or not on the scale.
  private mutating func readScores(
    _ unread: inout [(key: String, value: JSONValue)]
  ) throws(JSONError) -> Double? {
    let start = json
    var scores: [String: Double?] = [:]
    var object = try json.beginObject()
    while let name = try json.nextKey(&object) {
      guard criteria.contains(where: { $0.name == name }) else {
        try json.skipValue()
        continue
      }
      guard json.nextKind() != .null else { throw json.fault(expected: scale.expected) }
      scores.updateValue(try readScore(expected: scale.expected), forKey: name)
    }
    var (sum, total, isKnown) = (0.0, 0.0, true)
    for criterion in criteria {
      guard let score = scores[criterion.name] else {
        throw json.missing("\"\(criterion.name)\", which the criteria name")
      }
      if score == nil { isKnown = false }
      sum += criterion.weight * (score ?? 0)
      total += criterion.weight
    }
    if keepsUnread {
      var again = start
      unread.append(("scores", try again.readValue()))
    }
    return isKnown ? sum / total : nil
  }

  private mutating func readBattle() throws(JSONError) -> Battle {
    var members: [String: String] = [:]
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      guard ["model_a", "model_b", "winner"].contains(key) else {
        try json.skipValue()
        continue
      }
      _ = json.nextKind()
      let start = json.offset
      let text = try json.readString(expected: "a name, a string")
      members[key] = key == "winner" ? text : try checked(text, key, at: start)
    }
    guard let a = members["model_a"], let b = members["model_b"], let winner = members["winner"] else {
      throw json.missing("\"model_a\", \"model_b\" and \"winner\" in a battle")
    }
    guard let winner = Battle.Winner(spelling: winner, modelA: a, modelB: b) else {
      throw JSONError(offset: json.offset, expected: Battle.Winner.expected, found: "the winner \"\(winner)\"")
    }
    guard a != b else {
      throw JSONError(offset: json.offset, expected: "two different models in a battle", found: "\"\(a)\" twice")
    }
    return Battle(modelA: a, modelB: b, winner: winner)
  }

  private mutating func pass(
    _ key: String, _ unread: inout [(key: String, value: JSONValue)], keeping: Bool
  ) throws(JSONError) {
    if keeping { unread.append((key, try json.readValue())) } else { try json.skipValue() }
  }

  private mutating func readOptionalText(_ kind: String) throws(JSONError) -> String? {
    guard try !json.readNull() else { return nil }
    let start = json.offset
    return try checked(try json.readString(), kind, at: start)
  }

  /// The text, which keeps the rule of names.
  private func checked(_ text: String, _ kind: String, at offset: Int) throws(JSONError) -> String {
    if let (found, expected) = NameRule.fault(in: text, of: kind) {
      throw JSONError(offset: offset, expected: expected, found: found)
    }
    return text
  }

  private mutating func readOptionalNumber(
    _ range: some RangeExpression<Double>, expected: String
  ) throws(JSONError) -> Double? {
    try json.readNull() ? nil : readNumber(range, expected: expected)
  }

  private mutating func readNumber(
    _ range: some RangeExpression<Double>, expected: String
  ) throws(JSONError) -> Double {
    let kind = json.nextKind()
    let start = json.offset
    let remedy = kind == .string ? "; write it without quotes" : kind == .boolean ? "; write 1 or 0" : ""
    let value = try json.readDouble(expected: expected + remedy)
    guard range.contains(value) else { throw JSONError(offset: start, expected: expected, found: "\(value)") }
    // Adding 0 makes 0 of −0.
    return value + 0
  }
}

extension JSONReader {
  /// The fault of an object that ended without a member it needs.
  func missing(_ member: String) -> JSONError {
    JSONError(offset: offset, expected: member, found: "the end of the object")
  }
}
