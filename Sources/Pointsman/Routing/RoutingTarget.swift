/// What a probability of the router means.
public enum RoutingTarget: String, Sendable, CaseIterable {
  /// The model solves the prompt: P(score), one model at a time.
  case success
  /// The model is the best of all on the prompt, mass split between ties; over the models they sum to 1.
  case winner
  /// The model's answer would be preferred to the reference model's, whose own probability is ½; learnt from battles.
  case preference

  /// The probabilities as this target has them: under `winner` scaled to sum to 1, all alike where none is above 0.
  package func normalized(_ probabilities: [Double]) -> [Double] {
    guard self == .winner else { return probabilities }
    let sum = probabilities.reduce(0, +)
    return probabilities.map { sum > 0 ? $0 / sum : 1 / Double(probabilities.count) }
  }
}
