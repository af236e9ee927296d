internal import Pointsman
internal import PointsmanSupport

/// Reads folders of lm-evaluation-harness: `samples_{task}_{date}.jsonl`, a document and filter a line, with
/// `results_{date}.json` beside it, which names the model.
enum LMEvalReader: HarnessReader {
  static let format = OutcomeFormat.lmEval

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    !opening.isArray && opening.has("doc_id", "doc", "target")
      && opening.names.contains { $0 == "filtered_resps" || $0 == "resps" }
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    let run = try LMEvalRun(of: file, &context)
    try context.begin(run: "lm-eval \(file.path)", path: file.path)
    var lines: [(line: LMEvalLine, place: FilePlace)] = []
    try file.forEachLine { (json, place) throws(OutcomesError) in
      do throws(JSONError) {
        var line = LMEvalLine()
        try line.read(&json, isFull: context.options.readsFullPrompts)
        try json.end()
        lines.append((line, place))
      } catch {
        throw file.error(error, line: place.line)
      }
    }
    let filter = try run.filter(Set(lines.map(\.line.filter)), context.options.filter, path: file.path)
    var records: [Result<OutcomeRecord, RowFault>] = []
    // Documents that are alike keep apart by their number among those.
    var alike: [String: [String]] = [:]
    for (line, place) in lines where line.filter == filter {
      var answer = line.answer(of: run)
      if let hash = line.docHash {
        let ids = alike[hash, default: []]
        let number = ids.firstIndex(of: line.docID) ?? ids.count
        if number == ids.count { alike[hash, default: []].append(line.docID) }
        answer.key = "\(hash) \(number)"
      }
      if answer.prompt == nil {
        guard let prompt = line.fullPrompt, run.shots == 0 else {
          throw .harness(
            path: file.path,
            found:
              "documents of task \(run.task) without a question (members \(line.docMembers.prefix(8).joined(separator: ", ")))",
            remedy: "read the full prompts, which hold the task's own words and examples", setting: .fullPrompts)
        }
        (answer.prompt, answer.partsPassedOver) = (prompt.prompt, prompt.partsPassedOver)
        context.note(
          "lm-eval: documents of task \(run.task) have no member that is known as a question; their whole prompts are read, "
            + "which hold no examples")
      }
      records.append(answer.record(at: place, name: "document \(line.docID)", context.options))
    }
    return records
  }
}

/// One task of a run: its model, and how many examples its prompts have.
private struct LMEvalRun {
  let model: String
  let task: String
  /// Examples in each prompt; nil where it is not known.
  let shots: Int?

  init(of file: HarnessFile, _ context: inout HarnessContext) throws(OutcomesError) {
    var stem = file.name
    for end in [".gz", ".jsonl", ".json"] where stem.hasSuffix(end) { stem.removeLast(end.utf8.count) }
    if stem.hasPrefix("samples_") { stem.removeFirst("samples_".utf8.count) }
    // The date has no underscore.
    let date = stem.lastIndex(of: "_").map { String(stem[$0...].dropFirst()) } ?? ""
    let task = stem.lastIndex(of: "_").map { String(stem[..<$0]) } ?? stem
    self.task = task
    var (model, shots): (String?, Int?)
    if file.isOnDisk, let bytes = try HarnessFile.neighbour("\(file.folder)/results_\(date).json") {
      var json = JSONReader(bytes)
      do throws(JSONError) {
        try json.readMembers { (name, json) throws(JSONError) in
          switch name {
          case "model_name": model = try json.readTextIfAny()
          case "n-shot":
            try json.readMembers { (name, json) throws(JSONError) in
              guard name == task else { return false }
              shots = try json.readNumberIfAny().flatMap { Int(exactly: $0) }
              return true
            }
          default: return false
          }
          return true
        }
      } catch {
        throw .harness(
          path: "\(file.folder)/results_\(date).json", found: "\(error.found) at byte \(error.offset + 1)",
          remedy: "copy the file again")
      }
    }
    let folder = HarnessFile.name(file.folder)
    if model == nil || model == "" {
      guard file.isOnDisk, folder != ".", folder != ".." else {
        throw .harness(
          path: file.path, found: "samples without the name of their model",
          remedy: "give the folder that has results_\(date.isEmpty ? "{date}" : date).json beside them")
      }
      model = folder.replacing("__", with: "/")
      context.note(
        "lm-eval: \(file.path) has no results_\(date).json beside it; its model is named after the folder, \(model ?? "")"
      )
    }
    (self.model, self.shots) = (model ?? "", shots)
  }

  /// The filter whose lines are read: the only one, or the one that was named.
  func filter(_ filters: Set<String>, _ named: String?, path: String) throws(OutcomesError) -> String {
    if filters.count == 1, let only = filters.first { return only }
    if let named, filters.contains(named) { return named }
    guard !filters.isEmpty else { return "" }
    throw .harness(
      path: path, found: "the filters \(filters.sorted().map { "\"\($0)\"" }.joined(separator: ", ")) of task \(task)",
      remedy: "name the one whose scores count", setting: .filter)
  }
}

/// One line: a document and a filter.
private struct LMEvalLine {
  private(set) var docID = ""
  private(set) var docHash: String?
  private(set) var filter = ""
  private(set) var docMembers: [String] = []
  private(set) var question: String?
  private(set) var fullPrompt: (prompt: Prompt, partsPassedOver: Int)?
  private var category: String?
  private var isFull = false
  private var metrics: [String] = []
  private var outputCharacters: Double?
  private var places: [String: JSONReader] = [:]

