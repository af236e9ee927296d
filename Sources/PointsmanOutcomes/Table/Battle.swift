/// Two models that answered one prompt, and whose answer was preferred.
public struct Battle: Sendable, Equatable {
  /// The model named first.
  public var modelA: String
  /// The model named second.
  public var modelB: String
  /// Whose answer was preferred.
  public var winner: Winner

  /// A battle between two different models.
  public init(modelA: String, modelB: String, winner: Winner) {
    (self.modelA, self.modelB, self.winner) = (modelA, modelB, winner)
  }

  /// One of the two, or neither.
  public enum Winner: String, Sendable, CaseIterable {
    /// The model named first.
    case modelA = "model_a"
    /// The model named second.
    case modelB = "model_b"
    /// Neither: it counts as half a win of each.
    case tie
    /// A tie between answers of which neither was any good.
    case bothBad = "both_bad"
  }

  /// 1 for the model that won and 0 for the other; ½ for each in a tie, as half a win.
  var outcomes: [String: Outcome] {
    let score =
      switch winner {
      case .modelA: 1.0
      case .modelB: 0.0
      case .tie, .bothBad: 0.5
      }
    return [modelA: Outcome(score: score), modelB: Outcome(score: 1 - score)]
  }
}
