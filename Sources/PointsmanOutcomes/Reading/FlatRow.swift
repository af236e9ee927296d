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

  /// All fields, and which of them were taken.
  private var all: [Field] = []
  private var isTaken: [Bool]
  /// The places of fields that cannot be read, each with its fault: it counts where the field is taken.
  private var faults: [Int: RowFault] = [:]
  /// The place of each name, where there are too many fields to look through.
  private let places: [String: Int]?
  let line: Int
  /// The column where the row ends, for faults of missing fields.
  private let end: Int
  /// True if every value came as text, as in CSV: numbers and truth values are read from it.
  let isText: Bool
  /// True if numbers are written with a decimal comma.
  private let hasDecimalComma: Bool

  /// The fields that were not taken yet.
  var fields: [Field] { zip(all, isTaken).compactMap { $1 ? nil : $0 } }
  /// The names of all fields, in order.
  var names: [String] { all.map(\.name) }

  /// Reads a line. A value that is not JSON (NaN, say) is a fault where it is taken, or where `keeps` says that it is kept.
  init(json bytes: [UInt8], line: Int, keeps: (String) -> Bool = { _ in false }) throws(RowFault) {
    var json = JSONReader(bytes)
    do throws(JSONError) {
      var object = try json.beginObject()
      while let name = try json.nextKey(&object) {
        _ = json.nextKind()
        let (start, column) = (json, json.offset + 1)
        var value = JSONValue.null
        do throws(JSONError) {
          value = try json.readValue()
        } catch {
          json = start
          try json.skipValue()
          if keeps(name) { throw error }
          faults[all.count] = RowFault(error, line: line)
        }
        all.append(Field(name: name, value: value, line: line, column: column))
      }
      try json.end()
    } catch {
      throw RowFault(error, line: line)
    }
    isTaken = [Bool](repeating: false, count: all.count)
    places = all.count > 24 ? Dictionary(zip(all.map(\.name), all.indices)) { first, _ in first } : nil
    (self.line, end, isText, hasDecimalComma) = (line, json.offset + 1, false, false)
  }

  init(_ record: [CSVField], header: CSVHeader) throws(RowFault) {
    line = record[0].line
    guard record.count == header.names.count else {
      throw RowFault(
        line: line, column: 1, found: "\(record.count) fields", expected: "\(header.names.count), as the header has")
    }
    all = zip(header.names, record).map {
      Field(name: $0, value: .string($1.text), line: $1.line, column: $1.column)
    }
    isTaken = [Bool](repeating: false, count: all.count)
    places = header.places
    (end, isText, hasDecimalComma) = (1, true, header.hasDecimalComma)
  }

  /// Takes the first field that has one of `names`.
  mutating func take(_ names: [String]) throws(RowFault) -> Field? {
    for name in names {
      if let index = place(of: name), let field = try take(at: index) { return field }
    }
    return nil
  }

  /// Takes the field at a place of `names`; nil where it was taken before.
  mutating func take(at index: Int) throws(RowFault) -> Field? {
    guard !isTaken[index] else { return nil }
    if let fault = faults[index] { throw fault }
    isTaken[index] = true
    return all[index]
  }

  private func place(of name: String) -> Int? {
    if let places { return places[name] }
    return all.indices.first { !isTaken[$0] && all[$0].name == name }
  }

  func missing(_ names: [String]) -> RowFault {
    let named = names.map { "\"\($0)\"" }.joined(separator: " or ")
    return RowFault(line: line, column: end, found: "a row without \(named)", expected: "\(named) in every row")
  }

  /// Takes text; nil where there is none, or it is empty or null. Whole numbers are ids, and text here.
  mutating func takeText(_ names: [String]) throws(RowFault) -> String? {
    guard let field = try take(names) else { return nil }
    switch field.value {
    case .string(let text): return text.isEmpty ? nil : text
    case .integer(let number): return String(number)
    case .digits(let digits): return digits
    case .null: return nil
    default: throw field.fault(expected: "text")
    }
  }

  mutating func requireText(_ names: [String]) throws(RowFault) -> String {
    guard let field = try take(names) else { throw missing(names) }
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
    guard let field = try take(names) else { return nil }
    return try number(field, range, expected: expected)
  }

  /// The number that a cell's text is; nil where it is not one.
  func double(_ text: String) -> Double? {
    Double(hasDecimalComma ? text.replacing(",", with: ".", maxReplacements: 1) : text)
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
      default: value = double(text)
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
      case .digits(let digits): digits
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
  /// All of them.
  static let all = [id, prompt, category, dataset, group, split, weight, model, score, cost].flatMap(\.self)
  /// A tag is a column of its own.
  static let tagPrefix = "tags."
}
