internal import Pointsman
internal import PointsmanSupport

/// Reads run folders of HELM: `run_spec.json` names the model, `instances.json` has the prompts, `per_instance_stats.json` or
/// `display_predictions.json` the scores.
enum HELMReader: HarnessReader {
  static let format = OutcomeFormat.helm

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    guard opening.isArray, opening.has("instance_id", "stats") else { return false }
    // Both files have the scores; the first has counts and times, too.
    return HarnessFile.name(name) != "display_predictions.json"
      || !FolderListing.isFile(HarnessFile.folder(name) + "/per_instance_stats.json")
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    let run = try HELMRun(of: file, full: context.options.readsFullPrompts)
    try context.begin(run: "HELM \(file.folder)", path: file.path)
    var records: [Result<OutcomeRecord, RowFault>] = []
    var lines = LineCounter(file.bytes)
    var perturbed = 0
    var json = JSONReader(file.bytes)
    do throws(JSONError) {
      try json.readElements { (json) throws(JSONError) in
        _ = json.nextKind()
        let place = lines.place(of: json.offset)
        var stats = HELMStats()
        try stats.read(&json)
        guard !stats.isPerturbed else {
          perturbed += 1
          return
        }
        let answer = stats.answer(of: run)
        records.append(answer.record(at: place, name: "instance \(stats.instance)", context.options))
      }
      try json.end()
    } catch {
      throw file.error(error)
    }
    if perturbed > 0 {
      context.note("HELM: rows of perturbed instances are left out; they are no prompts of the benchmark")
    }
    return records
  }
}

/// The content of the other files of a run.
private struct HELMRun {
  let model: String
  let scenario: String
  /// By instance: prompt and split.
  private(set) var instances: [String: (prompt: Prompt, partsPassedOver: Int, split: String?)] = [:]
  /// The criteria that HELM shows of this run; nil where that file is not there.
  private(set) var shown: Set<String>?

  init(of file: HarnessFile, full: Bool) throws(OutcomesError) {
    func neighbour(_ name: String) throws(OutcomesError) -> (path: String, bytes: [UInt8])? {
      let path = "\(file.folder)/\(name)"
      return file.isOnDisk ? try HarnessFile.neighbour(path).map { (path, $0) } : nil
    }
    func needed(_ name: String, for purpose: String) throws(OutcomesError) -> (path: String, bytes: [UInt8]) {
      if let found = try neighbour(name) { return found }
      throw .harness(
        path: file.path, found: "no \(name) beside it, which has \(purpose)", remedy: "give the whole run folder")
    }
    func read(
      _ found: (path: String, bytes: [UInt8]), _ body: (inout JSONReader) throws(JSONError) -> Void
    ) throws(OutcomesError) {
      var json = JSONReader(found.bytes)
      do throws(JSONError) {
        try body(&json)
      } catch {
        throw HarnessFile(path: found.path, isOnDisk: true, bytes: found.bytes).error(error)
      }
    }
    var (name, model) = ("", "")
    try read(try needed("run_spec.json", for: "the model")) { (json) throws(JSONError) in
      try json.readMembers { (key, json) throws(JSONError) in
        switch key {
        case "name": name = try json.readTextIfAny() ?? ""
        case "adapter_spec":
          try json.readMembers { (key, json) throws(JSONError) in
            guard key == "model" else { return false }
            model = try json.readString(expected: "the model's name, a string")
            return true
          }
        default: return false
        }
        return true
      }
      if model.isEmpty { throw json.missing("\"model\" in \"adapter_spec\"") }
    }
    self.model = model
    scenario = Self.scenario(name)
    var instances: [String: (prompt: Prompt, partsPassedOver: Int, split: String?)] = [:]
    try read(try needed("instances.json", for: "the prompts")) { (json) throws(JSONError) in
      try json.readElements { (json) throws(JSONError) in
        var (id, split, prompt): (String?, String?, (prompt: Prompt, partsPassedOver: Int)?) = (nil, nil, nil)
        var isPerturbed = false
        try json.readMembers { (key, json) throws(JSONError) in
          switch key {
          case "id": id = try json.readIdentifier()
          case "split": split = try json.readTextIfAny()
          case "perturbation": isPerturbed = try json.readIsFilled()
          case "input": prompt = try Self.input(&json)
          default: return false
          }
          return true
        }
        if let id, let prompt, !isPerturbed { instances[id] = (prompt.prompt, prompt.partsPassedOver, split) }
      }
    }
    if full {
      try read(try needed("display_requests.json", for: "the full prompts")) { (json) throws(JSONError) in
        try json.readElements { (json) throws(JSONError) in
          var (id, prompt): (String?, (prompt: Prompt, partsPassedOver: Int)?) = (nil, nil)
          var isPerturbed = false
          try json.readMembers { (key, json) throws(JSONError) in
            switch key {
            case "instance_id": id = try json.readIdentifier()
            case "perturbation": isPerturbed = try json.readIsFilled()
            case "request":
              try json.readMembers { (key, json) throws(JSONError) in
                guard key == "prompt" || key == "messages" else { return false }
                if let found = try HarnessPrompt.promptIfAny(&json), !found.prompt.isBlank { prompt = found }
                return true
              }
            default: return false
            }
            return true
          }
          guard !isPerturbed, let id, let prompt, let earlier = instances[id] else { return }
          instances[id] = (prompt.prompt, prompt.partsPassedOver, earlier.split)
        }
      }
    }
    self.instances = instances
    guard let predictions = try neighbour("display_predictions.json") else { return }
    var shown: Set<String> = []
    try read(predictions) { (json) throws(JSONError) in
      try json.readElements { (json) throws(JSONError) in
        try json.readMembers { (key, json) throws(JSONError) in
          guard key == "stats" else { return false }
          try json.readMembers { (name, json) throws(JSONError) in
            shown.insert(name)
            return false
          }
          return true
        }
      }
    }
    self.shown = shown
  }

