package import PointsmanSupport

/// The category block of a trained router: guesses which categories of the training data a prompt looks like, and adds
/// what each says of every model.
///
///     s_k = σ(b_k + what form and meaning add),   p_k = s_k / max(1, Σ s),   z_m += Σ_k p_k w_km
///
/// One regression a category, each against all others. For a prompt of a category that training has not seen all of them
/// may say no, and the block then keeps out of the decision. A softmax would have to name one.
package struct CategoryHead: BlockHead {
  /// The K categories, in ascending order.
  package let names: [String]
  /// The structural features' part, K columns.
  package let structural: StructuralHead
  /// The pieces' part, K columns, of 16 bits.
  package let semantic: SemanticHead
  /// b, K numbers.
  package let intercepts: [Float]
  /// w, K × M, row-major.
  package let weights: [Float]
  package let models: Int
  /// The block's name in the router's file, which stays as it was read: a router's digest covers it.
  private let storedName: String

  /// The block's name in the files of earlier versions.
  static let formerName = "kinds"

  package var block: Block { .category }
  package var summary: String { "category (\(names.count) categories)" }

  /// nil when the shapes disagree, a number is not finite, or the names are not in order.
  package init?(
    names: [String], structural: StructuralHead, semantic: SemanticHead, intercepts: [Float], weights: [Float],
    models: Int
  ) {
    self.init(names, structural, semantic, intercepts, weights, models, Block.category.rawValue)
  }

  private init?(
    _ names: [String], _ structural: StructuralHead, _ semantic: SemanticHead, _ intercepts: [Float],
    _ weights: [Float], _ models: Int, _ storedName: String
  ) {
    guard !names.isEmpty, zip(names, names.dropFirst()).allSatisfy({ $0 < $1 }),
      structural.models == names.count, semantic.models == names.count, intercepts.count == names.count,
      weights.count == names.count * models, (intercepts + weights).allSatisfy(\.isFinite)
    else { return nil }
    (self.names, self.structural, self.semantic) = (names, structural, semantic)
    (self.intercepts, self.weights, self.models, self.storedName) = (intercepts, weights, models, storedName)
  }

  package func validationError(among heads: RouterHeads) -> String? {
    heads[StructuralHead.self] != nil && heads[SemanticHead.self] != nil
      ? nil : "its categories lack the blocks that they are guessed from"
  }

  package var additionObstacle: String? {
    "how it does on each of the router's categories is not known; train it again, or add it to a router without that "
      + "block"
  }
}

// Logits and explanation.

extension CategoryHead {
  package func addLogits(of reading: inout PromptReading, to logits: inout [Float]) {
    for (k, share) in shares(of: &reading).enumerated() {
      for model in 0..<models { logits[model] += share * weights[k * models + model] }
    }
  }

  /// One contribution for each category that the prompt looks like by more than one part in a hundred, and one for all
  /// the others.
  package func contributions(of reading: inout PromptReading) -> [Contribution] {
    var tally = ContributionTally(.category, models: models)
    for (k, share) in shares(of: &reading).enumerated() {
      let text = share > 0.01 ? "\(names[k]) (\(Int((share * 100).rounded())) %)" : "other categories (under 1 % each)"
      let piece = tally.number(of: Array(text.utf8))
      for model in 0..<models { tally.add(Double(share * weights[k * models + model]), piece: piece, model: model) }
    }
    return tally.contributions
  }

  /// p of a prompt: K shares, at most 1 in all. O((features + pieces) · K).
  private func shares(of reading: inout PromptReading) -> [Float] {
    shares(of: reading.structuralFeatures, reading.pieces(semantic.vocabulary))
  }

  /// p of raw structural features and pieces.
  func shares(of features: [Float], _ tokenizer: borrowing WordPieceTokenizer) -> [Float] {
    var logits = intercepts
    structural.addLogits(of: features, to: &logits)
    semantic.addLogits(of: tokenizer, to: &logits)
    return Self.shares(logits)
  }

  /// p from the K logits of the regressions.
  package static func shares(_ logits: [Float]) -> [Float] {
    let alone = logits.map { Float(sigmoid(Double($0))) }
    let sum = max(1, alone.reduce(0, +))
    return alone.map { $0 / sum }
  }
}

// Router files.

extension CategoryHead {
  /// Scaling and vocabulary are those of the structural and the semantic block.
  package init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after earlier: RouterHeads
  ) throws(RouterError) {
    let entries = try entry.require(entry["categories"]?.array)
    let names = entries.compactMap(\.string)
    guard names.count == entries.count else { throw .malformed(fault: "its manifest has a category without a name") }
    guard let scaling = earlier[StructuralHead.self]?.scaling, let vocabulary = earlier[SemanticHead.self]?.vocabulary
    else { throw .malformed(fault: "its categories lack the blocks that they are guessed from") }
    let name = try entry.require(entry["kind"]?.string)
    let form = try tensors.floats("\(name).form", [scaling.means.count, names.count])
    let rows = try tensors.integers("\(name).rows", [vocabulary.count, names.count])
    let scales = try tensors.floats("\(name).scales", [names.count])
    let intercepts = try tensors.floats("\(name).intercepts", [names.count])
    let weights = try tensors.floats("\(name).weights", [names.count, models])
    let structural = try entry.valid(StructuralHead(scaling: scaling, weights: form, models: names.count))
    let semantic = try entry.valid(
      SemanticHead(vocabulary: vocabulary, models: names.count, rows: rows.map { Int32($0) << 8 }, scales: scales))
    self = try entry.valid(CategoryHead(names, structural, semantic, intercepts, weights, models, name))
  }

  package var entry: BlockEntry {
    BlockEntry(.category, name: storedName, [("categories", .array(names.map(JSONValue.string)))])
  }

  package var tensors: [String: Safetensors.Tensor] {
    [
      "\(storedName).form": .init(shape: [structural.scaling.means.count, names.count], structural.weights),
      "\(storedName).rows": .init(
        shape: [semantic.vocabulary.count, names.count], semantic.rows.map { Int16(truncatingIfNeeded: $0 >> 8) }),
      "\(storedName).scales": .init(shape: [names.count], semantic.scales),
      "\(storedName).intercepts": .init(shape: [names.count], intercepts),
      "\(storedName).weights": .init(shape: [names.count, models], weights),
    ]
  }
}
