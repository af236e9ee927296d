extension Router {
  /// Opens a router file, checking all of it: structure, digest and shapes.
  public init(contentsOf path: String) throws(RouterError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    do {
      try self.init(bytes: bytes)
    } catch {
      guard case .malformed(let fault, _) = error else { throw error }
      throw .malformed(fault: fault, path: path)
    }
  }

  /// Opens a router file that is already in memory.
  public init(bytes: [UInt8]) throws(RouterError) {
    let file = try Safetensors(bytes: bytes)
    guard let manifestText = file.metadata[Key.manifest], let storedDigest = file.metadata[Key.digest] else {
      throw .malformed(fault: "it is a safetensors file, but no router: it has no manifest")
    }
    let manifestValue: JSONValue
    do {
      manifestValue = try JSONValue(parsing: Array(manifestText.utf8))
    } catch {
      throw .malformed(fault: "byte \(error.offset) of its manifest has \(error.found), not \(error.expected)")
    }
    let manifest = try RouterManifest(json: manifestValue)
    let count = manifest.models.count
    func floats(_ name: String, _ shape: [Int]) throws(RouterError) -> [Float] {
      guard let tensor = file.tensors[name], tensor.shape == shape, let floats = tensor.floats else {
        throw .malformed(fault: "tensor \"\(name)\" is missing, or not F32 of shape \(shape)")
      }
      return floats
    }
    var expected: Set = [Key.intercepts]
    var lexical: LexicalHeads?
    if let specification = manifest.lexical {
      let shape = [specification.buckets, 1 + count]
      guard file.tensors[Key.lexicalRows]?.shape == shape else {
        throw .malformed(fault: "tensor \"\(Key.lexicalRows)\" is missing, or not of shape \(shape)")
      }
      expected.formUnion([Key.lexicalRows, Key.lexicalScales])
      lexical = LexicalHeads(
        specification: specification, models: count, rows: file.tensors[Key.lexicalRows]?.integers ?? [],
        scales: try floats(Key.lexicalScales, [1 + count]))
      guard lexical != nil else { throw .malformed(fault: "its lexical tensors do not fit its models") }
    }
    var structural: StructuralHeads?
    if manifest.hasStructuralBlock {
      expected.formUnion([Key.structuralMeans, Key.structuralScales, Key.structuralWeights])
      let features = StructuralFeatures.count
      let scaling = FeatureScaling(
        means: try floats(Key.structuralMeans, [features]),
        inverseDeviations: try floats(Key.structuralScales, [features]))
      let weights = try floats(Key.structuralWeights, [features, count])
      structural = scaling.flatMap { StructuralHeads(scaling: $0, weights: weights, models: count) }
      guard structural != nil else {
        throw .malformed(fault: "its structural tensors have numbers that are not finite")
      }
    }
    var semantic: SemanticHeads?
    if let pieces = manifest.semanticPieces {
      expected.formUnion([Key.semanticVocabulary, Key.semanticRows, Key.semanticScales])
      guard let lines = file.tensors[Key.semanticVocabulary], lines.type == .uint8, lines.shape == [lines.bytes.count],
        let vocabulary = WordPieceVocabulary(lines: lines.bytes), vocabulary.count == pieces,
        file.tensors[Key.semanticRows]?.shape == [pieces, count]
      else { throw .malformed(fault: "its semantic tensors do not hold \(pieces) pieces") }
      semantic = SemanticHeads(
        vocabulary: vocabulary, models: count, rows: file.tensors[Key.semanticRows]?.integers ?? [],
        scales: try floats(Key.semanticScales, [count]))
      guard semantic != nil else { throw .malformed(fault: "its semantic tensors do not fit its models") }
    }
    var vectors: [VectorHeads] = []
    for specification in manifest.vectors {
      let (means, scales, weights) = Key.vectorTensors(specification.block)
      expected.formUnion([means, scales, weights])
      let dimension = specification.dimension
      let scaling = FeatureScaling(
        means: try floats(means, [dimension]), inverseDeviations: try floats(scales, [dimension]))
      let numbers = try floats(weights, [dimension, count])
      let heads = scaling.flatMap {
        VectorHeads(specification: specification, scaling: $0, weights: numbers, models: count)
      }
      guard let heads else {
        throw .malformed(fault: "its \(specification.block.rawValue) tensors have numbers that are not finite")
      }
      vectors.append(heads)
    }
    var context: ContextHeads?
    if let tags = manifest.context {
      expected.formUnion([Key.contextSlopes, Key.contextIntercepts, Key.contextWeights])
      let keys = ContextHeads.keys(of: tags).count
      context = ContextHeads(
        tags: tags, models: count, slopes: try floats(Key.contextSlopes, [keys, count]),
        intercepts: try floats(Key.contextIntercepts, [keys, count]),
        weights: try floats(Key.contextWeights, [tags.count, count]))
      guard context != nil else {
        throw .malformed(fault: "its tags are not in order, or its context tensors have numbers out of range")
      }
    }
    guard Set(file.tensors.keys) == expected else {
      throw .malformed(fault: "its tensors are not those that its manifest calls for")
    }
    try self.init(
      manifest: manifest, lexical: lexical, structural: structural, semantic: semantic, vectors: vectors,
      context: context, intercepts: try floats(Key.intercepts, [count]))
    // The digest is over what was understood of the file, written anew: a byte that means nothing cannot hide in it.
    guard digest == storedDigest, file.metadata.count == 3, file.metadata[Key.format] == Key.formatName,
      manifest.json.text.utf8.elementsEqual(manifestText.utf8)
    else {
      throw .malformed(fault: "its digest does not fit its content, so some byte of it was altered")
    }
  }

  /// The router's file, byte for byte the same for the same router.
  public var fileBytes: [UInt8] {
    let metadata = [Key.manifest: manifest.json.text, Key.digest: digest, Key.format: Key.formatName]
    let tensors = Self.tensors(lexical, structural, semantic, vectors, context, intercepts: intercepts)
    return Safetensors(metadata: metadata, tensors: tensors).bytes
  }

  /// Throws what `write(to:)` would throw at `path`, so that a long training need not end in it.
  public static func checkWritable(at path: String) throws(RouterError) {
    do {
      try AtomicFile.check(path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// Writes the router's file, whole or not at all.
  public func write(to path: String) throws(RouterError) {
    do {
      try AtomicFile.write(fileBytes, to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  static func tensors(
    _ lexical: LexicalHeads?, _ structural: StructuralHeads?, _ semantic: SemanticHeads?, _ vectors: [VectorHeads],
    _ context: ContextHeads?, intercepts: [Float]
  ) -> [String: Safetensors.Tensor] {
    let models = intercepts.count
    var tensors = [Key.intercepts: Safetensors.Tensor(shape: [models], intercepts)]
    if let lexical {
      tensors[Key.lexicalRows] = .init(shape: [lexical.specification.buckets, 1 + models], lexical.rows)
      tensors[Key.lexicalScales] = .init(shape: [1 + models], lexical.scales)
    }
    if let structural {
      let features = structural.scaling.means.count
      tensors[Key.structuralMeans] = .init(shape: [features], structural.scaling.means)
      tensors[Key.structuralScales] = .init(shape: [features], structural.scaling.inverseDeviations)
      tensors[Key.structuralWeights] = .init(shape: [features, models], structural.weights)
    }
    if let semantic {
      let lines = semantic.vocabulary.lines
      tensors[Key.semanticVocabulary] = .init(type: .uint8, shape: [lines.count], bytes: lines)
      tensors[Key.semanticRows] = .init(shape: [semantic.vocabulary.count, models], semantic.rows)
      tensors[Key.semanticScales] = .init(shape: [models], semantic.scales)
    }
    for heads in vectors {
      let (means, scales, weights) = Key.vectorTensors(heads.specification.block)
      let dimension = heads.specification.dimension
      tensors[means] = .init(shape: [dimension], heads.scaling.means)
      tensors[scales] = .init(shape: [dimension], heads.scaling.inverseDeviations)
      tensors[weights] = .init(shape: [dimension, models], heads.weights)
    }
    if let context {
      tensors[Key.contextSlopes] = .init(shape: [context.keys.count, models], context.slopes)
      tensors[Key.contextIntercepts] = .init(shape: [context.keys.count, models], context.intercepts)
      tensors[Key.contextWeights] = .init(shape: [context.tags.count, models], context.weights)
    }
    return tensors
  }

  /// SHA-256 of the manifest's text and of every tensor's name and bytes, in the order of their names.
  static func digest(manifest: String, tensors: [String: Safetensors.Tensor]) -> String {
    var hash = SHA256()
    hash.update(Array(manifest.utf8)[...])
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\u{0}\(name)\u{0}".utf8)[...])
      hash.update(tensor.bytes[...])
    }
    return hash.hexDigest()
  }

  private enum Key {
    static let format = "format"
    static let formatName = "pointsman router"
    static let manifest = "pointsman"
    static let digest = "sha256"
    static let intercepts = "intercepts"
    static let lexicalRows = "lexical.rows"
    static let lexicalScales = "lexical.scales"
    static let structuralMeans = "structural.means"
    static let structuralScales = "structural.inverse_deviations"
    static let structuralWeights = "structural.weights"
    static let semanticVocabulary = "semantic.vocabulary"
    static let semanticRows = "semantic.rows"
    static let semanticScales = "semantic.scales"
    static let contextSlopes = "context.slopes"
    static let contextIntercepts = "context.intercepts"
    static let contextWeights = "context.weights"

    static func vectorTensors(_ block: Block) -> (means: String, scales: String, weights: String) {
      ("\(block.rawValue).means", "\(block.rawValue).inverse_deviations", "\(block.rawValue).weights")
    }
  }
}
