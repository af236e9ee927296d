import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

/// The objects of a file of JSON Lines, one after another. Blank lines are skipped.
struct JSONLines: ~Copyable {
  private let path: String
  private var lines: TextLines<InputFile>
  /// The file and line of the object returned last.
  var place: String { "\(path):\(lines.number)" }

  init(path: String, _ console: Console) throws(OutcomesError) {
    self.path = path
    console.announceInput([path])
    var file = try InputFile(path: path)
    try file.checkHasLines()
    lines = TextLines(file)
  }

  /// The value that `read` makes of the next line; nil at the end. A fault names its place in the file.
  mutating func next<Value>(_ read: ([UInt8]) throws(JSONError) -> Value) throws(OutcomesError) -> Value? {
    do throws(LineError<OutcomesError>) {
      guard let line = try lines.nextNonblank() else { return nil }
      do throws(JSONError) {
        return try read(line)
      } catch {
        throw .json(error, line: lines.number)
      }
    } catch {
      throw error.error(path: path)
    }
  }

  /// The next line as a prompt with text; nil at the end.
  mutating func nextPrompt() throws(OutcomesError) -> PromptReader.Line? {
    try next { (line) throws(JSONError) in try PromptReader.line(line, allowsNoText: false) }
  }

  /// The next line as a prompt, or the fault that keeps it from being one; nil at the end.
  ///
  /// Throws where no further line can be read.
  mutating func nextAnswerable() throws(OutcomesError) -> Result<PromptReader.Line, FaultyLine>? {
    let line: [UInt8]?
    do throws(LineError<OutcomesError>) {
      line = try lines.nextNonblank()
    } catch {
      guard case .tooLong(let number, _) = error else { throw error.error(path: path) }
      return .failure(FaultyLine(id: nil, number: number, message: "\(error.error(path: path))"))
    }
    guard let line else { return nil }
    do throws(JSONError) {
      return .success(try PromptReader.line(line))
    } catch {
      let fault = LineError<OutcomesError>.json(error, line: lines.number).error(path: path)
      return .failure(FaultyLine(id: PromptReader.id(ofFaulty: line), number: lines.number, message: "\(fault)"))
    }
  }

  /// The number of the line returned last, from 1.
  var number: Int { lines.number }
}

/// A line of prompts that gets no decision.
struct FaultyLine: Error {
  let id: String?
  /// From 1.
  let number: Int
  /// The place, what was found there and what was expected.
  let message: String

  /// The answer to it, in place of a decision.
  var json: JSONValue {
    .object([
      ("id", id.map(JSONValue.string) ?? .null), ("error", .string(message)), ("line", .integer(number)),
    ])
  }
}

/// Pairs of prompts that mean the same, one JSON object a line: `id`, `prompt`, `paraphrase`.
enum ParaphraseLines {
  static func read(path: String, _ console: Console) throws -> [ParaphrasePair] {
    var lines = try JSONLines(path: path, console)
    var pairs: [ParaphrasePair] = []
    while let pair = try lines.next(pair) { pairs.append(pair) }
    guard !pairs.isEmpty else {
      throw Failure(
        description:
          "\(path): holds no pairs; expected one JSON object a line with \"id\", \"prompt\" and \"paraphrase\"")
    }
    return pairs
  }

  private static func pair(_ line: [UInt8]) throws(JSONError) -> ParaphrasePair {
    var json = JSONReader(line)
    var (id, prompt, paraphrase): (String?, Prompt?, Prompt?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id": id = try json.readIdentifier()
      case "prompt": prompt = Prompt(try json.readString(expected: "the prompt, a string"))
      case "paraphrase": paraphrase = Prompt(try json.readString(expected: "the paraphrase, a string"))
      default: try json.skipValue()
      }
    }
    try json.end()
    guard let id, let prompt, let paraphrase else {
      throw JSONError(
        offset: json.offset, expected: "\"id\", \"prompt\" and \"paraphrase\"", found: "a pair without all of them")
    }
    guard !prompt.isBlank, !paraphrase.isBlank else {
      throw JSONError(offset: json.offset, expected: "text on both sides of the pair", found: "an empty side")
    }
    guard prompt != paraphrase else {
      throw JSONError(offset: json.offset, expected: "a paraphrase in other words", found: "the prompt itself")
    }
    return ParaphrasePair(id: id, prompt: prompt, paraphrase: paraphrase)
  }
}

/// The decisions of another router, one JSON object a line: `{"id": …, "model": …}`. Other members are skipped.
enum DecisionLines {
  /// For each row of `table` the number of the model chosen for its id.
  ///
  /// A row without a decision, a decision for no row, a model that the table lacks and an id decided twice are errors:
  /// any of them would judge another router than the one that is meant.
  static func choices(in path: String, for table: OutcomeTable, _ console: Console) throws -> [Int] {
    var lines = try JSONLines(path: path, console)
    var chosen: [String: Int] = [:]
    while let decision = try lines.next(decision) {
      let place = lines.place
      if let error = decision.error {
        throw Failure(
          description:
            "\(place): the line is no decision but an error, \(error); correct its prompt, and route it again")
      }
      guard let id = decision.id, let name = decision.model else {
        throw Failure(description: "\(place): expected {\"id\": …, \"model\": …}, as route --jsonl --json prints it")
      }
      guard let model = table.models.firstIndex(of: name) else {
        throw Failure(
          description:
            "\(place): no outcomes for model \"\(name)\"; the data has \(table.models.joined(separator: ", "))")
      }
      guard chosen.updateValue(model, forKey: id) == nil else {
        throw Failure(description: "\(place): a second decision for \"\(id)\"; give each prompt one")
      }
    }
    let ids = Set(table.rows.map(\.id))
    if let stray = chosen.keys.filter({ !ids.contains($0) }).min() {
      throw Failure(
        description: "\(path): decides on \"\(stray)\", which the outcomes do not have; judge both on the same prompts")
    }
    return try table.rows.map { row in
      guard let model = chosen[row.id] else {
        throw Failure(description: "\(path): no decision for \"\(row.id)\"; every prompt of the outcomes needs one")
      }
      return model
    }
  }

  private static func decision(
    _ line: [UInt8]
  ) throws(JSONError) -> (id: String?, model: String?, error: String?) {
    var json = JSONReader(line)
    var (id, model, error): (String?, String?, String?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "id": id = try json.readIdentifier()
      case "model" where json.nextKind() == .string: model = try json.readString()
      case "error" where json.nextKind() == .string: error = try json.readString()
      default: try json.skipValue()
      }
    }
    try json.end()
    return (id, model, error)
  }
}
