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
  /// Cells whose text is a word for a missing value, which are read as empty ones.
  private(set) var missingWords = 0

  /// The fields that were not taken yet.
  var fields: [Field] { zip(all, isTaken).compactMap { $1 ? nil : $0 } }

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

  /// The field of a column of CSV, taken or not.
  func field(at column: Int) -> Field { all[column] }

  private func place(of name: String) -> Int? {
    if let places { return places[name] }
    return all.indices.first { !isTaken[$0] && all[$0].name == name }
  }

  func missing(_ names: [String]) -> RowFault {
    let named = names.map { "\"\($0)\"" }.joined(separator: " or ")
    return RowFault(line: line, column: end, found: "a row without \(named)", expected: "\(named) in every row")
  }

  /// Takes text; nil where there is none, or it is empty or null. Whole numbers are ids, and text here. In CSV, nan, None
  /// and the like are empty cells, too, and counted.
  mutating func takeText(_ names: [String]) throws(RowFault) -> String? {
    guard let field = try take(names) else { return nil }
    switch field.value {
    case .string(let text):
      if text.isEmpty { return nil }
      if isText, MissingWord.isOne(text) {
        missingWords += 1
        return nil
      }
      return try named(text, names[0], field)
    case .integer(let number): return String(number)
    case .number(let number):
      // As pandas writes whole numbers of a column in which some are missing.
      guard let whole = Int(exactly: number) else { throw field.fault(expected: "text") }
      return String(whole)
    case .digits(let digits): return digits
    case .null: return nil
    default: throw field.fault(expected: "text")
    }
  }

  mutating func requireName(_ names: [String]) throws(RowFault) -> String {
    guard let field = try take(names) else { throw missing(names) }
    guard case .string(let text) = field.value else { throw field.fault(expected: "text") }
    guard !isText || !MissingWord.isOne(text) else {
      throw field.fault(expected: "the \(names[0])'s name; leave out rows without one")
    }
    return try named(text, names[0], field)
  }

  private func named(_ text: String, _ kind: String, _ field: Field) throws(RowFault) -> String {
    if let (found, expected) = NameRule.fault(in: text, of: kind) {
      throw RowFault(line: field.line, column: field.column, found: found, expected: expected)
    }
    return text
  }

  /// Takes the prompt: text, or a conversation as JSON text. The second number counts parts of turns without text.
  private mutating func takePrompt() throws(RowFault) -> (Prompt, partsPassedOver: Int) {
    guard let field = try take(ColumnAliases.prompt) else { throw missing(ColumnAliases.prompt) }
    guard case .string(let text) = field.value else { throw field.fault(expected: "text") }
    guard !text.allSatisfy(\.isWhitespace) else {
      throw RowFault(
        line: field.line, column: field.column, found: "an empty prompt", expected: "a prompt with text in it")
    }
    guard !isText || !MissingWord.isOne(text) else {
      throw field.fault(
        expected: "a prompt with text in it; leave out rows without one, or write JSON Lines if it is one")
    }
    guard let turns = PromptCell.conversation(in: text) else { return (Prompt(text), 0) }
    let (messages, passedOver) = try messages(turns, field)
    return (try prompt(Prompt(messages: messages), field), passedOver)
  }

  /// Takes a number; nil where there is none, or the cell is empty or null.
  mutating func takeNumber(
    _ names: [String], _ range: some RangeExpression<Double>, expected: String
  ) throws(RowFault) -> Double? {
    guard let field = try take(names) else { return nil }
    return try number(field, range, expected: expected)
  }

  /// The text of a number with a point in place of a decimal comma.
  private func decimal(_ text: String) -> String { hasDecimalComma ? text.withDecimalPoint : text }

  func number(
    _ field: Field, _ range: some RangeExpression<Double>, expected: String
  ) throws(RowFault) -> Double? {
    if case .null = field.value { return nil }
    var value = field.value.double
    if isText, case .string(let text) = field.value {
      if text.isEmpty { return nil }
      value = TruthValue(text)?.score ?? Double(decimal: decimal(text))
    }
    guard let value, value.isFinite else { throw field.fault(expected: expected) }
    guard range.contains(value) else {
      throw RowFault(line: field.line, column: field.column, found: "\(value)", expected: expected)
    }
    // Adding 0 makes 0 of −0.
    return value + 0
  }

  /// The score of a field by `scale`; nil where the cell is empty, null or a word for a missing outcome. One that is not on
  /// the scale goes to `stray`, and is nil, too.
  func score(
    _ field: Field, _ scale: ScoreScale, stray: inout [StrayScore], expected: @autoclosure () -> String
  ) throws(RowFault) -> Double? {
    let value: StrayScore.Value
    switch field.value {
    case .null: return nil
    case .string(let text) where text.isEmpty: return nil
    case .string(let text):
      if isText, scale.readsTruthValues, let truth = TruthValue(text), scale.reading(of: text) == .stray {
        return truth.score
      }
      let number = isText ? scale.number(in: decimal(text)) : Double(decimal: text)
      guard isText || number == nil else { throw field.fault(expected: expected() + "; write it without quotes") }
      value = number.map { .number($0) } ?? .word(text)
    case .bool(let truth) where scale.reading(of: "\(truth)") != .stray: value = .word("\(truth)")
    default:
      guard let number = field.value.double else { throw field.fault(expected: expected()) }
      value = .number(number)
    }
    let reading =
      switch value {
      case .number(let number): scale.reading(of: number)
      case .word(let word): scale.reading(of: word)
      }
    switch reading {
    case .score(let score): return score
    case .missing: return nil
    case .stray:
      stray.append(StrayScore(line: field.line, column: field.column, value: value))
      return nil
    }
  }
}

