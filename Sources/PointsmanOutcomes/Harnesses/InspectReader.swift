internal import Pointsman
internal import PointsmanSupport

/// Reads logs of Inspect, `.eval` and `.json`: one model a log, a sample and epoch an answer.
enum InspectReader: HarnessReader {
  static let format = OutcomeFormat.inspect

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    if opening.bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) { return isLog(zip: opening.bytes) }
    return opening.has("version", "status", "eval", "eval.task", "eval.model")
  }

  /// True if the first member of a zip archive is one of a log's.
  private static func isLog(zip bytes: [UInt8]) -> Bool {
    let length = bytes.count > 27 ? Int(bytes[26]) | Int(bytes[27]) << 8 : 0
    let name = String(decoding: bytes.dropFirst(30).prefix(length), as: UTF8.self)
    return ["_journal/", "header.json", "samples/", "summaries.json", "reductions.json"].contains { name.hasPrefix($0) }
  }

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    if file.bytes.starts(with: Array("PK".utf8)) { return try archived(file, &context) }
    var log = InspectLog()
    var json = JSONReader(file.bytes)
    var samples: JSONReader?
    do throws(JSONError) {
      try json.readMembers { (name, json) throws(JSONError) in
        switch name {
        case "eval": try log.readEval(&json)
        case "samples": samples = json
        default: break
        }
        return name == "eval"
      }
      try json.end()
    } catch {
      throw file.error(error)
    }
    try context.begin(run: log.run, path: file.path)
    guard var samples, samples.nextKind() == .array else {
      throw .harness(
        path: file.path, found: "a log without samples",
        remedy: "give the whole log; header-only copies (inspect log dump --header-only) have none")
    }
    var records: [Result<OutcomeRecord, RowFault>] = []
    var lines = LineCounter(file.bytes)
    do throws(JSONError) {
      try samples.readElements { (json) throws(JSONError) in
        _ = json.nextKind()
        let place = lines.place(of: json.offset)
        var sample = InspectSample()
        try sample.read(&json)
        sample.add(to: &records, of: log, at: place, &context)
      }
    } catch {
      throw file.error(error)
    }
    return records
  }

  private static func archived(
    _ file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    do throws(ZipArchive.Failure) {
      let archive = try ZipArchive(file.bytes)
      var log = InspectLog()
      // An interrupted run has no header yet, only how it began.
      guard
        let header = ["header.json", "_journal/start.json"].lazy.compactMap({ name in
          archive.members.last { $0.name == name }
        }).first
      else { throw .damaged("it has no header.json") }
      let headerBytes = try archive.contents(of: header)
      do throws(JSONError) {
        var json = JSONReader(headerBytes)
        try json.readMembers { (name, json) throws(JSONError) in
          if name == "eval" { try log.readEval(&json) }
          return name == "eval"
        }
      } catch {
        throw .damaged("\(header.name): found \(error.found), expected \(error.expected)")
      }
      return try samples(of: archive, log, file, &context)
    } catch {
      switch error {
      case .damaged(let reason):
        throw .harness(path: file.path, found: "a damaged zip archive: \(reason)", remedy: "copy the log again")
      case .noZstd:
        throw .harness(
          path: file.path, found: "members packed with zstd, and no libzstd on this machine",
          remedy: "install it (apt-get install \(Zstd.packageName)), or convert the log: "
            + "inspect log convert --to json --output-dir DIR FILE")
      case .repeated(let error): throw error
      }
    }
  }

  private static func samples(
    of archive: ZipArchive, _ log: InspectLog, _ file: HarnessFile, _ context: inout HarnessContext
  ) throws(ZipArchive.Failure) -> [Result<OutcomeRecord, RowFault>] {
    do throws(OutcomesError) {
      try context.begin(run: log.run, path: file.path)
    } catch {
      throw .repeated(error)
    }
    var records: [Result<OutcomeRecord, RowFault>] = []
    for member in archive.members where member.name.hasPrefix("samples/") && member.name.hasSuffix(".json") {
      let bytes = try archive.contents(of: member)
      var sample = InspectSample()
      do throws(JSONError) {
        var json = JSONReader(bytes)
        try sample.read(&json)
        sample.add(to: &records, of: log, at: FilePlace(), &context)
      } catch {
        records.append(
          .failure(
            RowFault(
              line: 1, column: error.offset + 1, found: "\(member.name): \(error.found)", expected: error.expected)
          ))
      }
    }
    return records
  }
}

/// A log's model, task and run.
private struct InspectLog {
  var model = ""
  var task = ""
  private var evalID: String?
  private var runID: String?

  /// Tells one run from another; a copy of a log in the other format has the same.
  var run: String { evalID ?? "\(runID ?? "") \(task) \(model)" }

  mutating func readEval(_ json: inout JSONReader) throws(JSONError) {
    try json.readMembers { (name, json) throws(JSONError) in
      switch name {
      case "model": model = try json.readString(expected: "the model's name, a string")
      case "task": task = try json.readString(expected: "the task's name, a string")
      case "eval_id": evalID = try json.readTextIfAny()
      case "run_id": runID = try json.readTextIfAny()
      default: return false
      }
      return true
    }
    guard !model.isEmpty else { throw json.missing("\"model\" in \"eval\"") }
  }
}

/// One sample of a log, in one epoch.
private struct InspectSample {
  private var id = ""
  private var epoch = 1
  private var uuid: String?
  private var input: JSONReader?
  private var choices: [String] = []
  private var category: String?
  private var attachments: JSONReader?
  private var scores: [RawScore.Named] = []
  private var unobserved: String?
  private var usage: [String: [String: Double]] = [:]
  private var totalTime: Double?
  private var workingTime: Double?