  /// The input of an instance: a text, or messages.
  private static func input(_ json: inout JSONReader) throws(JSONError) -> (prompt: Prompt, partsPassedOver: Int)? {
    guard json.nextKind() == .object else { return try HarnessPrompt.promptIfAny(&json) }
    var (text, messages): (String?, (prompt: Prompt, partsPassedOver: Int)?) = (nil, nil)
    try json.readMembers { (key, json) throws(JSONError) in
      switch key {
      case "text": text = try json.readTextIfAny()
      case "messages": messages = try HarnessPrompt.promptIfAny(&json)
      default: return false
      }
      return true
    }
    return messages ?? text.map { (Prompt($0), 0) }
  }

  /// The name of a run without its model: "mmlu:subject=anatomy,model=org_m" is "mmlu:subject=anatomy".
  private static func scenario(_ name: String) -> String {
    guard let colon = name.firstIndex(of: ":") else { return name }
    let arguments = name[colon...].dropFirst().split(separator: ",").filter {
      !$0.hasPrefix("model=") && !$0.hasPrefix("model_deployment=")
    }
    return name[..<colon] + (arguments.isEmpty ? "" : ":" + arguments.joined(separator: ","))
  }
}

/// The statistics of one instance in one trial.
private struct HELMStats {
  private(set) var instance = ""
  private(set) var isPerturbed = false
  private var figures: [(name: String, value: Double?)] = []

  mutating func read(_ json: inout JSONReader) throws(JSONError) {
    guard json.nextKind() == .object else { throw json.fault(expected: "an instance, an object") }
    try json.readMembers { (key, json) throws(JSONError) in
      switch key {
      case "instance_id": instance = try json.readIdentifier() ?? ""
      case "perturbation": isPerturbed = try json.readIsFilled()
      case "stats":
        if json.nextKind() == .array {
          try json.readElements { (json) throws(JSONError) in try readFigure(&json) }
        } else {
          try json.readMembers { (name, json) throws(JSONError) in
            figures.append((name, try json.readNumberIfAny()))
            return true
          }
        }
      default: return false
      }
      return true
    }
  }

  private mutating func readFigure(_ json: inout JSONReader) throws(JSONError) {
    var (name, mean, isPerturbed): (String?, Double?, Bool) = (nil, nil, false)
    try json.readMembers { (key, json) throws(JSONError) in
      switch key {
      case "name":
        try json.readMembers { (key, json) throws(JSONError) in
          switch key {
          case "name": name = try json.readTextIfAny()
          case "perturbation": isPerturbed = try json.readIsFilled()
          default: return false
          }
          return true
        }
      case "mean": mean = try json.readNumberIfAny()
      default: return false
      }
      return true
    }
    if let name, !isPerturbed { figures.append((name, mean)) }
  }

  /// Figures of the run, not of the answer's quality.
  private static func isBookkeeping(_ name: String) -> Bool {
    let prefixes = [
      "num_", "inference_", "batch_size", "finish_reason_", "training_", "logprob", "bits_per_byte", "prompt_truncated",
      "max_prob", "predicted_index", "estimated_", "perplexity", "log_prob",
    ]
    return prefixes.contains { name.hasPrefix($0) }
  }

  func answer(of run: HELMRun) -> HarnessAnswer {
    var answer = HarnessAnswer()
    (answer.model, answer.dataset, answer.id) = (run.model, run.scenario.isEmpty ? nil : run.scenario, instance)
    if let (prompt, passedOver, split) = run.instances[instance] {
      (answer.prompt, answer.partsPassedOver, answer.split) = (prompt, passedOver, split)
    }
    func value(_ names: String...) -> Double? {
      names.lazy.compactMap { name in figures.first { $0.name == name }?.value }.first
    }
    if value("finish_reason_length") ?? 0 > 0 { answer.unobserved = "cut off at the limit of tokens" }
    answer.latency = value("inference_runtime")
    answer.inputTokens = value("num_prompt_tokens")
    answer.outputTokens = value("num_completion_tokens", "num_output_tokens")
    answer.scores = figures.filter { run.shown?.contains($0.name) ?? !Self.isBookkeeping($0.name) }.map {
      RawScore.Named(name: $0.name, score: $0.value.map { .number($0) } ?? .missing)
    }
    return answer
  }
}
