/// What a probability of the router means.
public enum RoutingTarget: String, Sendable, CaseIterable {
  /// The model solves the prompt: P(score), one model at a time.
  case success
  /// The model is the best of all on the prompt, mass split between ties; over the models they sum to 1.
  case winner
}
