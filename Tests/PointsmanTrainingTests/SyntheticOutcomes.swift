import Pointsman
import PointsmanOutcomes
import PointsmanSupport

/// Synthetic outcomes of two models, "large" and "small", from a seeded generator.
enum SyntheticOutcomes {
  private static let ofSmall = ["parser", "loop", "array", "sort", "regex", "mock", "lint", "stub"]
  private static let ofLarge = ["confusing", "vague", "design", "tradeoff", "slow", "broken", "explain", "odd"]
  private static let ofNeither = ["the", "a", "please", "my", "code", "for", "with", "now", "today", "quick"]

  /// Every prompt holds two words of one list; `small` solves the first list's prompts and `large` the second's, but for one
  /// row in twenty.
  static func separable(rows: Int, seed: UInt64) -> OutcomeTable {
    var generator = SplitMix64(seed: seed)
    return OutcomeTable(
      rows: (0..<rows).map { index in
        let easy = index.isMultiple(of: 2)
        var words = (0..<4).map { _ in draw(ofNeither, &generator) }
        for _ in 0..<2 {
          words.insert(draw(easy ? ofSmall : ofLarge, &generator), at: Int(generator.next(below: 4)))
        }
        let flipped = generator.next(below: 20) == 0
        let small = easy != flipped
        let row = OutcomeRow(
          id: "r\(index)", prompt: Prompt(words.joined(separator: " ")), category: easy ? "easy" : "hard")
        return (
          row,
          [
            "small": Outcome(score: small ? 1 : 0, cost: 0.001), "large": Outcome(score: small ? 0 : 1, cost: 0.01),
          ]
        )
      })
  }

  private static func draw(_ words: [String], _ generator: inout SplitMix64) -> String {
    words[Int(generator.next(below: UInt64(words.count)))]
  }
}

extension OutcomeTable {
  /// For each row its outcomes by model name.
  var outcomesByName: [[String: Outcome]] {
    rows.indices.map { row in
      Dictionary(
        uniqueKeysWithValues: models.indices.compactMap { model in
          outcome(row: row, model: model).map { (models[model], $0) }
        })
    }
  }

  /// The same prompts and the same outcomes, shuffled at random: nothing is left to learn.
  func withShuffledOutcomes(seed: UInt64) -> OutcomeTable {
    var generator = SplitMix64(seed: seed)
    return OutcomeTable(rows: Array(zip(rows, outcomesByName.shuffled(using: &generator))))
  }
}
