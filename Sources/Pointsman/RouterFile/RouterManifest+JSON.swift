package import PointsmanSupport

// Writing.

extension RouterManifest {
  /// The manifest as canonical JSON: members in a fixed order, no spaces.
  package var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("format_version", .integer(formatVersion)),
      ("target", .string(target.rawValue)),
      ("models", .array(models.map(\.json))),
    ]
    if let reference { members.append(("reference", .string(reference))) }
    if let pair { members.append(("pair", pair.json)) }
    members.append(("blocks", .array(blocks.map(\.json))))
    members.append(("training", training.json))
    if let usage { members.append(("usage", usage.json)) }
    if let domainCheck { members.append(("familiarity", domainCheck.json)) }
    if let policies { members.append(("policies", policies.json)) }
    if let evaluation { members.append(("evaluation", evaluation)) }
    members.append(("golden", .array(golden.map(\.json))))
    return .object(members)
  }
}

// Reading.

extension RouterManifest {
  /// Reads a manifest, checking every part but the blocks' entries, which the heads check.
  init(json: JSONValue) throws(RouterError) {
    let version = try require(json["format_version"]?.integer, "format_version")
    guard 1...Self.formatVersion ~= version else {
      throw .unsupportedVersion(found: version, supported: Self.formatVersion)
    }
    self.init(
      target: try require(json["target"]?.string.flatMap(RoutingTarget.init), "target"),
      models: try Self.models(json), pair: nil,
      training: try require(json["training"].flatMap(Training.init), "training record"))
    reference = try reference(json)
    pair = try json["pair"].map { (entry) throws(RouterError) in try Pair(entry, of: models) }
    for entry in try require(json["blocks"]?.array, "blocks") { blocks.append(try BlockEntry(entry)) }
    usage = try json["usage"].map { (entry) throws(RouterError) in
      try require(Usage(entry, models: models.count), "usage record")
    }
    domainCheck = try json["familiarity"].map { (entry) throws(RouterError) in
      try require(DomainCheck(entry), "familiarity record")
    }
    evaluation = json["evaluation"]
    for entry in try require(json["golden"]?.array, "list of golden prompts") {
      golden.append(try Golden(entry, models: models.count))
    }
    policies = try policies(json)
  }

  private static func models(_ json: JSONValue) throws(RouterError) -> [Model] {
    var models: [Model] = []
    for entry in try require(json["models"]?.array, "models") { models.append(try Model(entry)) }
    guard !models.isEmpty, zip(models, models.dropFirst()).allSatisfy({ $0.name < $1.name }) else {
      throw .malformed(fault: "its manifest's models are not in order, each once")
    }
    return models
  }

  private func reference(_ json: JSONValue) throws(RouterError) -> String? {
    let reference = try json["reference"].map { (entry) throws(RouterError) in
      try require(entry.string, "reference model")
    }
    guard (target == .preference) == (reference != nil), reference.map(models.map(\.name).contains) ?? true else {
      throw .malformed(fault: "its manifest's reference is none of its models, or there for another target")
    }
    return reference
  }

  private func policies(_ json: JSONValue) throws(RouterError) -> PolicyBook? {
    guard let entry = json["policies"] else { return nil }
    let policies: PolicyBook
    do {
      policies = try PolicyBook(entry)
    } catch {
      throw .malformed(fault: "its policies: \(error)")
    }
    if let error = validationError(for: policies) { throw .malformed(fault: "its policies: \(error)") }
    return policies
  }
}

private func require<Value>(_ value: Value?, _ what: String) throws(RouterError) -> Value {
  guard let value else { throw .malformed(fault: "its manifest lacks a valid \(what)") }
  return value
}

// Parts.

extension RouterManifest.Model {
  fileprivate init(_ entry: JSONValue) throws(RouterError) {
    // A name with a NUL would end there in C, and two models could show one name.
    guard let name = entry["name"]?.string, !name.utf8.contains(0), let meanScore = entry["mean_score"]?.double,
      let calibration = entry["calibration"].flatMap(Calibration.init)
    else { throw .malformed(fault: "its manifest has a model without a valid name, score or calibration") }
    self.init(name: name, calibration: calibration, meanScore: meanScore, meanCost: entry["mean_cost"]?.double)
    if let record = entry["reliability"] {
      guard let reliability = Reliability(record) else {
        throw .malformed(fault: "its manifest has a reliability record without valid numbers")
      }
      self.reliability = reliability
    }
    if let record = entry["addition"] {
      guard let addition = RouterManifest.Training(record) else {
        throw .malformed(fault: "its manifest has a model added later without a valid record of what it was fitted on")
      }
      self.addition = addition
    }
  }

