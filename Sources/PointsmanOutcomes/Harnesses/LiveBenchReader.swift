internal import Pointsman
internal import PointsmanSupport

/// Reads LiveBench: `model_judgment/ground_truth_judgment.jsonl`, joined with `question.jsonl` and `model_answer/{model}.jsonl`
/// in the folder above it.
enum LiveBenchReader: HarnessReader {
  static let format = OutcomeFormat.livebench

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    !opening.isArray && opening.has("question_id", "model", "score", "task")
      && opening.paths.isDisjoint(with: ["prompt", "query", "question", "outcomes"])
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    let above = "\(file.folder)/.."
    guard file.isOnDisk, let questions = try questions(in: above) else {
      throw .harness(
        path: file.path, found: "judgments without their questions",
        remedy:
          "give the folder with question.jsonl, model_answer and model_judgment in it")
    }
    try context.begin(run: "LiveBench \(file.path)", path: file.path)
    let answers = try answers(in: above)
    var records: [Result<OutcomeRecord, RowFault>] = []
    try file.forEachLine { (json, place) throws(OutcomesError) in
      var answer = HarnessAnswer()
      do throws(JSONError) {
        try json.readMembers { (name, json) throws(JSONError) in
          switch name {
          case "question_id": answer.id = try json.readIdentifier() ?? ""
          case "model": answer.model = try json.readString(expected: "the model's name, a string")
          case "task": answer.dataset = try json.readTextIfAny().flatMap { $0.isEmpty ? nil : $0 }
          case "category": answer.category = try json.readTextIfAny().flatMap { $0.isEmpty ? nil : $0 }
          case "score": answer.primary = try json.readScore()
          default: return false
          }
          return true
        }
        try json.end()
      } catch {
        throw file.error(error, line: place.line)
      }
      guard let question = questions[answer.id] else {
        return records.append(
          .failure(
            RowFault(
              line: place.line, column: 1, found: "question \"\(answer.id)\", which question.jsonl does not have",
              expected: "every judged question in question.jsonl")))
      }
      answer.prompt = question
      if let given = answers["\(answer.model)\u{0}\(answer.id)"] {
        (answer.cost, answer.latency) = (given.cost, given.latency)
        (answer.inputTokens, answer.outputTokens) = (given.inputTokens, given.outputTokens)
        if given.isError { answer.unobserved = "with an error" }
      }
      records.append(answer.record(at: place, name: "question \(answer.id)", context.options))
    }
    return records
  }

  /// The prompts by id; nil where there is no file of them.
  private static func questions(in folder: String) throws(OutcomesError) -> [String: Prompt]? {
    let path = "\(folder)/question.jsonl"
    guard let bytes = try HarnessFile.neighbour(path) else { return nil }
    var questions: [String: Prompt] = [:]
    try HarnessFile.forEachLine(of: bytes) { (json, place) throws(OutcomesError) in
      var (id, turns): (String?, [Message]) = (nil, [])
      do throws(JSONError) {
        try json.readMembers { (name, json) throws(JSONError) in
          switch name {
          case "question_id": id = try json.readIdentifier()
          case "turns":
            try json.readElements { (json) throws(JSONError) in
              turns.append(Message(role: .user, content: try json.readString()))
            }
          default: return false
          }
          return true
        }
      } catch {
        throw RowFault(error, line: place.line).error(path: path)
      }
      if let id, let prompt = Prompt(messages: turns) { questions[id] = prompt }
    }
    return questions
  }

  private struct Answer {
    var cost: Double?
    var latency: Double?
    var inputTokens: Double?
    var outputTokens: Double?
    var isError = false
  }

  /// The answers by model and question.
  private static func answers(in folder: String) throws(OutcomesError) -> [String: Answer] {
    let folder = "\(folder)/model_answer"
    var answers: [String: Answer] = [:]
    guard FolderListing.isFolder(folder) else { return answers }
    let names: [String]
    do throws(FileFailure) {
      names = try FolderListing.names(in: folder)
    } catch {
      throw .unreadable(path: folder, reason: error.reason)
    }
    for name in names where name.hasSuffix(".jsonl") {
      let path = "\(folder)/\(name)"
      guard let bytes = try HarnessFile.neighbour(path) else { continue }
      try HarnessFile.forEachLine(of: bytes) { (json, place) throws(OutcomesError) in
        var (id, model, answer) = ("", String(name.dropLast(".jsonl".utf8.count)), Answer())
        do throws(JSONError) {
          try json.readMembers { (name, json) throws(JSONError) in
            switch name {
            case "question_id": id = try json.readIdentifier() ?? ""
            case "model_id": model = try json.readTextIfAny() ?? model
            case "cost_usd": answer.cost = try json.readNumberIfAny()
            case "total_time_s": answer.latency = try json.readNumberIfAny()
            case "total_input_tokens": answer.inputTokens = try json.readNumberIfAny()
            case "total_output_tokens": answer.outputTokens = try json.readNumberIfAny().flatMap { $0 < 0 ? nil : $0 }
            case "choices": answer.isError = try json.readValue().text.contains("\"$ERROR$\"")
            default: return false
            }
            return true
          }
        } catch {
          throw RowFault(error, line: place.line).error(path: path)
        }
        answers["\(model)\u{0}\(id)"] = answer
      }
    }
    return answers
  }
}
