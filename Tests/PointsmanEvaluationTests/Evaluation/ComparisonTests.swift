import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Comparison of two routers, and evaluation of decisions")
struct ComparisonTests {
  private let table = outcomes((0..<80).map { $0 % 2 == 0 ? [1, $0 % 8 == 0 ? 0 : 1] : [0, 1] }, costs: [1, 3])

  private func evaluation(_ probabilities: [Double]) -> Evaluation {
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities), predictedCosts: nil)
    let set = FeaturizedTable(table, partingDuplicates: true)
    return Evaluation(
      results, regime: .heldOut, baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }),
      pair: .init(weak: "a", strong: "b"),
      seed: 0, threads: 1)
  }

  /// Knows the answer on all rows but every `every`-th.
  private func knowing(allBut every: Int) -> Evaluation {
    evaluation(
      table.rows.indices.flatMap { row in
        (row % 2 == 0) == (row % every != 0) ? [0.8, 0.3 - 0.001 * Double(row)] : [0.4, 0.7]
      })
  }

  @Test("A router beside itself differs by nothing; only of choices on other prompts is that not certain")
  func itself() throws {
    let comparison = Comparison(knowing(allBut: 5), knowing(allBut: 5))
    #expect(comparison.rows.map(\.name) == ["score", "cost, $", "log loss, nats", "mean AUC", "APGR"])
    for row in comparison.rows {
      #expect(row.difference == 0 && (row.pValue ?? 1) == 1)
      let interval = try #require(row.interval)
      #expect(interval.low <= 0 && interval.high >= 0 && (interval.high > 0) == (row.name == "score"))
    }
  }

  @Test("A better one shows it, and differences are those of the two evaluations")
  func better() throws {
    let (worse, better) = (knowing(allBut: 3), knowing(allBut: 40))
    let comparison = Comparison(worse, better)
    let score = try #require(comparison.rows.first)
    #expect(agree(score.difference, better.router.score - worse.router.score))
    #expect(try #require(score.interval).low > 0 && (score.pValue ?? 1) < 0.01)
    let apgr = try #require(comparison.rows.last)
    #expect(agree(apgr.first, worse.pair?.apgr) && agree(apgr.second, better.pair?.apgr))
    #expect(comparison.text(first: "x", second: "y").contains("B − A"))
    #expect(comparison.json["figures"]?["score"]?["difference"] != nil)
  }

  @Test("Of several routers each has its table, and p-values that hold for all of them")
  func several() throws {
    let first = knowing(allBut: 3)
    let others = [knowing(allBut: 40), knowing(allBut: 4), knowing(allBut: 3)]
    let alone = others.map { Comparison(first, $0) }
    let together = Comparison.adjusted(alone, seed: 1)
    for (one, all) in zip(alone, together) {
      for (row, adjusted) in zip(one.rows, all.rows) {
        #expect(adjusted.pValue == row.pValue && row.adjustedPValue == nil)
        #expect((adjusted.adjustedPValue == nil) == (row.pValue == nil))
        if let pValue = adjusted.adjustedPValue { #expect(pValue >= (row.pValue ?? 1) && pValue <= 1) }
      }
    }
    #expect(together[0].rows[0].adjustedPValue ?? 1 < 0.05 && together[2].rows[0].adjustedPValue == 1)
    #expect(Comparison.adjusted([alone[0]], seed: 1)[0].rows.allSatisfy { $0.adjustedPValue == nil })
    let text = Comparison.text(together, of: ["w", "x", "y", "z"])
    for part in ["D  z", "the same for all", "B − A", "C − A", "D − A", "adjusted p"] { #expect(text.contains(part)) }
    let json = Comparison.json(together, of: ["w", "x", "y", "z"])
    #expect(json["comparisons"]?.array?.map { $0["b"]?.string } == ["x", "y", "z"])
  }

  @Test("Decisions get every figure about choices, and none about probabilities")
  func decisions() {
    let choices = table.rows.indices.map { $0 % 2 }
    let set = FeaturizedTable(table, partingDuplicates: true)
    let evaluation = Evaluator().evaluation(ofChoices: choices, on: set, pair: .init(weak: "a", strong: "b"))
    #expect(evaluation.router.score == 1 && evaluation.router.accuracy == 1)
    #expect(evaluation.regime.description == "decisions" && evaluation.verdict.route)
    #expect(evaluation.models.allSatisfy { $0.auc == nil && $0.logLoss.isNaN && $0.brier.isNaN && $0.ece.isNaN })
    #expect(evaluation.json["models"]?["a"]?["log_loss"] == .null && evaluation.curve == nil)
  }
}
