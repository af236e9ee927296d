extension Battle.Winner {
  static let expected = "model_a, model_b, tie or both_bad"

  /// The winner as some data set writes it: by position (`model_a`, `A`, `left`), by the model's name, or as a tie
  /// (`tie`, `draw`, `tie (bothbad)`, `both_bad`); case and punctuation do not matter. nil where it is none of these.
  init?(spelling: String, modelA: String, modelB: String) {
    if spelling == modelA || spelling == modelB {
      self = spelling == modelA ? .modelA : .modelB
      return
    }
    switch spelling.lowercased().filter({ $0.isLetter }) {
    case "modela", "a", "left": self = .modelA
    case "modelb", "b", "right": self = .modelB
    case "tie", "draw", "bothgood", "tiebothgood": self = .tie
    case "bothbad", "tiebothbad", "neither": self = .bothBad
    default: return nil
    }
  }
}
