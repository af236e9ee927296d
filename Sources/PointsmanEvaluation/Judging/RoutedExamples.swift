internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

/// The prompts on which the router did most better, and most worse, than the best single model.
struct RoutedExamples: Sendable {
  struct Example: Sendable {
    let id: String
    let category: String?
    let prompt: String
    let chosen: String
    let chosenScore: Double
    let bestSingleScore: Double
    /// The router's probability of the model it chose.
    let probability: Double
  }

  let gains: [Example]
  let losses: [Example]
  /// How many prompts each kind has in all.
  let gainCount: Int
  let lossCount: Int

  /// The first `count` of each kind: the largest differences first, of equals the ones the router was surest of.
  /// O(n log n).
  init(_ judged: RoutingResults, count: Int = 5) {
    let (routed, single) = (judged.routedScores, judged.scores(of: judged.bestSingle))
    func probability(_ row: Int) -> Double {
      let place = judged.complete[row]
      return judged.predictions[place][place * judged.models + judged.choices[row]]
    }
    func ordered(_ difference: (Int) -> Double) -> [Int] {
      routed.indices.filter { difference($0) > 0 }
        .map { (row: $0, key: (-difference($0), -probability($0), $0)) }.sorted { $0.key < $1.key }.map(\.row)
    }
    func example(_ row: Int) -> Example {
      let entry = judged.table.rows[judged.complete[row]]
      return Example(
        id: entry.id, category: entry.category, prompt: entry.prompt.userText,
        chosen: judged.table.models[judged.choices[row]], chosenScore: routed[row], bestSingleScore: single[row],
        probability: probability(row))
    }
    let (won, lost) = (ordered { routed[$0] - single[$0] }, ordered { single[$0] - routed[$0] })
    (gainCount, lossCount) = (won.count, lost.count)
    (gains, losses) = (won.prefix(count).map(example), lost.prefix(count).map(example))
  }
}
