internal import Pointsman
internal import PointsmanSupport

/// Reads `…_eval_results.json` of EvalPlus and BigCodeBench: samples of each task, the model in the name of the file or of its
/// folder, the prompts in a file of instances.
enum EvalPlusReader: HarnessReader {
  static let format = OutcomeFormat.evalplus

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    guard !opening.isArray, opening.kinds["eval"] == .object else { return false }
    // Of either harness, in the first sample of the first task.
    return opening.paths.contains {
      $0.hasSuffix(".base_status") || $0.hasSuffix(".plus_status") || $0.hasSuffix(".status")
    }
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    let model = try model(of: file)
    try context.begin(run: "EvalPlus \(file.path)", path: file.path)
    var samples: [(task: String, sample: Sample, place: FilePlace)] = []
    var lines = LineCounter(file.bytes)
    var json = JSONReader(file.bytes)
    do throws(JSONError) {
      try json.readMembers { (name, json) throws(JSONError) in
        guard name == "eval" else { return false }
        try json.readMembers { (task, json) throws(JSONError) in
          try json.readElements { (json) throws(JSONError) in
            _ = json.nextKind()
            let place = lines.place(of: json.offset)
            var sample = Sample()
            try sample.read(&json)
            samples.append((task, sample, place))
          }
          return true
        }
        return true
      }
      try json.end()
    } catch {
      throw file.error(error)
    }
    var records: [Result<OutcomeRecord, RowFault>] = []
    for (task, sample, place) in samples {
      guard let prompt = try context.prompt(of: task) else {
        throw .harness(
          path: file.path, found: "no prompt of task \(task); results of EvalPlus and BigCodeBench hold none",
          remedy: "give a file with task_id and prompt a line, the data set as JSON Lines", setting: .instances)
      }
      var answer = sample.answer
      (answer.model, answer.id, answer.prompt) = (model, task, prompt)
      records.append(answer.record(at: place, name: "task \(task)", context.options))
    }
    return records
  }

  /// The model in the file's name. Of samples in a folder the results are `eval_results.json` there, and the folder names it.
  private static func model(of file: HarnessFile) throws(OutcomesError) -> String {
    guard ["eval_results.json", "eval_results.json.gz"].contains(file.name) else { return model(file.name) }
    let folder = HarnessFile.name(file.folder)
    guard file.isOnDisk, folder != ".", folder != ".." else {
      throw .harness(
        path: file.path, found: "no model: it is in the name of the folder that has the samples",
        remedy: "give the path with that folder, or name the file MODEL_eval_results.json")
    }
    return model(folder)
  }

  /// The model in a name: `org--model_vllm_temp_0.0_eval_results.json`, or
  /// `org--model--bigcodebench-instruct--vllm-0-1-sanitized_calibrated_eval_results.json`.
  static func model(_ name: String) -> String {
    var stem = name[...]
    for end in [
      ".gz", ".json", "_eval_results", ".eval_results", "-sanitized", "_sanitized", "-sanitized_calibrated",
      "_calibrated",
    ]
    where stem.hasSuffix(end) { stem = stem.dropLast(end.count) }
    if let benchmark = stem.firstRange(of: "--bigcodebench") {
      stem = stem[..<benchmark.lowerBound]
    } else if let temperature = stem.firstRange(of: "_temp_") {
      stem = stem[..<temperature.lowerBound]
      if let backend = stem.lastIndex(of: "_") { stem = stem[..<backend] }
    }
    return String(stem).replacing("--", with: "/")
  }

  private struct Sample {
    private var statuses: [String: String] = [:]

    mutating func read(_ json: inout JSONReader) throws(JSONError) {
      try json.readMembers { (name, json) throws(JSONError) in
        guard ["status", "base_status", "plus_status"].contains(name) else { return false }
        statuses[name] = try json.readTextIfAny()
        return true
      }
    }

    /// Solved where every suite of tests that ran was passed. A time-out is a failure, as both harnesses count it.
    var answer: HarnessAnswer {
      var answer = HarnessAnswer()
      func score(_ status: String) -> RawScore { .number(status == "pass" || status == "success" ? 1 : 0) }
      answer.scores = [("base", "base_status"), ("plus", "plus_status")].compactMap { name, status in
        statuses[status].map { RawScore.Named(name: name, score: score($0)) }
      }
      let isSolved = statuses.values.allSatisfy { score($0) == .number(1) }
      answer.primary = statuses.isEmpty ? .missing : .number(isSolved ? 1 : 0)
      return answer
    }
  }
}
