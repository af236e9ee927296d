/// One of several criteria that an answer was scored by, and how much it counts.
public struct Criterion: Sendable, Equatable {
  /// As `scores` names it.
  public var name: String
  /// Above 0; a score is the criteria's mean by their weights.
  public var weight: Double

  /// nil unless the weight is finite and above 0, and the name is not empty.
  public init?(name: String, weight: Double) {
    guard weight > 0, weight.isFinite, !name.isEmpty else { return nil }
    (self.name, self.weight) = (name, weight)
  }
}