extension FlatRow {
  /// Takes the fields that describe the prompt, and leaves those of the models.
  mutating func takeDescription(fallbackID: String) throws(RowFault) -> OutcomeRecord {
    let id = try takeText(ColumnAliases.id)
    var (prompt, passedOver) = try takePrompt()
    prompt.tags = try takeTags()
    var row = OutcomeRow(id: id ?? fallbackID, prompt: prompt)
    row.category = try takeText(ColumnAliases.category)
    row.dataset = try takeText(ColumnAliases.dataset)
    row.group = try takeText(ColumnAliases.group)
    row.split = try takeText(ColumnAliases.split)
    row.weight = try takeNumber(ColumnAliases.weight, OutcomeRow.weightRange, expected: OutcomeRow.expectedWeight) ?? 1
    var record = OutcomeRecord(row: row, line: line, hasID: id != nil, outcomes: [:])
    record.partsPassedOver = passedOver
    (record.missingWords, record.isText) = (missingWords, isText)
    if isText, let id { record.idKey = PromptCell.wholeNumber(id) }
    return record
  }

  /// Takes the fields named `tags.…`; an empty one is no tag.
  mutating func takeTags() throws(RowFault) -> [String: String] {
    var tags: [String: String] = [:]
    for column in fields where column.name.hasPrefix(ColumnAliases.tagPrefix) {
      let name = try named(String(column.name.dropFirst(ColumnAliases.tagPrefix.count)), "tags", column)
      tags[name] = try takeText([column.name])
    }
    return tags
  }
}

/// A truth value as Python, R and spreadsheets write it.
enum TruthValue {
  case yes, no

  init?(_ text: String) {
    switch text {
    case "True", "true", "TRUE": self = .yes
    case "False", "false", "FALSE": self = .no
    default: return nil
    }
  }

  var score: Double { self == .yes ? 1 : 0 }
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

  /// The numbers of the columns that describe a prompt: of each list of names the first that `header` has, and tags.
  static func described(in header: [String]) -> Set<Int> {
    var described = Set(header.indices.filter { header[$0].hasPrefix(tagPrefix) })
    for names in [id, prompt, category, dataset, group, split, weight] {
      if let index = names.lazy.compactMap(header.firstIndex(of:)).first { described.insert(index) }
    }
    return described
  }
}
