internal import PointsmanSupport

/// A trained router: from a prompt to each model's probability, and to a decision. Immutable, and safe to share between
/// threads.
public struct Router: Sendable {
  /// The models it chooses among, in alphabetical order.
  public var models: [String] { manifest.models.map(\.name) }
  /// What it was made from and how good it was found to be.
  public let manifest: RouterManifest
  /// SHA-256 of manifest and weights, 64 hexadecimal digits: names this very router in logs.
  public let digest: String

  package let heads: RouterHeads
  let pool = RoutingScratchPool()

  /// Puts the parts together; a part of the wrong shape is `RouterError.malformed`. `digest` is that which a file
  /// states; without it, it is computed.
  package init(
    manifest: RouterManifest, heads: RouterHeads, digest: String? = nil
  ) throws(RouterError) {
    try heads.check(against: manifest)
    (self.manifest, self.heads) = (manifest, heads)
    self.digest = digest ?? Self.digest(manifest: manifest.json.text, tensors: heads.tensors)
  }

  /// For every model, in the order of `models`, the calibrated probability that `manifest.target` names. O(length of
  /// the prompt).
  ///
  /// Throws when the router reads a vector (`manifest.vectors`) that the prompt does not bring.
  public func probabilities(for prompt: Prompt) throws(RouterError) -> [Double] {
    var probabilities = zip(manifest.models, try logits(for: prompt)).map {
      $0.calibration.probability(logit: Double($1))
    }
    heads.context?.correct(&probabilities, for: prompt)
    return manifest.target.normalized(probabilities)
  }

  /// For every model, in the order of `models`, its logit before calibration.
  func logits(for prompt: Prompt) throws(RouterError) -> [Float] {
    let (sum, point) = try sumAndPoint(of: prompt)
    guard let neighbours = heads.neighbours else { return sum }
    return zip(neighbours.scaled(sum), neighbours.share(at: point)).map { $0 + $1 }
  }

  /// What the blocks add up to, M numbers; and, where neighbours are asked, what each block adds, M numbers a block.
  func sumAndPoint(of prompt: Prompt) throws(RouterError) -> (sum: [Float], point: [Float]) {
    var scratch = takeScratch()
    let result = try sumAndPoint(of: prompt, &scratch)
    pool.give(scratch)
    return result
  }

  /// Memory to work in, to be handed back to `pool`.
  func takeScratch() -> RoutingScratch {
    pool.take() ?? RoutingScratch(lexical: heads.lexical, semantic: heads.semantic)
  }

  private func sumAndPoint(
    of prompt: Prompt, _ scratch: inout RoutingScratch
  ) throws(RouterError) -> (sum: [Float], point: [Float]) {
    var sum = heads.intercepts
    var (point, before) = ([Float](), sum)
    func endBlock() {
      guard heads.neighbours != nil else { return }
      for model in sum.indices { point.append(sum[model] - before[model]) }
      before = sum
    }
    if let lexical = heads.lexical {
      prompt.readUserText(into: &scratch.text)
      scratch.counter?.count(scratch.text)
      if let counter = scratch.counter { lexical.addLogits(of: counter, to: &sum) }
      endBlock()
    }
    if let structural = heads.structural {
      StructuralFeatures.read(prompt, text: &scratch.text, values: &scratch.features)
      structural.addLogits(of: scratch.features, to: &sum)
      endBlock()
    }
    if let semantic = heads.semantic {
      prompt.readUserText(into: &scratch.text)
      scratch.tokenizer?.tokenize(scratch.text)
      if let tokenizer = scratch.tokenizer { semantic.addLogits(of: tokenizer, to: &sum) }
      endBlock()
    }
    if let kinds = heads.kinds, let tokenizer = scratch.tokenizer {
      kinds.addLogits(of: kinds.shares(of: scratch.features, tokenizer), to: &sum)
      endBlock()
    }
    for block in heads.vectors {
      try block.addLogits(of: prompt, to: &sum)
      endBlock()
    }
    return (sum, point)
  }
}
