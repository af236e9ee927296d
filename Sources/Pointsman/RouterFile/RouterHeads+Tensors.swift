internal import PointsmanSupport

extension RouterHeads {
  /// Reads the blocks that `manifest` calls for; a tensor that is missing, superfluous or of the wrong shape is
  /// `RouterError.malformed`.
  init(reading tensors: [String: Safetensors.Tensor], for manifest: RouterManifest) throws(RouterError) {
    var reader = TensorReader(tensors)
    let count = manifest.models.count
    self.init(intercepts: try reader.floats("intercepts", [count]))
    if let specification = manifest.lexical {
      lexical = try Self.valid("lexical", try LexicalHeads(reading: &reader, specification, models: count))
    }
    if manifest.hasStructuralBlock {
      structural = try Self.valid("structural", try StructuralHeads(reading: &reader, models: count))
    }
    if let pieces = manifest.semanticPieces {
      semantic = try Self.valid("semantic", try SemanticHeads(reading: &reader, pieces: pieces, models: count))
    }
    if let names = manifest.kinds {
      guard let structural, let semantic else {
        throw .malformed(fault: "its kinds lack the blocks that they are guessed from")
      }
      kinds = try Self.valid(
        "kinds",
        try CategoryHeads(reading: &reader, names, structural.scaling, semantic.vocabulary, models: count))
    }
    for specification in manifest.vectors {
      let heads = try VectorHeads(reading: &reader, specification, models: count)
      vectors.append(try Self.valid(specification.block.rawValue, heads))
    }
    if let specification = manifest.neighbours {
      let heads = try NeighbourHeads(reading: &reader, specification, models: count, blocks: summands)
      neighbours = try Self.valid("neighbours", heads)
    }
    if let tags = manifest.context {
      context = try Self.valid("context", try ContextHeads(reading: &reader, tags: tags, models: count))
    }
    try reader.checkAllRead()
  }

  /// All tensors by name.
  var tensors: [String: Safetensors.Tensor] {
    var tensors = ["intercepts": Safetensors.Tensor(shape: [intercepts.count], intercepts)]
    let blocks = [
      lexical?.tensors, structural?.tensors, semantic?.tensors, kinds?.tensors, neighbours?.tensors, context?.tensors,
    ]
    for block in blocks.compactMap({ $0 }) + vectors.map(\.tensors) {
      tensors.merge(block) { _, _ in preconditionFailure("two blocks have a tensor of one name") }
    }
    return tensors
  }

  private static func valid<Heads>(_ block: String, _ heads: Heads?) throws(RouterError) -> Heads {
    guard let heads else {
      throw .malformed(fault: "its \(block) tensors have numbers out of range or out of order")
    }
    return heads
  }
}

extension LexicalHeads {
  fileprivate init?(
    reading reader: inout TensorReader, _ specification: LexicalSpecification, models: Int
  ) throws(RouterError) {
    self.init(
      specification: specification, models: models,
      rows: try reader.integers("lexical.rows", [specification.buckets, 1 + models]),
      scales: try reader.floats("lexical.scales", [1 + models]))
  }

  fileprivate var tensors: [String: Safetensors.Tensor] {
    [
      "lexical.rows": .init(shape: [specification.buckets, 1 + models], rows),
      "lexical.scales": .init(shape: [1 + models], scales),
    ]
  }
}

extension FeatureScaling {
  fileprivate init?(
    reading reader: inout TensorReader, _ block: String, count: Int, isBounded: Bool = true
  ) throws(RouterError) {
    self.init(
      means: try reader.floats("\(block).means", [count], isBounded: isBounded),
      inverseDeviations: try reader.floats("\(block).inverse_deviations", [count], isBounded: isBounded))
  }

  fileprivate func tensors(_ block: String) -> [String: Safetensors.Tensor] {
    [
      "\(block).means": .init(shape: [means.count], means),
      "\(block).inverse_deviations": .init(shape: [means.count], inverseDeviations),
    ]
  }
}

extension StructuralHeads {
  fileprivate init?(reading reader: inout TensorReader, models: Int) throws(RouterError) {
    let count = StructuralFeatures.count
    let weights = try reader.floats("structural.weights", [count, models])
    guard let scaling = try FeatureScaling(reading: &reader, "structural", count: count) else { return nil }
    self.init(scaling: scaling, weights: weights, models: models)
  }

  fileprivate var tensors: [String: Safetensors.Tensor] {
    let weights = Safetensors.Tensor(shape: [scaling.means.count, models], weights)
    return scaling.tensors("structural").merging(["structural.weights": weights]) { own, _ in own }
  }
}

extension SemanticHeads {
  fileprivate init?(reading reader: inout TensorReader, pieces: Int, models: Int) throws(RouterError) {
    let lines = try reader.bytes("semantic.vocabulary")
    let upper = try reader.integers("semantic.rows", [pieces, models])
    // Absent where all are 0, as in files before the weights had 24 bits.
    let lower = try reader.bytesIfPresent("semantic.low_bytes", [pieces, models])
    let scales = try reader.floats("semantic.scales", [models])
    guard let vocabulary = WordPieceVocabulary(lines: lines), vocabulary.count == pieces else { return nil }
    var rows = upper.map { Int32($0) << 8 }
    if let lower {
      guard lower.contains(where: { $0 != 0 }) else { return nil }
      for k in rows.indices { rows[k] |= Int32(lower[k]) }
    }
    self.init(vocabulary: vocabulary, models: models, rows: rows, scales: scales)
  }

