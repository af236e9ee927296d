/// What is known of a model apart from its outcomes.
public struct ModelFacts: Sendable, Equatable {
  /// What it is capable of, in words of the caller's choosing: "vision", "tools".
  public var capabilities: [String]
  /// Tokens that it reads at most; nil where that is no concern.
  public var contextWindow: Int?

  /// Facts of one model.
  public init(capabilities: [String] = [], contextWindow: Int? = nil) {
    (self.capabilities, self.contextWindow) = (capabilities, contextWindow)
  }
}
