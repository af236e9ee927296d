extension VectorHeads {
  /// The block's one contribution. Throws when the prompt has not the vector that is specified.
  func contribution(of prompt: Prompt) throws(RouterError) -> Contribution {
    var logits = [Float](repeating: 0, count: models)
    try addLogits(of: prompt, to: &logits)
    return Contribution(
      source: .vector, text: "comes with this \(specification.block.rawValue) vector", values: logits.map(Double.init))
  }
}
