/// How one model did on one prompt.
public struct Outcome: Sendable, Equatable {
  /// From 0 (failed) to 1 (solved); a fraction where several samples or criteria were averaged.
  public var score: Double
  /// USD, at least 0; nil where it was not recorded.
  public var cost: Double?

  public init(score: Double, cost: Double? = nil) {
    (self.score, self.cost) = (score, cost)
  }
}
