internal import Pointsman
internal import PointsmanSupport

/// Reads logs of openai/evals: a run a file, its specification first, then events joined by `sample_id`.
enum OpenAIEvalsReader: HarnessReader {
  static let format = OutcomeFormat.openaiEvals

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    !opening.isArray && opening.has("spec", "spec.completion_fns", "spec.eval_name")
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    var (model, task, run): (String, String, String?) = ("", "", nil)
    var samples: [String: Sample] = [:]
    var order: [String] = []
    try file.forEachLine { (json, place) throws(OutcomesError) in
      var event = Event()
      do throws(JSONError) {
        try json.readMembers { (name, json) throws(JSONError) in
          guard name == "spec" else { return try event.read(name, &json) }
          try json.readMembers { (name, json) throws(JSONError) in
            switch name {
            case "completion_fns":
              var names: [String] = []
              try json.readElements { (json) throws(JSONError) in
                if let name = try json.readTextIfAny() { names.append(name) }
              }
              model = names.joined(separator: " + ")
            case "eval_name": task = try json.readTextIfAny() ?? ""
            case "run_id": run = try json.readTextIfAny()
            default: return false
            }
            return true
          }
          return true
        }
        try json.end()
      } catch {
        throw file.error(error, line: place.line)
      }
      guard let id = event.sample, event.type != nil else { return }
      if samples[id] == nil {
        order.append(id)
        samples[id] = Sample(place: place)
      }
      samples[id]?.add(event)
    }
    try context.begin(run: "openai/evals \(run ?? file.path)", path: file.path)
    return order.flatMap { id in
      samples[id]!.answers.map { answer in
        var answer = answer
        (answer.model, answer.dataset, answer.id) = (model, task.isEmpty ? nil : task, id)
        return answer.record(at: samples[id]!.place, name: "sample \(id)", context.options)
      }
    }
  }

  private struct Event {
    var sample: String?
    var type: String?
    private(set) var prompt: (prompt: Prompt, partsPassedOver: Int)?
    private(set) var correct: RawScore?
    private(set) var figures: [RawScore.Named] = []
    private(set) var inputTokens: Double?
    private(set) var outputTokens: Double?

    mutating func read(_ name: String, _ json: inout JSONReader) throws(JSONError) -> Bool {
      switch name {
      case "sample_id": sample = try json.readIdentifier()
      case "type": type = try json.readTextIfAny()
      case "data":
        try json.readMembers { (name, json) throws(JSONError) in
          switch name {
          case "prompt": prompt = try HarnessPrompt.promptIfAny(&json)
          case "correct": correct = try json.readScore()
          case "usage":
            try json.readMembers { (name, json) throws(JSONError) in
              switch name {
              case "prompt_tokens": inputTokens = try json.readNumberIfAny()
              case "completion_tokens": outputTokens = try json.readNumberIfAny()
              default: return false
              }
              return true
            }
          case "sampled", "expected", "picked", "options": return false
          default:
            let score = try json.readScore()
            if case .number = score { figures.append(.init(name: name, score: score)) }
          }
          return true
        }
      default: return false
      }
      return true
    }
  }

  private struct Sample {
    let place: FilePlace
    private var prompt: (prompt: Prompt, partsPassedOver: Int)?
    private var matches: [RawScore] = []
    private var figures: [RawScore.Named] = []
    private var hasError = false
    private var tokens: (input: Double?, output: Double?)

    init(place: FilePlace) { self.place = place }

    mutating func add(_ event: Event) {
      switch event.type {
      case "sampling":
        // Later ones are the grader's.
        guard prompt == nil else { return }
        (prompt, tokens) = (event.prompt, (event.inputTokens, event.outputTokens))
      case "match": if let correct = event.correct { matches.append(correct) }
      case "metrics": figures += event.figures
      case "error": hasError = true
      default: break
      }
    }

    /// One a match, or one of the metrics.
    var answers: [HarnessAnswer] {
      var answer = HarnessAnswer()
      if let (prompt, passedOver) = prompt { (answer.prompt, answer.partsPassedOver) = (prompt, passedOver) }
      (answer.inputTokens, answer.outputTokens) = tokens
      if hasError { answer.unobserved = "with an error" }
      guard matches.isEmpty else {
        return matches.map { match in
          var answer = answer
          answer.scores = [.init(name: "correct", score: match)]
          return answer
        }
      }
      if let score = figures.first(where: { $0.name == "score" }) { answer.primary = score.score }
      answer.scores = figures
      return [answer]
    }
  }
}
