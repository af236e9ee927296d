/// The kinds block of a trained router: guesses which categories of the training data a prompt looks like, and adds what
/// each says of every model.
///
///     s_k = σ(b_k + what form and meaning add),   p_k = s_k / max(1, Σ s),   z_m += Σ_k p_k w_km
///
/// One regression a category, each against all others: of a prompt of a kind that training has not seen, all may say no,
/// and the block then keeps out of the decision. A softmax would have to name one.
package struct CategoryHeads: Sendable {
  /// The K categories, in ascending order.
  package let names: [String]
  /// What form says of each, K columns.
  package let structural: StructuralHeads
  /// What meaning says of each, K columns, of 16 bits.
  package let semantic: SemanticHeads
  /// b, K numbers.
  package let intercepts: [Float]
  /// w, K × M, row-major.
  package let weights: [Float]
  package let models: Int

  /// nil when the shapes disagree, a number is not finite, or the names are not in order.
  package init?(
    names: [String], structural: StructuralHeads, semantic: SemanticHeads, intercepts: [Float], weights: [Float],
    models: Int
  ) {
    guard !names.isEmpty, zip(names, names.dropFirst()).allSatisfy({ $0 < $1 }),
      structural.models == names.count, semantic.models == names.count, intercepts.count == names.count,
      weights.count == names.count * models, (intercepts + weights).allSatisfy(\.isFinite)
    else { return nil }
    (self.names, self.structural, self.semantic) = (names, structural, semantic)
    (self.intercepts, self.weights, self.models) = (intercepts, weights, models)
  }

  /// p from the K logits of the regressions.
  package static func shares(_ logits: [Float]) -> [Float] {
    let alone = logits.map { Float(Calibration.identity.probability(logit: Double($0))) }
    let sum = max(1, alone.reduce(0, +))
    return alone.map { $0 / sum }
  }

  /// p of a prompt: K shares, at most 1 in all. `features` are raw. O((features + pieces) · K).
  func shares(of features: [Float], _ tokenizer: borrowing WordPieceTokenizer) -> [Float] {
    var logits = intercepts
    structural.addLogits(of: features, to: &logits)
    semantic.addLogits(of: tokenizer, to: &logits)
    return Self.shares(logits)
  }

  /// Adds the block's share to the M logits.
  func addLogits(of shares: [Float], to logits: inout [Float]) {
    for (k, share) in shares.enumerated() {
      for model in 0..<models { logits[model] += share * weights[k * models + model] }
    }
  }
}
