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

  private func trained() throws -> BoundPolicy {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.folds, trainer.pair) = (2, .init(weak: "weak", strong: "strong"))
    let router = try trainer.fitted(to: FeaturizedTable(table(rows: 120, seed: 1))).router
    return try BoundPolicy(router, under: .mostLikely)
  }

  @Test(
    "A pair of equals that a router tells apart is certified: the second sequence starts at the likelier of the two",
    .tags(.slow))
  func equals() throws {
    let (chooser, fresh) = (try trained(), table(rows: 300, seed: 2))
    let decisions = try fresh.rows.map { try chooser.route($0.prompt) }
    let curve = try #require(
      OperatingCurve(chooser, table: fresh, decisions: decisions, clusters: Array(fresh.rows.indices)))
    #expect(curve.points[curve.start].policy == .threshold(0) && curve.points.first?.policy == .threshold(-1))
    #expect(curve.points.last?.policy == .threshold(1) && curve.count == 300)
    #expect(curve.points[curve.start].scores == decisions.indices.map { _ in 1 })
    #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.calls != $1.calls })
    #expect(curve.points.map(\.policy).allSatisfy { (try? Policy(json: Array($0.json.text.utf8))) == $0 })
    let test = GuaranteeTest(share: 0.97, confidence: 0.95)
    let certified = test.lastCertified(
      points: curve.points.map(\.scores), start: curve.start, singles: curve.singles)
    // The strong model alone, the first point, is certified of nothing: half of it is luck.
    #expect(certified.map { $0 >= curve.start } == true)
  }

  @Test("Prompts of one cluster are one draw of their mean score, and rows without a model's outcome are left out")
  func clusters() throws {
    let (chooser, fresh) = (try trained(), table(rows: 6, seed: 2))
    let decisions = try fresh.rows.map { try chooser.route($0.prompt) }
    let partial = OutcomeTable(
      rows: fresh.rows.indices.map { row in
        (
          fresh.rows[row],
          row == 5
            ? ["weak": Outcome(score: 1)]
            : ["weak": fresh.outcome(row: row, model: 1)!, "strong": fresh.outcome(row: row, model: 0)!]
        )
      })
    let curve = try #require(
      OperatingCurve(chooser, table: partial, decisions: decisions, clusters: [7, 7, 7, 3, 3, 3]))
    #expect(curve.count == 2 && curve.prompts == 5 && curve.incomplete == 1)
    // Even rows are the weak model's, odd ones the strong model's.
    #expect(curve.singles[1].map { ($0 * 6).rounded() } == [4, 3])
    #expect(curve.singles[0].map { ($0 * 6).rounded() } == [2, 3])
    #expect(curve.points.allSatisfy { abs($0.calls.reduce(0, +) - 1) < 1e-12 })
    #expect(abs(curve.points[0].score - mean(curve.singles[0])) < 1e-12)
  }
}
