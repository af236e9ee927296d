internal import Pointsman
internal import PointsmanSupport

/// Reads `.aider.results.json` of aider's benchmark, an exercise a file: `{run}/{language}/exercises/practice/{exercise}/`.
enum AiderReader: HarnessReader {
  static let format = OutcomeFormat.aider

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    !opening.isArray && opening.has("testcase", "model", "tests_outcomes")
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    var answer = HarnessAnswer()
    var tries: [RawScore] = []
    var json = JSONReader(file.bytes)
    do throws(JSONError) {
      try json.readMembers { (name, json) throws(JSONError) in
        switch name {
        case "testcase": answer.id = try json.readIdentifier() ?? ""
        case "model": answer.model = try json.readString(expected: "the model's name, a string")
        case "testdir":
          // "python/exercises/practice/leap", sometimes with folders before it.
          let parts = try json.readTextIfAny()?.split(separator: "/").map(String.init) ?? []
          if let place = parts.lastIndex(of: "exercises"), place > 0 { answer.dataset = parts[place - 1] }
        case "tests_outcomes": try json.readElements { (json) throws(JSONError) in tries.append(try json.readScore()) }
        case "cost": answer.cost = try json.readNumberIfAny()
        case "duration": answer.latency = try json.readNumberIfAny()
        case "prompt_tokens": answer.inputTokens = try json.readNumberIfAny()
        case "completion_tokens": answer.outputTokens = try json.readNumberIfAny()
        default: return false
        }
        return true
      }
      try json.end()
    } catch {
      throw file.error(error)
    }
    try context.begin(run: "aider \(file.path)", path: file.path)
    // It writes 0 where it does not know the price.
    if answer.cost == 0, answer.inputTokens ?? 0 > 0 {
      answer.cost = nil
      context.note(
        "aider: costs of 0 beside tokens are read as not known; aider writes them for models without a price")
    }
    if let last = tries.last {
      answer.primary = last
      answer.scores = [.init(name: "first_try", score: tries[0]), .init(name: "last_try", score: last)]
    } else {
      answer.unobserved = "without a test"
    }
    answer.prompt = try instructions(beside: file)
    if answer.prompt == nil { answer.prompt = try context.prompt(of: answer.id) }
    guard answer.prompt != nil else {
      throw .harness(
        path: file.path, found: "no .docs/instructions.md beside it, which has the prompt",
        remedy: "give the benchmark's whole folder, or a file with testcase and prompt a line", setting: .instances)
    }
    return [answer.record(at: FilePlace(), name: "exercise \(answer.id)", context.options)]
  }

  /// The exercise's instructions, as aider puts them together; nil where they are not there.
  private static func instructions(beside file: HarnessFile) throws(OutcomesError) -> Prompt? {
    guard file.isOnDisk else { return nil }
    var texts: [String] = []
    for name in ["introduction.md", "instructions.md", "instructions.append.md"] {
      guard let bytes = try HarnessFile.neighbour("\(file.folder)/.docs/\(name)") else { continue }
      texts.append(String(decoding: bytes, as: UTF8.self))
    }
    return texts.isEmpty ? nil : Prompt(texts.joined(separator: "\n\n"))
  }
}
