/// Where a prompt goes, and on what grounds.
public struct Decision: Sendable, Equatable {
  /// The chosen model.
  public let model: String
  /// For every model its probability, in the order of `Router.models`.
  public let probabilities: [Double]
  /// By how much the chosen model beats the next best, in the measure that the policy compares.
  public let margin: Double
  /// USD, the chosen model's mean cost in training; nil when costs were not recorded.
  public let expectedCost: Double?
  /// One clause in words.
  public let reason: String
}
