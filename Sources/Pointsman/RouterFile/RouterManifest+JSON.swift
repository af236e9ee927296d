package import PointsmanSupport

extension RouterManifest {
  /// The manifest as canonical JSON: members in a fixed order, no spaces.
  package var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("format_version", .integer(Self.formatVersion)),
      ("target", .string(target.rawValue)),
      ("models", .array(models.map(Self.json))),
    ]
    if let reference { members.append(("reference", .string(reference))) }
    if let pair {
      members.append(("pair", .object([("weak", .string(pair.weak)), ("strong", .string(pair.strong))])))
    }
    var blocks: [JSONValue] = []
    if let lexical {
      blocks.append(
        .object([("kind", .string(Block.lexical.rawValue)), ("bits_per_family", .integer(lexical.bitsPerFamily))]))
    }
    if hasStructuralBlock {
      blocks.append(
        .object([
          ("kind", .string(Block.structural.rawValue)),
          ("features", .array(StructuralFeatures.names.map { .string($0) })),
        ]))
    }
    if let semanticPieces {
      blocks.append(.object([("kind", .string(Block.semantic.rawValue)), ("pieces", .integer(semanticPieces))]))
    }
    if let kinds {
      blocks.append(
        .object([("kind", .string(Block.kinds.rawValue)), ("categories", .array(kinds.map { .string($0) }))]))
    }
    blocks += vectors.map(Self.json)
    if let neighbours {
      blocks.append(
        .object([
          ("kind", .string(Block.neighbours.rawValue)), ("count", .integer(neighbours.count)),
          ("rows", .integer(neighbours.rows)),
        ]))
    }
    if let context {
      let tags = context.map { JSONValue.array([.string($0.key), .string($0.value)]) }
      blocks.append(.object([("kind", .string(Block.context.rawValue)), ("tags", .array(tags))]))
    }
    members.append(("blocks", .array(blocks)))
    members.append(("training", training.json))
    if let usage { members.append(("usage", usage.json)) }
    if let domainCheck { members.append(("familiarity", domainCheck.json)) }
    if let policies { members.append(("policies", policies.json)) }
    if let evaluation { members.append(("evaluation", evaluation)) }
    members.append(("golden", .array(golden.map(Self.json))))
    return .object(members)
  }

  private static func json(_ model: Model) -> JSONValue {
    let calibration: JSONValue =
      switch model.calibration {
      case .platt(let slope, let intercept):
        .object([("kind", .string("platt")), ("slope", .number(slope)), ("intercept", .number(intercept))])
      case .isotonic(let logits, let probabilities):
        .object([
          ("kind", .string("isotonic")), ("logits", .array(logits.map(JSONValue.number))),
          ("probabilities", .array(probabilities.map(JSONValue.number))),
        ])
      }
    var members: [(key: String, value: JSONValue)] = [
      ("name", .string(model.name)), ("mean_score", .number(model.meanScore)), ("mean_cost", .figure(model.meanCost)),
      ("calibration", calibration),
    ]
    if let reliability = model.reliability { members.append(("reliability", reliability.json)) }
    if let addition = model.addition { members.append(("addition", addition.json)) }
    return .object(members)
  }

  private static func json(_ vector: VectorSpecification) -> JSONValue {
    .object([
      ("kind", .string(vector.block.rawValue)), ("name", .string(vector.source.name)),
      ("dimension", .integer(vector.dimension)), ("sha256", .string(vector.source.digest)),
    ])
  }

  private static func json(_ golden: Golden) -> JSONValue {
    let messages = golden.prompt.messages.map { message -> JSONValue in
      .object([("role", .string(message.role.rawValue)), ("content", .string(message.content))])
    }
    var members: [(key: String, value: JSONValue)] = [("messages", .array(messages))]
    if !golden.prompt.tags.isEmpty {
      members.append(("tags", .object(golden.prompt.sortedTags.map { ($0.key, .string($0.value)) })))
    }
    members.append(("probabilities", .array(golden.probabilities.map(JSONValue.number))))
    return .object(members)
  }

  /// Reads a manifest, checking every part.
  init(json: JSONValue) throws(RouterError) {
    func require<Value>(_ value: Value?, _ what: String) throws(RouterError) -> Value {
      guard let value else { throw .malformed(fault: "its manifest lacks a valid \(what)") }
      return value
    }
    let version = try require(json["format_version"]?.integer, "format_version")
    guard version == Self.formatVersion else {
      throw .unsupportedVersion(found: version, supported: Self.formatVersion)
    }
    target = try require(json["target"]?.string.flatMap(RoutingTarget.init), "target")
    models = []
    for entry in try require(json["models"]?.array, "models") { models.append(try Self.model(entry)) }
    guard !models.isEmpty, zip(models, models.dropFirst()).allSatisfy({ $0.name < $1.name }) else {
      throw .malformed(fault: "its manifest's models are not in order, each once")
    }
    if let entry = json["reference"] { reference = try require(entry.string, "reference model") }
    guard (target == .preference) == (reference != nil), reference.map(models.map(\.name).contains) ?? true else {
      throw .malformed(fault: "its manifest's reference is none of its models, or there for another target")
    }
    if let entry = json["pair"] {
      let pair = Pair(
        weak: try require(entry["weak"]?.string, "pair"), strong: try require(entry["strong"]?.string, "pair"))
      let names = models.map(\.name)
      guard names.contains(pair.weak), names.contains(pair.strong), pair.weak != pair.strong else {
        throw .malformed(fault: "its manifest's pair is not a pair of its models")
      }
      self.pair = pair
    }
    hasStructuralBlock = false
    vectors = []
    for entry in try require(json["blocks"]?.array, "blocks") {
      switch entry["kind"]?.string.flatMap(Block.init) {
      case .lexical:
        lexical = try require(entry["bits_per_family"]?.integer.flatMap(LexicalSpecification.init), "lexical block")
      case .structural:
        let names = try require(entry["features"]?.array, "structural block").map(\.string)
        guard names == StructuralFeatures.names else {
          throw .malformed(fault: "its structural features are not those of this version")
        }
        hasStructuralBlock = true
      case .semantic:
        semanticPieces = try require(entry["pieces"]?.integer.flatMap { $0 > 0 ? $0 : nil }, "semantic block")
      case .kinds:
        let names = try require(entry["categories"]?.array, "kinds block")
        kinds = names.compactMap(\.string)
        guard kinds?.count == names.count else { throw .malformed(fault: "its manifest has a kind without a name") }
      case .neighbours:
        let numbers = entry["count"]?.integer.flatMap { count in entry["rows"]?.integer.map { (count, $0) } }
        let size = numbers.flatMap { NeighbourSpecification(count: $0, rows: $1) }
        neighbours = try require(size, "block of neighbours")
      case .context: context = try require(Self.tags(entry["tags"]), "context block")
      case let block? where block.readsVector:
        let vector = try require(Self.vector(entry, block), "\(block.rawValue) block")
        guard !vectors.contains(where: { $0.block == vector.block }) else {
          throw .malformed(fault: "its manifest has two blocks of one kind of vector")
        }
        vectors.append(vector)
      default: throw .malformed(fault: "its manifest names a block that this version does not know")
      }
    }
    training = try require(json["training"].flatMap(Training.init), "training record")
    evaluation = json["evaluation"]
    if let entry = json["usage"] { usage = try require(Usage(entry, models: models.count), "usage record") }
    if let entry = json["familiarity"] { domainCheck = try require(DomainCheck(entry), "familiarity record") }
    golden = []
    for entry in try require(json["golden"]?.array, "list of golden prompts") {
      var messages: [Message] = []
      for message in try require(entry["messages"]?.array, "golden prompt") {
        messages.append(
          Message(
            role: try require(message["role"]?.string.flatMap(Message.Role.init), "golden prompt"),
            content: try require(message["content"]?.string, "golden prompt")))
      }
      let probabilities = try require(entry["probabilities"]?.doubles, "golden prompt")
      guard probabilities.count == models.count else {
        throw .malformed(fault: "a golden prompt has not one probability a model")
      }
      var prompt = try require(Prompt(messages: messages), "golden prompt")
      if case .object(let members) = entry["tags"] {
        for (key, value) in members { prompt.tags[key] = try require(value.string, "golden prompt") }
      }
      golden.append(Golden(prompt: prompt, probabilities: probabilities))
    }
    if let entry = json["policies"] {
      do {
        policies = try PolicyBook(entry)
      } catch {
        throw .malformed(fault: "its policies: \(error)")
      }
      if let fault = policies.flatMap(fault(of:)) { throw .malformed(fault: "its policies: \(fault)") }
    }
  }

  /// Tags, each an array of key and value.
  private static func tags(_ entry: JSONValue?) -> [PromptTag]? {
    guard let pairs = entry?.array else { return nil }
    let tags = pairs.compactMap { pair -> PromptTag? in
      guard let strings = pair.array?.compactMap(\.string), strings.count == 2, pair.array?.count == 2 else {
        return nil
      }
      return PromptTag(strings[0], strings[1])
    }
    return tags.count == pairs.count ? tags : nil
  }

  private static func vector(_ entry: JSONValue, _ block: Block) -> VectorSpecification? {
    guard let name = entry["name"]?.string, let digest = entry["sha256"]?.string,
      let dimension = entry["dimension"]?.integer, let source = VectorSource(name: name, digest: digest)
    else { return nil }
    return VectorSpecification(block: block, source: source, dimension: dimension)
  }

  private static func model(_ entry: JSONValue) throws(RouterError) -> Model {
    let calibration: Calibration? =
      switch entry["calibration"]?["kind"]?.string {
      case "platt":
        if let slope = entry["calibration"]?["slope"]?.double,
          let intercept = entry["calibration"]?["intercept"]?.double
        {
          .platt(slope: slope, intercept: intercept)
        } else {
          nil
        }
      case "isotonic":
        .isotonic(
          logits: entry["calibration"]?["logits"]?.doubles ?? [],
          probabilities: entry["calibration"]?["probabilities"]?.doubles ?? [])
      default: nil
      }
    guard let name = entry["name"]?.string, let meanScore = entry["mean_score"]?.double, let calibration,
      calibration.isValid
    else { throw .malformed(fault: "its manifest has a model without a valid name, score or calibration") }
    var model = Model(
      name: name, calibration: calibration, meanScore: meanScore, meanCost: entry["mean_cost"]?.double)
    if let record = entry["reliability"] {
      guard let reliability = Reliability(record) else {
        throw .malformed(fault: "its manifest has a reliability record without valid numbers")
      }
      model.reliability = reliability
    }
    if let record = entry["addition"] {
      guard let addition = Training(record) else {
        throw .malformed(fault: "its manifest has a model added later without a valid record of what it was fitted on")
      }
      model.addition = addition
    }
    return model
  }
}
