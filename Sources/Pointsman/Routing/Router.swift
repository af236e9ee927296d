/// A trained router: from a prompt to each model's probability, and to a decision. Immutable, and safe to share between
/// threads.
public struct Router: Sendable {
  /// The models it chooses among, in alphabetical order.
  public var models: [String] { manifest.models.map(\.name) }
  /// What it was made from and how good it was found to be.
  public let manifest: RouterManifest
  /// SHA-256 of manifest and weights, 64 hexadecimal digits: names this very router in logs.
  public let digest: String

  let lexical: LexicalHeads?
  let structural: StructuralHeads?
  let semantic: SemanticHeads?
  let vectors: [VectorHeads]
  let context: ContextHeads?
  /// M numbers.
  let intercepts: [Float]

  /// Puts the parts together; a part of the wrong shape is `RouterError.malformed`.
  package init(
    manifest: RouterManifest, lexical: LexicalHeads?, structural: StructuralHeads?,
    semantic: SemanticHeads?, vectors: [VectorHeads] = [], context: ContextHeads? = nil,
    intercepts: [Float]
  ) throws(RouterError) {
    let count = manifest.models.count
    guard count > 0, intercepts.count == count, intercepts.allSatisfy(\.isFinite) else {
      throw .malformed(fault: "the intercepts do not fit \(count) models")
    }
    guard lexical == nil || lexical?.models == count, structural == nil || structural?.models == count,
      semantic == nil || semantic?.models == count, vectors.allSatisfy({ $0.models == count }),
      context == nil || context?.models == count
    else {
      throw .malformed(fault: "the weights do not fit \(count) models")
    }
    guard structural == nil || structural?.scaling.means.count == StructuralFeatures.count else {
      throw .malformed(fault: "the structural block has features that this version does not compute")
    }
    guard manifest.vectors == vectors.map(\.specification), manifest.context == context?.tags else {
      throw .malformed(fault: "its vectors or tags are not those that its manifest names")
    }
    (self.manifest, self.intercepts) = (manifest, intercepts)
    (self.lexical, self.structural, self.semantic) = (lexical, structural, semantic)
    (self.vectors, self.context) = (vectors, context)
    let tensors = Self.tensors(lexical, structural, semantic, vectors, context, intercepts: intercepts)
    digest = Self.digest(manifest: manifest.json.text, tensors: tensors)
  }

  /// For every model, in the order of `models`, the calibrated probability that `manifest.target` names. O(length of
  /// the prompt).
  ///
  /// Throws when the router reads a vector (`manifest.vectors`) that the prompt does not bring.
  public func probabilities(for prompt: Prompt) throws(RouterError) -> [Double] {
    var probabilities = zip(manifest.models, try logits(for: prompt)).map {
      $0.calibration.probability(logit: Double($1))
    }
    context?.correct(&probabilities, for: prompt)
    return manifest.target.normalized(probabilities)
  }

  /// For every model, in the order of `models`, the sum of the blocks' logits.
  func logits(for prompt: Prompt) throws(RouterError) -> [Float] {
    var logits = intercepts
    if let lexical {
      var counter = LexicalCounter(lexical.specification)
      counter.count(prompt.userText)
      lexical.addLogits(of: counter, to: &logits)
    }
    if let structural {
      structural.addLogits(of: StructuralFeatures.values(of: prompt), to: &logits)
    }
    if let semantic {
      var tokenizer = WordPieceTokenizer(semantic.vocabulary)
      tokenizer.tokenize(prompt.userText)
      semantic.addLogits(of: tokenizer, to: &logits)
    }
    for heads in vectors { try heads.addLogits(of: prompt, to: &logits) }
    return logits
  }

  /// Chooses a model for `prompt`.
  ///
  /// Throws `RouterError.unsuitablePolicy` when the policy needs what the router lacks: a weak and a strong model, or
  /// costs; and what `probabilities(for:)` throws.
  public func route(_ prompt: Prompt, under policy: Policy = .mostLikely) throws(RouterError) -> Decision {
    let probabilities = try probabilities(for: prompt)
    let costs = manifest.models.map(\.meanCost)
    switch policy {
    case .mostLikely:
      return decision(
        probabilities, utilities: probabilities, reason: "highest probability of \(manifest.target.rawValue)")
    case .threshold(let threshold):
      guard let pair = manifest.pair, let weak = models.firstIndex(of: pair.weak),
        let strong = models.firstIndex(of: pair.strong)
      else { throw .unsuitablePolicy(reason: "a threshold needs a router trained with --weak and --strong") }
      let advantage = probabilities[strong] - probabilities[weak]
      let chosen = advantage >= threshold ? strong : weak
      return Decision(
        model: models[chosen], probabilities: probabilities, margin: abs(advantage - threshold),
        expectedCost: costs[chosen],
        reason: "advantage of the strong model \(chosen == strong ? "reaches" : "is below") the threshold")
    case .willingnessToPay(let willingness):
      guard willingness > 0, costs.allSatisfy({ $0 != nil }) else {
        throw .unsuitablePolicy(
          reason: "a willingness to pay needs to be positive, and a router trained on outcomes with costs")
      }
      let utilities = zip(probabilities, costs).map { $0 - $1! / willingness }
      return decision(probabilities, utilities: utilities, reason: "highest probability less cost")
    }
  }

  private func decision(_ probabilities: [Double], utilities: [Double], reason: String) -> Decision {
    let costs = manifest.models.map(\.meanCost)
    var best = 0
    for m in utilities.indices.dropFirst() {
      if (utilities[m], -(costs[m] ?? 0)) > (utilities[best], -(costs[best] ?? 0)) { best = m }
    }
    let next = utilities.indices.filter { $0 != best }.map { utilities[$0] }.max()
    return Decision(
      model: models[best], probabilities: probabilities, margin: next.map { utilities[best] - $0 } ?? 0,
      expectedCost: costs[best], reason: reason)
  }
}
