internal import Pointsman
internal import PointsmanSupport

/// Reads the results of promptfoo, `promptfoo eval -o results.json`: a test and provider a row.
enum PromptfooReader: HarnessReader {
  static let format = OutcomeFormat.promptfoo

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    guard !opening.isArray else { return false }
    if opening.has("evalId"), opening.kinds["results"] == .object { return true }
    return opening.has("results.testIdx", "results.promptIdx") || opening.has("results.results.testIdx")
      || opening.has("version", "timestamp", "prompts.raw") && opening.kinds["results"] == .array
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    var rows: [(row: PromptfooRow, place: FilePlace)] = []
    var lines = LineCounter(file.bytes)
    var evalID: String?
    func readRows(_ json: inout JSONReader) throws(JSONError) {
      try json.readElements { (json) throws(JSONError) in
        _ = json.nextKind()
        let place = lines.place(of: json.offset)
        var row = PromptfooRow()
        try row.read(&json)
        rows.append((row, place))
      }
    }
    var json = JSONReader(file.bytes)
    do throws(JSONError) {
      try json.readMembers { (name, json) throws(JSONError) in
        if name == "evalId" { evalID = try json.readTextIfAny() }
        guard name == "results" else { return name == "evalId" }
        if json.nextKind() == .array {
          try readRows(&json)
        } else {
          try json.readMembers { (name, json) throws(JSONError) in
            if name == "results" { try readRows(&json) }
            return name == "results"
          }
        }
        return true
      }
      try json.end()
    } catch {
      throw file.error(error)
    }
    if let evalID { try context.begin(run: "promptfoo \(evalID)", path: file.path) }
    // One provider may be there with several labels, for several settings of it.
    let labels = Dictionary(grouping: rows.map(\.row), by: \.provider).mapValues { Set($0.map(\.label)) }
    let cached = rows.count { $0.row.isCached }
    if cached > 0 {
      context.note(
        "promptfoo: answers came from its cache, \(cached) in \(file.path); their cost and time are not known (promptfoo eval --no-cache measures them)"
      )
    }
    return rows.map { row, place in
      let hasSeveral = labels[row.provider, default: []].count > 1
      let model = hasSeveral && !row.label.isEmpty ? "\(row.provider) (\(row.label))" : row.provider
      return row.answer(model: model).flatMap {
        $0.record(at: place, name: "test \(row.test), \(row.provider)", context.options)
      }.mapError { RowFault(line: place.line, column: place.column, found: $0.found, expected: $0.expected) }
    }
  }
}

private struct PromptfooRow {
  private(set) var test = 0
  private(set) var provider = ""
  private(set) var label = ""
  private(set) var isCached = false
  private var prompt = ""
  private var category: String?
  private var score = RawScore.missing
  private var criteria: [RawScore.Named] = []
  private var failureReason: Int?
  private var hasError = false
  private var hasOutput = false
  private var isCutOff = false
  private var cost: Double?
  private var responseCost: Double?
  private var latency: Double?
  private var inputTokens: Double?
  private var outputTokens: Double?

  mutating func read(_ json: inout JSONReader) throws(JSONError) {
    guard json.nextKind() == .object else { throw json.fault(expected: "a row of results, an object") }
    try json.readMembers { (name, json) throws(JSONError) in
      switch name {
      case "testIdx": test = try json.readNumberIfAny().flatMap { Int(exactly: $0) } ?? 0
      case "prompt":
        try json.readMembers { (name, json) throws(JSONError) in
          guard name == "raw" else { return false }
          prompt = try json.readTextIfAny() ?? ""
          return true
        }
      case "provider":
        if json.nextKind() == .string {
          provider = try json.readString()
        } else {
          try json.readMembers { (name, json) throws(JSONError) in
            switch name {
            case "id": provider = try json.readTextIfAny() ?? ""
            case "label": label = try json.readTextIfAny() ?? ""
            default: return false
            }
            return true
          }
        }
      case "testCase":
        try json.readMembers { (name, json) throws(JSONError) in
          guard name == "metadata" else { return false }
          try json.readMembers { (name, json) throws(JSONError) in
            guard name == "category" else { return false }
            category = try json.readTextIfAny().flatMap { $0.isEmpty ? nil : $0 }
            return true
          }
          return true
        }
      case "score": score = try json.readScore()
      case "namedScores":
        if case .several(let named) = try json.readScore() { criteria = named }
      case "failureReason": failureReason = try json.readNumberIfAny().flatMap { Int(exactly: $0) }
      case "error": hasError = try json.readIsFilled()
      case "cost": cost = try json.readNumberIfAny()
      case "latencyMs": latency = try json.readNumberIfAny().map { $0 / 1000 }
      case "response": try readResponse(&json)
      default: return false
      }
      return true
    }
  }

  private mutating func readResponse(_ json: inout JSONReader) throws(JSONError) {
    try json.readMembers { (name, json) throws(JSONError) in
      switch name {
      case "output":
        hasOutput = json.nextKind() != .null
        return false
      case "finishReason": isCutOff = try json.readTextIfAny() == "length"
      case "cached":
        guard json.nextKind() == .boolean else { return false }
        isCached = try json.readBool()
      case "cost": responseCost = try json.readNumberIfAny()
      case "tokenUsage":
        try json.readMembers { (name, json) throws(JSONError) in
          switch name {
          case "prompt": inputTokens = try json.readNumberIfAny()
          case "completion": outputTokens = try json.readNumberIfAny()
          default: return false
          }
          return true
        }
      default: return false
      }
      return true
    }
  }

  /// Source of the failures: `ResultFailureReason` of promptfoo; 2 is an error. Rows of older versions have none.
  func answer(model: String) -> Result<HarnessAnswer, RowFault> {
    var answer = HarnessAnswer()
    (answer.model, answer.category) = (model, category)
    answer.id = HarnessPrompt.id(of: prompt)
    answer.key = prompt
    (answer.primary, answer.scores) = (score, criteria)
    if failureReason == 2 || failureReason == nil && hasError && !hasOutput {
      answer.unobserved = "with an error"
    } else if isCutOff {
      answer.unobserved = "cut off at the limit of tokens"
    }
    (answer.inputTokens, answer.outputTokens) = (inputTokens, outputTokens)
    if !isCached { (answer.cost, answer.latency) = (cost ?? responseCost, latency) }
    do throws(JSONError) {
      let (prompt, passedOver) = try HarnessPrompt.prompt(prompt)
      (answer.prompt, answer.partsPassedOver) = (prompt, passedOver)
    } catch {
      return .failure(
        RowFault(line: 1, column: 1, found: "test \(test): \(error.found) in its prompt", expected: error.expected))
    }
    return .success(answer)
  }
}
