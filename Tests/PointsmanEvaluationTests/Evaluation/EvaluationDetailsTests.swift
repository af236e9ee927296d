import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Details of an evaluation")
struct EvaluationDetailsTests {
  private func evaluation(costs: [Double]? = [1, 3]) -> Evaluation {
    let table = outcomes((0..<80).map { $0 % 4 == 0 ? [1, 0] : [$0 % 3 == 1 ? 1 : 0, 1] }, costs: costs)
    let probabilities = table.rows.indices.flatMap { $0 % 5 == 0 ? [0.8, 0.3 - 0.001 * Double($0)] : [0.4, 0.7] }
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities),
      predictedCosts: costs.map { costs in table.rows.flatMap { _ in costs } })
    return Evaluation(
      results, regime: .heldOut, baselines: BaselineTrainingRows(table, folds: table.rows.indices.map { $0 % 4 }),
      pair: .init(weak: "a", strong: "b"), seed: 0, threads: 1)
  }

  @Test("Every metric of the definitions that the first page leaves out is under its key")
  func keys() {
    let details = evaluation().detailedJSON["details"]
    func keys(_ name: String) -> Set<String> {
      guard case .object(let members)? = details?[name] else { return [] }
      return Set(members.map(\.key))
    }
    #expect(
      keys("choices").isSuperset(of: [
        "macro_f1", "top_2", "recall_1", "recall_2", "gain_over_random", "gain_over_best", "gap_to_oracle",
        "cumulative_regret",
      ]))
    #expect(
      keys("costs").isSuperset(of: [
        "arena", "opt_sel", "opt_cost", "opt_acc", "perf_gain", "cost_save", "deferral_area", "deferral_peak",
        "aiq_routerbench_grid", "reward_1.0_0.0", "reward_0.5_0.5", "reward_0.2_0.8",
      ]))
    #expect(
      keys("pair").isSuperset(of: [
        "gap", "gap_standard_error", "pgr_50", "optimal_score_50", "quality_drop_50", "net_benefit_50",
      ]))
    guard case .object(let models)? = details?["models"] else { return #expect(Bool(false), "no models") }
    #expect(models.map(\.key) == ["a", "b"])
    for (_, figures) in models {
      for key in ["auprc", "ece_adaptive", "calibration_slope", "calibration_intercept", "brier_resolution"] {
        #expect(figures[key] != nil, "\(key)")
      }
    }
  }

  @Test("Figures agree with those of the first page")
  func figures() throws {
    let evaluation = evaluation()
    let details = try #require(evaluation.detailedJSON["details"])
    let (router, baselines) = (evaluation.router, evaluation.baselines)
    #expect(agree(details["choices"]?["gap_to_oracle"]?.double, 1 - router.score / baselines.oracle))
    #expect(agree(details["choices"]?["cumulative_regret"]?.double, router.regret * 80))
    #expect(agree(details["costs"]?["opt_acc"]?.double, router.score / baselines.oracle))
    #expect(agree(details["costs"]?["cost_save"]?.double, evaluation.curve?.qnc.map { 1 - $0 }))
    let gap = try #require(details["pair"]?["gap"]?.double)
    #expect(agree(gap, evaluation.models[1].score - evaluation.models[0].score))
    // At the price of the gap: a(f) − W̄ − f · gap.
    let score = try #require(details["pair"]?["score_50"]?.double)
    #expect(agree(details["pair"]?["net_benefit_50"]?.double, score - evaluation.models[0].score - 0.5 * gap))
  }

  @Test("Without costs there is no group of costs; what a router file keeps has no details")
  func less() {
    let evaluation = evaluation(costs: nil)
    #expect(evaluation.details.map(\.key) == ["choices", "pair"])
    #expect(evaluation.json["details"] == nil)
  }

  @Test("Labels that follow the categories are said to do so")
  func categoryWarning() {
    func evaluation(_ categories: [String?]) -> Evaluation {
      let table = outcomes(categories.indices.map { $0 % 2 == 0 ? [1, 0] : [0, 1] }, categories: categories)
      return Evaluation(
        RoutingResults(table, choosing: categories.map { _ in 0 }), regime: .crossValidated,
        baselines: BaselineTrainingRows(table, folds: categories.indices.map { $0 / 2 % 2 }), pair: nil, seed: 0,
        threads: 1)
    }
    let following = evaluation((0..<12).map { $0 % 2 == 0 ? "x" : "y" })
    #expect(following.categoryWarning?.contains("(1.000): the labels follow the categories") == true)
    #expect(evaluation((0..<12).map { $0 % 3 == 0 ? "x" : "y" }).categoryWarning == nil)
    #expect(evaluation((0..<12).map { _ in nil }).categoryWarning == nil)
  }
}