  fileprivate var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("name", .string(name)), ("mean_score", .number(meanScore)), ("mean_cost", .figure(meanCost)),
      ("calibration", calibration.json),
    ]
    if let reliability { members.append(("reliability", reliability.json)) }
    if let addition { members.append(("addition", addition.json)) }
    return .object(members)
  }
}

extension Calibration {
  fileprivate init?(_ entry: JSONValue) {
    switch entry["kind"]?.string {
    case "platt":
      guard let slope = entry["slope"]?.double, let intercept = entry["intercept"]?.double else { return nil }
      self = .platt(slope: slope, intercept: intercept)
    case "isotonic":
      self = .isotonic(logits: entry["logits"]?.doubles ?? [], probabilities: entry["probabilities"]?.doubles ?? [])
    default: return nil
    }
    guard isValid else { return nil }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .platt(let slope, let intercept):
      .object([("kind", .string("platt")), ("slope", .number(slope)), ("intercept", .number(intercept))])
    case .isotonic(let logits, let probabilities):
      .object([
        ("kind", .string("isotonic")), ("logits", .array(logits.map(JSONValue.number))),
        ("probabilities", .array(probabilities.map(JSONValue.number))),
      ])
    }
  }
}

extension RouterManifest.Pair {
  fileprivate init(_ entry: JSONValue, of models: [RouterManifest.Model]) throws(RouterError) {
    self.init(
      weak: try require(entry["weak"]?.string, "pair"), strong: try require(entry["strong"]?.string, "pair"))
    let names = models.map(\.name)
    guard names.contains(weak), names.contains(strong), weak != strong else {
      throw .malformed(fault: "its manifest's pair is not a pair of its models")
    }
  }

  fileprivate var json: JSONValue { .object([("weak", .string(weak)), ("strong", .string(strong))]) }
}

extension RouterManifest.Golden {
  fileprivate init(_ entry: JSONValue, models: Int) throws(RouterError) {
    var messages: [Message] = []
    for message in try require(entry["messages"]?.array, "golden prompt") {
      messages.append(
        Message(
          role: try require(message["role"]?.string.flatMap(Message.Role.init), "golden prompt"),
          content: try require(message["content"]?.string, "golden prompt")))
    }
    let probabilities = try require(entry["probabilities"]?.doubles, "golden prompt")
    guard probabilities.count == models else {
      throw .malformed(fault: "a golden prompt has not one probability a model")
    }
    var prompt = try require(Prompt(messages: messages), "golden prompt")
    if case .object(let members) = entry["tags"] {
      for (key, value) in members { prompt.tags[key] = try require(value.string, "golden prompt") }
    }
    self.init(prompt: prompt, probabilities: probabilities)
  }

  fileprivate var json: JSONValue {
    let messages = prompt.messages.map { message -> JSONValue in
      .object([("role", .string(message.role.rawValue)), ("content", .string(message.content))])
    }
    var members: [(key: String, value: JSONValue)] = [("messages", .array(messages))]
    if !prompt.tags.isEmpty {
      members.append(("tags", .object(prompt.sortedTags.map { ($0.key, .string($0.value)) })))
    }
    members.append(("probabilities", .array(probabilities.map(JSONValue.number))))
    return .object(members)
  }
}

extension RouterManifest.Training {
  /// Reads what `json` writes; nil where a member is missing or of another kind.
  init?(_ value: JSONValue) {
    guard let rows = value["rows"]?.integer, rows >= 0, let digest = value["data_sha256"]?.string,
      let folds = value["folds"]?.integer, folds >= 0, let seed = value["seed"]?.string.flatMap({ UInt64($0) })
    else { return nil }
    self.init(rows: rows, dataDigest: digest, folds: folds, seed: seed)
    guard let hashes = value["prompt_hashes"] else { return }
    guard let numbers = hashes.array?.map({ $0.integer.flatMap { UInt32(exactly: $0) } }),
      let sketch = PromptSketch(hashes: numbers.compactMap { $0 }), sketch.hashes.count == numbers.count
    else { return nil }
    prompts = sketch
  }

  var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("rows", .integer(rows)), ("data_sha256", .string(dataDigest)), ("folds", .integer(folds)),
      ("seed", .string(String(seed))),
    ]
    if let prompts { members.append(("prompt_hashes", .array(prompts.hashes.map { .integer(Int($0)) }))) }
    return .object(members)
  }
}
