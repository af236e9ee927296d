import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("OperatingCurve")
struct OperatingCurveTests {
  /// Two models without costs that are each right on the half of the prompts where the other fails.
  private func table(rows: Int, seed: UInt64) -> OutcomeTable {
    var generator = SplitMix64(seed: seed)
    let words = ["please", "now", "today", "maybe", "quick", "my", "code", "thing"]
    return OutcomeTable(
      rows: (0..<rows).map { row in
        let filler = (0..<4).map { _ in words[Int(generator.next(below: 8))] }.joined(separator: " ")
        let isEasy = row.isMultiple(of: 2)
        return (
          OutcomeRow(id: "\(row)", prompt: Prompt("\(isEasy ? "parser" : "design") \(filler)")),
          ["weak": Outcome(score: isEasy ? 1 : 0), "strong": Outcome(score: isEasy ? 0 : 1)]
        )
      })
  }

  @Test(
    "A pair of equals that a router tells apart is certified: the path starts at the likelier of the two", .tags(.slow))
  func equals() throws {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.folds, trainer.pair) = (2, .init(weak: "weak", strong: "strong"))
    let router = try trainer.fitted(to: FeaturizedTable(table(rows: 120, seed: 1))).router
    let (chooser, fresh) = (try BoundPolicy(router, under: .mostLikely), table(rows: 300, seed: 2))
    let decisions = try fresh.rows.map { try chooser.route($0.prompt) }
    let curve = try #require(OperatingCurve(chooser, table: fresh, decisions: decisions))
    #expect(curve.objectives.first == .threshold(0) && curve.objectives.last == .threshold(1))
    #expect(curve.scores[0] == decisions.indices.map { _ in 1 })
    let test = GuaranteeTest(share: 0.97, confidence: 0.95)
    #expect(test.lastCertified(points: curve.scores, singles: curve.singles, rows: Array(0..<curve.count)) != nil)
  }
}
