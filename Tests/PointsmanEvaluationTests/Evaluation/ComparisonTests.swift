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