  fileprivate var tensors: [String: Safetensors.Tensor] {
    let (lines, shape) = (vocabulary.lines, [vocabulary.count, models])
    var tensors: [String: Safetensors.Tensor] = [
      "semantic.vocabulary": .init(type: .uint8, shape: [lines.count], bytes: lines),
      "semantic.rows": .init(shape: shape, rows.map { Int16(truncatingIfNeeded: $0 >> 8) }),
      "semantic.scales": .init(shape: [models], scales),
    ]
    let lower = rows.map { UInt8(truncatingIfNeeded: $0) }
    if lower.contains(where: { $0 != 0 }) {
      tensors["semantic.low_bytes"] = .init(type: .uint8, shape: shape, bytes: lower)
    }
    return tensors
  }
}

extension CategoryHeads {
  /// Scaling and vocabulary are those of the structural and the semantic block.
  fileprivate init?(
    reading reader: inout TensorReader, _ names: [String], _ scaling: FeatureScaling,
    _ vocabulary: WordPieceVocabulary, models: Int
  ) throws(RouterError) {
    let form = try reader.floats("kinds.form", [scaling.means.count, names.count])
    let rows = try reader.integers("kinds.rows", [vocabulary.count, names.count])
    let scales = try reader.floats("kinds.scales", [names.count])
    let intercepts = try reader.floats("kinds.intercepts", [names.count])
    let weights = try reader.floats("kinds.weights", [names.count, models])
    guard let structural = StructuralHeads(scaling: scaling, weights: form, models: names.count),
      let semantic = SemanticHeads(
        vocabulary: vocabulary, models: names.count, rows: rows.map { Int32($0) << 8 }, scales: scales)
    else { return nil }
    self.init(
      names: names, structural: structural, semantic: semantic, intercepts: intercepts, weights: weights, models: models
    )
  }

  fileprivate var tensors: [String: Safetensors.Tensor] {
    [
      "kinds.form": .init(shape: [structural.scaling.means.count, names.count], structural.weights),
      "kinds.rows": .init(
        shape: [semantic.vocabulary.count, names.count], semantic.rows.map { Int16(truncatingIfNeeded: $0 >> 8) }),
      "kinds.scales": .init(shape: [names.count], semantic.scales),
      "kinds.intercepts": .init(shape: [names.count], intercepts),
      "kinds.weights": .init(shape: [names.count, models], weights),
    ]
  }
}

extension VectorHeads {
  fileprivate init?(
    reading reader: inout TensorReader, _ specification: VectorSpecification, models: Int
  ) throws(RouterError) {
    let (block, dimension) = (specification.block.rawValue, specification.dimension)
    let weights = try reader.floats("\(block).weights", [dimension, models])
    guard let scaling = try FeatureScaling(reading: &reader, block, count: dimension, isBounded: false) else {
      return nil
    }
    self.init(specification: specification, scaling: scaling, weights: weights, models: models)
  }

  fileprivate var tensors: [String: Safetensors.Tensor] {
    let block = specification.block.rawValue
    let weights = Safetensors.Tensor(shape: [specification.dimension, models], weights)
    return scaling.tensors(block).merging(["\(block).weights": weights]) { own, _ in own }
  }
}

extension NeighbourHeads {
  fileprivate init?(
    reading reader: inout TensorReader, _ specification: NeighbourSpecification, models: Int, blocks: Int
  ) throws(RouterError) {
    let (rows, dimensions) = (specification.rows, blocks * models)
    let index = NeighbourIndex(
      count: specification.count, models: models, dimensions: dimensions,
      coordinates: try reader.integers("neighbours.coordinates", [rows, dimensions]),
      scales: try reader.floats("neighbours.scales", [dimensions]),
      scores: try reader.integers("neighbours.scores", [rows, models]),
      weights: try reader.floats("neighbours.weights", [rows]))
    let mix = try reader.floats("neighbours.mix", [4, models])
    guard let index else { return nil }
    self.init(index: index, mix: mix)
  }

  fileprivate var tensors: [String: Safetensors.Tensor] {
    [
      "neighbours.coordinates": .init(shape: [index.rows, index.dimensions], index.coordinates),
      "neighbours.scales": .init(shape: [index.dimensions], index.scales),
      "neighbours.scores": .init(shape: [index.rows, index.models], index.scores),
      "neighbours.weights": .init(shape: [index.rows], index.weights),
      "neighbours.mix": .init(shape: [4, index.models], mix),
    ]
  }
}

extension ContextHeads {
  fileprivate init?(reading reader: inout TensorReader, tags: [PromptTag], models: Int) throws(RouterError) {
    let keys = Self.keys(of: tags).count
    self.init(
      tags: tags, models: models, slopes: try reader.floats("context.slopes", [keys, models]),
      intercepts: try reader.floats("context.intercepts", [keys, models]),
      weights: try reader.floats("context.weights", [tags.count, models]))
  }

  fileprivate var tensors: [String: Safetensors.Tensor] {
    [
      "context.slopes": .init(shape: [keys.count, models], slopes),
      "context.intercepts": .init(shape: [keys.count, models], intercepts),
      "context.weights": .init(shape: [tags.count, models], weights),
    ]
  }
}