  mutating func read(_ json: inout JSONReader, isFull: Bool) throws(JSONError) {
    self.isFull = isFull
    guard json.nextKind() == .object else { throw json.fault(expected: "an object") }
    try json.readMembers { (name, json) throws(JSONError) in
      switch name {
      case "doc_id": docID = try json.readIdentifier() ?? ""
      case "doc_hash": docHash = try json.readTextIfAny()
      case "filter": filter = try json.readTextIfAny() ?? ""
      case "doc":
        if isFull { return false }
        var doc = LMEvalDocument()
        try doc.read(&json)
        (question, docMembers, category) = (doc.question, doc.members, doc.category)
      case "arguments": fullPrompt = try Self.context(&json)
      case "metrics":
        try json.readElements { (json) throws(JSONError) in
          if let metric = try json.readTextIfAny() { metrics.append(metric) }
        }
      case "resps": outputCharacters = try Self.answerLength(&json)
      case "target", "filtered_resps", "prompt_hash", "target_hash": return false
      default:
        places[name] = json
        return false
      }
      return true
    }
  }

  /// The context of the first request, with its examples.
  private static func context(
    _ json: inout JSONReader
  ) throws(JSONError) -> (prompt: Prompt, partsPassedOver: Int)? {
    var found: (prompt: Prompt, partsPassedOver: Int)?
    if json.nextKind() == .object {
      try json.readMembers { (name, json) throws(JSONError) in
        guard name == "gen_args_0" else { return false }
        try json.readMembers { (name, json) throws(JSONError) in
          guard name == "arg_0" else { return false }
          found = try HarnessPrompt.promptIfAny(&json)
          return true
        }
        return true
      }
      return found
    }
    // As older versions write it: a list of argument lists.
    var (request, argument) = (0, 0)
    try json.readElements { (json) throws(JSONError) in
      defer { request += 1 }
      guard request == 0, json.nextKind() == .array else { return try json.skipValue() }
      try json.readElements { (json) throws(JSONError) in
        defer { argument += 1 }
        guard argument == 0 else { return try json.skipValue() }
        found = try HarnessPrompt.promptIfAny(&json)
      }
    }
    return found
  }

  /// Characters of the first response, where it is a text.
  private static func answerLength(_ json: inout JSONReader) throws(JSONError) -> Double? {
    var (length, count): (Double?, Int) = (nil, 0)
    try json.readElements { (json) throws(JSONError) in
      try json.readElements { (json) throws(JSONError) in
        defer { count += 1 }
        guard count == 0, json.nextKind() == .string else { return try json.skipValue() }
        length = Double(try json.readString().unicodeScalars.count)
      }
    }
    return length
  }

  func answer(of run: LMEvalRun) -> HarnessAnswer {
    var answer = HarnessAnswer()
    (answer.model, answer.dataset, answer.id) = (run.model, run.task, docID)
    answer.category = category
    answer.outputCharacters = outputCharacters
    answer.mayDifferInText = isFull
    if isFull, let fullPrompt {
      (answer.prompt, answer.partsPassedOver) = (fullPrompt.prompt, fullPrompt.partsPassedOver)
    } else if let question {
      answer.prompt = Prompt(question)
    }
    for metric in metrics {
      guard var json = places[metric], let score = try? json.readScore() else { continue }
      answer.scores.append(.init(name: metric, score: score))
    }
    return answer
  }
}

/// A document of a data set: its question, by the names that tasks have for it.
private struct LMEvalDocument {
  private(set) var members: [String] = []
  private(set) var category: String?
  private var texts: [String: String] = [:]
  private var options: [String] = []

  /// The first that is there is the question.
  private static let questions = [
    "question", "query", "problem", "prompt", "instruction", "input", "question_stem", "Question", "sentence", "text",
    "ctx", "goal",
    "inputs", "Problem",
  ]
  /// Texts that a question is about, which come before it.
  private static let passages = ["passage", "context", "support", "article", "story"]

  /// Passage, question and options, as far as they are there; nil without a question.
  var question: String? {
    guard let question = Self.questions.lazy.compactMap({ texts[$0] }).first else { return nil }
    let passage = Self.passages.lazy.compactMap { texts[$0] }.first
    return [passage, HarnessPrompt.question(question, options: options)].compactMap(\.self).joined(separator: "\n\n")
  }

  mutating func read(_ json: inout JSONReader) throws(JSONError) {
    try json.readMembers { (name, json) throws(JSONError) in
      members.append(name)
      if Self.questions.contains(name) || Self.passages.contains(name) {
        let text = try json.readTextIfAny()
        if let text, !text.allSatisfy(\.isWhitespace) { texts[name] = text }
        return true
      }
      switch name {
      case "subject", "category": category = try json.readTextIfAny().flatMap { $0.isEmpty ? nil : $0 }
      case "choices", "options":
        if json.nextKind() == .object {
          try json.readMembers { (name, json) throws(JSONError) in
            if name == "text" { try readOptions(&json) }
            return name == "text"
          }
        } else {
          try readOptions(&json)
        }
      default: return false
      }
      return true
    }
  }

  private mutating func readOptions(_ json: inout JSONReader) throws(JSONError) {
    try json.readElements { (json) throws(JSONError) in
      if let option = try json.readTextIfAny() { options.append(option) }
    }
  }
}
