internal import Pointsman

/// One line of a JSON Lines file, read as a row of the table.
struct OutcomeLine {
  private var json: JSONReader
  private let tagAttributes: [String]

  init(_ line: [UInt8], tagAttributes: [String] = []) {
    json = JSONReader(line)
    self.tagAttributes = tagAttributes
  }

  mutating func read(fallbackID: String) throws(JSONError) -> (row: OutcomeRow, outcomes: [String: Outcome]) {
    var reader = PromptReader()
    var row = OutcomeRow(id: fallbackID, prompt: Prompt(""))
    var outcomes: [String: Outcome]?
    var attributes: [String: String] = [:]
    var metaSplit: String?
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id": row.id = try json.readIdentifier()
      case "category": row.category = try readOptionalString()
      case "dataset": row.dataset = try readOptionalString()
      case "group": row.group = try readOptionalString()
      case "split": row.split = try readOptionalString()
      case "meta": metaSplit = try readMetaSplit()
      case "weight": row.weight = try readNumber(0..., expected: "a weight of at least 0")
      case "outcomes": outcomes = try readOutcomes()
      case _ where tagAttributes.contains(key): attributes[key] = try readOptionalString()
      default: if try !reader.read(key, &json) { _ = try json.readValue() }
      }
    }
    try json.end()
    row.prompt = try reader.prompt(json)
    (attributes["category"], attributes["dataset"], attributes["group"]) = (row.category, row.dataset, row.group)
    for key in tagAttributes {
      guard let value = attributes[key] else { continue }
      let tagged = row.prompt.tags.updateValue(value, forKey: key)
      guard tagged ?? value == value else {
        throw JSONError(
          offset: json.offset, expected: "\"\(key)\" to be the same in the row and in its tags",
          found: "\"\(value)\" and \"\(tagged ?? "")\"")
      }
    }
    row.split = row.split ?? metaSplit
    guard let outcomes else { throw json.missing("\"outcomes\": {\"model\": {\"score\": 0 to 1}, …}") }
    return (row, outcomes)
  }

  /// The "split" of a row's "meta", where benchmarks often put it; anything else there is left alone.
  private mutating func readMetaSplit() throws(JSONError) -> String? { try json.readValue()["split"]?.string }

  private mutating func readOutcomes() throws(JSONError) -> [String: Outcome] {
    var outcomes: [String: Outcome] = [:]
    var object = try json.beginObject()
    while let model = try json.nextKey(&object) {
      if let outcome = try readOutcome() { outcomes[model] = outcome }
    }
    return outcomes
  }

  /// One cell; nil, a missing one, where it is null or its score is.
  private mutating func readOutcome() throws(JSONError) -> Outcome? {
    if try json.readNull() { return nil }
    var (score, cost): (Double?, Double?)
    var named = false
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "score":
        named = true
        score = try readOptionalNumber(0...1, expected: "a score from 0 to 1, or null for one not observed")
      case "cost": cost = try readOptionalNumber(0..., expected: "a cost in USD of at least 0")
      default: _ = try json.readValue()
      }
    }
    guard named else { throw json.missing("\"score\": 0 to 1, in every outcome") }
    return score.map { Outcome(score: $0, cost: cost) }
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
    let start = json
    let value = try json.readDouble(expected: expected)
    guard range.contains(value) else {
      var place = start
      _ = place.nextKind()
      throw JSONError(offset: place.offset, expected: expected, found: "\(value)")
    }
    return value
  }
}

extension JSONReader {
  /// The fault of an object that ended without a member it needs.
  func missing(_ member: String) -> JSONError {
    JSONError(offset: offset, expected: member, found: "the end of the object")
  }
}
