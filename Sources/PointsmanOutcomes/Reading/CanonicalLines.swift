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
      case .jsonlLong: return .success(try flatRow(line).longRecord(fallbackID: id))
      case .jsonlBattles: return .success(try flatRow(line).battleRecord(fallbackID: id))
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

  init(_ line: [UInt8], _ options: OutcomeReader) {
    json = JSONReader(line)
    (criteria, keepsUnread, tagAttributes) = (options.criteria, options.keepsUnread, options.tagAttributes)
    requiresOutcomes = options.requiresOutcomes
  }

  /// The record; `fallbackID` and `line` are its place in the file.
  mutating func read(fallbackID: String, line: Int) throws(JSONError) -> OutcomeRecord {
    var reader = PromptReader()
    let row = OutcomeRow(id: fallbackID, prompt: Prompt(""))
    var record = OutcomeRecord(row: row, line: line, hasID: false, outcomes: [:])
    var hasOutcomes = false
    var (id, metaSplit): (String?, String?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id": id = try json.readIdentifier()
      case "category": record.row.category = try readOptionalString()
      case "dataset": record.row.dataset = try readOptionalString()
      case "group": record.row.group = try readOptionalString()
      case "split": record.row.split = try readOptionalString()
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
    if let id = id ?? reader.batchID { (record.row.id, record.hasID) = (id, true) }
    record.partsPassedOver = reader.partsPassedOver
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
      var unread: [(key: String, value: JSONValue)] = []
      record.outcomes[model] = try readOutcome(&unread)
      if !unread.isEmpty { record.unreadOutcomes[model] = unread }
    }
  }

  /// One cell; nil, a missing one, where it is null or its score is.
  private mutating func readOutcome(
    _ unread: inout [(key: String, value: JSONValue)]
  ) throws(JSONError) -> Outcome? {
    if try json.readNull() { return nil }
    var outcome = Outcome(score: 0)
    var (score, weighted): (Double?, Double?)
    var named = false
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "score":
        named = true
        score = try readOptionalNumber(0...1, expected: "a score from 0 to 1, or null for one not observed")
      case "scores" where !criteria.isEmpty: weighted = try readScores(&unread)
      default:
        if let measure = Outcome.Measure.all.first(where: { $0.name == key }) {
          outcome[keyPath: measure.path] = try readOptionalNumber(
            Outcome.Measure.range, expected: measure.expected)
        } else {
          try pass(key, &unread, keeping: keepsUnread)
        }
      }
    }
    if criteria.isEmpty {
      guard named else {
        throw json.missing(RowRemedy.scoreExpected)
      }
    } else {
      guard weighted != nil || named && score == nil else {
        throw json.missing("\"scores\": {\"\(criteria[0].name)\": 0 to 1, …}, as the criteria weigh them")
      }
      score = weighted
    }
    guard let score else { return nil }
    outcome.score = score
    return outcome
  }

  /// The mean of the criteria by their weights; each must be there.
  private mutating func readScores(
    _ unread: inout [(key: String, value: JSONValue)]
  ) throws(JSONError) -> Double {
    let start = json
    var scores: [String: Double] = [:]
    var object = try json.beginObject()
    while let name = try json.nextKey(&object) {
      guard criteria.contains(where: { $0.name == name }) else {
        try json.skipValue()
        continue
      }
      scores[name] = try readNumber(0...1, expected: "a score from 0 to 1")
    }
    var (sum, total) = (0.0, 0.0)
    for criterion in criteria {
      guard let score = scores[criterion.name] else {
        throw json.missing("\"\(criterion.name)\", which the criteria name")
      }
      sum += criterion.weight * score
      total += criterion.weight
    }
    if keepsUnread {
      var again = start
      unread.append(("scores", try again.readValue()))
    }
    return sum / total
  }

  private mutating func readBattle() throws(JSONError) -> Battle {
    var members: [String: String] = [:]
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      guard ["model_a", "model_b", "winner"].contains(key) else {
        try json.skipValue()
        continue
      }
      members[key] = try json.readString(expected: "a name, a string")
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

  private mutating func readOptionalString() throws(JSONError) -> String? {
    try json.readNull() ? nil : json.readString()
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
    return value
  }
}

extension JSONReader {
  /// The fault of an object that ended without a member it needs.
  func missing(_ member: String) -> JSONError {
    JSONError(offset: offset, expected: member, found: "the end of the object")
  }
}
