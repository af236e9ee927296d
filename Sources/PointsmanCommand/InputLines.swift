import Foundation
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
    lines = TextLines(try InputFile(path: path))
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

  /// The next line as a prompt, with its id; nil at the end.
  mutating func nextPrompt() throws(OutcomesError) -> (id: String?, prompt: Prompt)? { try next(PromptReader.line) }
}

extension Prompt {
  /// The prompt that an argument holds, or that standard input holds where the argument is "-".
  init(argument: String, _ console: Console) throws {
    var text = argument
    if argument == "-" {
      console.announceInput([argument])
      let bytes: [UInt8]
      do {
        bytes = try FileReader.contents(of: "-")
      } catch {
        throw Failure(description: "standard input cannot be read, \(error.reason); give the prompt as an argument")
      }
      guard let decoded = String(validating: bytes, as: UTF8.self) else {
        throw Failure(description: "standard input is not UTF-8; convert the prompt to UTF-8 first")
      }
      text = decoded
    }
    self.init(text)
    guard !isBlank else {
      throw Failure(description: "the prompt is empty; give it as an argument or on standard input")
    }
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
      default: _ = try json.readValue()
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
    while let value = try lines.next(JSONValue.init(parsing:)) {
      let place = lines.place
      guard let id = value["id"]?.string ?? value["id"]?.integer.map(String.init), let name = value["model"]?.string
      else {
        throw Failure(description: "\(place): expected {\"id\": …, \"model\": …}, as route --jsonl --json prints it")
      }
      guard let model = table.models.firstIndex(of: name) else {
        throw Failure(
          description:
            "\(place): no outcomes for model \"\(name)\"; the data has \(table.models.listed)")
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
}
