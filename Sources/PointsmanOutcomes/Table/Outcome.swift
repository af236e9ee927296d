/// How one model did on one prompt.
public struct Outcome: Sendable, Equatable {
  /// From 0 (failed) to 1 (solved); a fraction where several samples or criteria were averaged.
  public var score: Double
  /// USD, at least 0; nil where it was not recorded.
  public var cost: Double?
  /// Seconds until the answer was there, at least 0; nil where they were not recorded.
  public var latency: Double?
  /// Tokens that the model read; nil where they were not counted.
  public var inputTokens: Double?
  /// Tokens of the answer; nil where they were not counted.
  public var outputTokens: Double?
  /// Characters of the answer; nil where they were not counted.
  public var outputCharacters: Double?

  /// An outcome with the two figures that nearly all have.
  public init(score: Double, cost: Double? = nil) {
    (self.score, self.cost) = (score, cost)
  }

  /// Tokens of the answer or, where they were not counted, a quarter of its characters: four characters a token is the
  /// rule of thumb for English and code.
  public var estimatedOutputTokens: Double? { outputTokens ?? outputCharacters.map { $0 / 4 } }
}
