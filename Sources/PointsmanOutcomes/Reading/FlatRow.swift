internal import Pointsman
internal import PointsmanSupport

/// A row of named values: a line of JSON that is not canonical, or a record of CSV.
struct FlatRow {
  struct Field {
    let name: String
    let value: JSONValue
    let line: Int
    let column: Int
  }

  /// The fields that were not taken yet.
  private(set) var fields: [Field]
  let line: Int
  /// The column where the row ends, for faults of missing fields.
  private let end: Int
  /// True if every value came as text, as in CSV: numbers and truth values are read from it.
  let isText: Bool

  init(json bytes: [UInt8], line: Int) throws(RowFault) {
    var json = JSONReader(bytes)
    fields = []
    do throws(JSONError) {
      var object = try json.beginObject()
      while let name = try json.nextKey(&object) {
        _ = json.nextKind()
        let column = json.offset + 1
        fields.append(Field(name: name, value: try json.readValue(), line: line, column: column))
      }
      try json.end()
    } catch {
      throw RowFault(error, line: line)
    }
    (self.line, end, isText) = (line, json.offset + 1, false)
  }

  init(_ record: [CSVField], header: [String]) throws(RowFault) {
    line = record[0].line
    guard record.count == header.count else {
      throw RowFault(
        line: line, column: 1, found: "\(record.count) fields", expected: "\(header.count), as the header has")
    }
    fields = zip(header, record).map { Field(name: $0, value: .string($1.text), line: $1.line, column: $1.column) }
    (end, isText) = (1, true)
  }

  /// Takes the first field that has one of `names`.
  mutating func take(_ names: [String]) -> Field? {
    for name in names {
      if let index = fields.firstIndex(where: { $0.name == name }) { return fields.remove(at: index) }
    }
    return nil
  }

  func missing(_ names: [String]) -> RowFault {
    let named = names.map { "\"\($0)\"" }.joined(separator: " or ")
    return RowFault(line: line, column: end, found: "a row without \(named)", expected: "\(named) in every row")
  }

  /// Takes text; nil where there is none, or it is empty or null. Whole numbers are ids, and text here.
  mutating func takeText(_ names: [String]) throws(RowFault) -> String? {
    guard let field = take(names) else { return nil }
    switch field.value {
    case .string(let text): return text.isEmpty ? nil : text
    case .integer(let number): return String(number)
    case .null: return nil
    default: throw field.fault(expected: "text")
    }
  }

  mutating func requireText(_ names: [String]) throws(RowFault) -> String {
    guard let field = take(names) else { throw missing(names) }
    guard case .string(let text) = field.value else { throw field.fault(expected: "text") }
    guard !text.allSatisfy(\.isWhitespace) else {
      throw RowFault(
        line: field.line, column: field.column, found: "an empty \(names[0])",
        expected: "\(names[0] == "prompt" ? "a prompt with text in it" : "the \(names[0])'s name")")
    }
    return text
  }

  /// Takes a number; nil where there is none, or the cell is empty or null.
  mutating func takeNumber(
    _ names: [String], _ range: some RangeExpression<Double>, expected: String
  ) throws(RowFault) -> Double? {
    guard let field = take(names) else { return nil }
    return try number(field, range, expected: expected)
  }

  func number(
    _ field: Field, _ range: some RangeExpression<Double>, expected: String
  ) throws(RowFault) -> Double? {
    if field.value == .null { return nil }
    var value = field.value.double
    if isText, case .string(let text) = field.value {
      if text.isEmpty { return nil }
      // As Python and R write truth values.
      switch text {
      case "True", "true", "TRUE": value = 1
      case "False", "false", "FALSE": value = 0
      default: value = Double(text)
      }
    }
    guard let value, value.isFinite else { throw field.fault(expected: expected) }
    guard range.contains(value) else {
      throw RowFault(line: field.line, column: field.column, found: "\(value)", expected: expected)
    }
    return value
  }
}

extension FlatRow {
  /// Takes the fields that describe the prompt, and leaves those of the models.
  mutating func takeDescription(fallbackID: String) throws(RowFault) -> OutcomeRecord {
    let id = try takeText(ColumnAliases.id)
    let prompt = Prompt(try requireText(ColumnAliases.prompt), tags: try takeTags())
    var row = OutcomeRow(id: id ?? fallbackID, prompt: prompt)
    row.category = try takeText(ColumnAliases.category)
    row.dataset = try takeText(ColumnAliases.dataset)
    row.group = try takeText(ColumnAliases.group)
    row.split = try takeText(ColumnAliases.split)
    row.weight = try takeNumber(ColumnAliases.weight, OutcomeRow.weightRange, expected: OutcomeRow.expectedWeight) ?? 1
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

extension FlatRow.Field {
  func fault(expected: String) -> RowFault {
    let found =
      switch value {
      case .string(let text): "\"\(text.prefix(40))\""
      case .bool(let value): "\(value)"
      case .array: "an array"
      case .object: "an object"
      case .null: "null"
      case .integer(let number): "\(number)"
      case .number(let number): "\(number)"
      }
    return RowFault(line: line, column: column, found: found, expected: expected)
  }
}

/// The names that public data sets give the members of a row, the canonical one first.
enum ColumnAliases {
  static let id = ["id", "sample_id", "query_id", "question_id"]
  static let prompt = ["prompt", "query", "question", "instruction"]
  static let category = ["category", "task_name", "eval_name", "subject"]
  static let dataset = ["dataset"]
  static let group = ["group"]
  static let split = ["split"]
  static let weight = ["weight"]
  static let model = ["model", "model_name"]
  static let score = ["score", "performance"]
  static let cost = ["cost", "total_cost"]
  /// A tag is a column of its own.
  static let tagPrefix = "tags."
}