  /// Of the answer, the first that counts.
  private mutating func isUnobserved(_ reason: String) {
    if unobserved == nil { unobserved = reason }
  }

  mutating func read(_ json: inout JSONReader) throws(JSONError) {
    guard json.nextKind() == .object else { throw json.fault(expected: "a sample, an object") }
    try json.readMembers { (name, json) throws(JSONError) in
      switch name {
      case "id": id = try json.readIdentifier() ?? ""
      case "epoch": epoch = Int(exactly: try json.readNumberIfAny() ?? 1) ?? 1
      case "uuid": uuid = try json.readTextIfAny()
      case "input":
        input = json
        return false
      case "choices":
        try json.readElements { (json) throws(JSONError) in
          if let choice = try json.readTextIfAny() { choices.append(choice) }
        }
      case "attachments":
        attachments = json
        return false
      case "metadata":
        try json.readMembers { (name, json) throws(JSONError) in
          guard name == "category" else { return false }
          category = try json.readTextIfAny()
          return true
        }
      case "scores":
        try json.readMembers { (scorer, json) throws(JSONError) in
          var value = RawScore.missing
          try json.readMembers { (name, json) throws(JSONError) in
            guard name == "value" else { return false }
            value = try json.readScore()
            return true
          }
          scores.append(.init(name: scorer, score: value))
          return true
        }
      case "error": if try json.readIsFilled() { isUnobserved("with an error") }
      case "invalidation": if try json.readIsFilled() { isUnobserved("invalidated") }
      case "output": if try Self.isCutOff(&json) { isUnobserved("cut off at the limit of tokens") }
      case "model_usage":
        try json.readMembers { (model, json) throws(JSONError) in
          try json.readMembers { (name, json) throws(JSONError) in
            usage[model, default: [:]][name] = try json.readNumberIfAny()
            return true
          }
          return true
        }
      case "total_time": totalTime = try json.readNumberIfAny()
      case "working_time": workingTime = try json.readNumberIfAny()
      default: return false
      }
      return true
    }
  }

  /// True if the first choice of an output ended at the limit of tokens. Reads it.
  private static func isCutOff(_ json: inout JSONReader) throws(JSONError) -> Bool {
    var reason: String?
    try json.readMembers { (name, json) throws(JSONError) in
      guard name == "choices" else { return false }
      var isFirst = true
      try json.readElements { (json) throws(JSONError) in
        guard isFirst else { return try json.skipValue() }
        isFirst = false
        try json.readMembers { (name, json) throws(JSONError) in
          guard name == "stop_reason" else { return false }
          reason = try json.readTextIfAny()
          return true
        }
      }
      return true
    }
    return reason == "max_tokens" || reason == "model_length" || reason == "length"
  }

  /// Adds the answer, unless a run that was taken up again has copied it from a log that was read.
  func add(
    to records: inout [Result<OutcomeRecord, RowFault>], of log: InspectLog, at place: FilePlace,
    _ context: inout HarnessContext
  ) {
    if let uuid {
      guard context.isNew(answer: uuid) else {
        return context.note("Inspect: samples that a retried run took over from an earlier log are read once")
      }
    }
    let name = "sample \(id), epoch \(epoch)"
    var answer = HarnessAnswer()
    (answer.model, answer.dataset, answer.id) = (log.model, log.task.isEmpty ? nil : log.task, id)
    (answer.category, answer.scores, answer.unobserved) = (category, scores, unobserved)
    let usage = usage[log.model] ?? [:]
    (answer.inputTokens, answer.outputTokens) = (usage["input_tokens"], usage["output_tokens"])
    (answer.cost, answer.latency) = (usage["total_cost"], workingTime ?? totalTime)
    do throws(JSONError) {
      if let (prompt, passedOver) = try prompt() { (answer.prompt, answer.partsPassedOver) = (prompt, passedOver) }
    } catch {
      records.append(
        .failure(
          RowFault(
            line: place.line, column: place.column, found: "\(name): \(error.found) in \"input\"",
            expected: error.expected)))
      return
    }
    records.append(answer.record(at: place, name: name, context.options))
  }

  /// The input, with its long texts, which logs keep apart, and the options of a multiple choice.
  private func prompt() throws(JSONError) -> (prompt: Prompt, partsPassedOver: Int)? {
    guard var input else { return nil }
    var value = try input.readValue()
    if var attachments, attachments.nextKind() == .object, value.text.contains("attachment://") {
      value = value.replacingAttachments(try attachments.readValue())
    }
    if case .string(let text) = value {
      return try HarnessPrompt.prompt(HarnessPrompt.question(text, options: choices))
    }
    var json = JSONReader(Array(value.text.utf8))
    return try HarnessPrompt.promptIfAny(&json)
  }
}

extension JSONValue {
  /// The value with the texts in place of "attachment://…", which name them.
  fileprivate func replacingAttachments(_ attachments: JSONValue) -> JSONValue {
    switch self {
    case .string(let text):
      guard text.hasPrefix("attachment://") else { return self }
      return attachments[String(text.dropFirst("attachment://".count))] ?? self
    case .array(let values): return .array(values.map { $0.replacingAttachments(attachments) })
    case .object(let members): return .object(members.map { ($0.key, $0.value.replacingAttachments(attachments)) })
    default: return self
    }
  }
}
