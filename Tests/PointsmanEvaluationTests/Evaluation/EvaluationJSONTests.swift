import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Evaluation as JSON, and its regimes")
struct EvaluationJSONTests {
  private let table: OutcomeTable = {
    var generator = SplitMix64(seed: 4)
    return OutcomeTable(
      rows: (0..<48).map { index in
        let hard = index % 2 == 0
        let text = (hard ? "why is the design of module slow \(index)" : "sort list number \(index) in one loop")
        let lucky = generator.next(below: 6) == 0
        return (
          OutcomeRow(
            id: "\(index)", prompt: Prompt(text), category: ["p", "q", "r"][index % 3], dataset: ["d", "e"][index % 2]),
          [
            "a": Outcome(score: hard == lucky ? 1 : 0, cost: 0.001),
            "b": Outcome(score: hard != lucky ? 1 : 0, cost: 0.01),
          ]
        )
      })
  }()

  private func evaluation(leavingOut attribute: Evaluation.Attribute? = nil) throws -> Evaluation {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.blocks, trainer.folds) = ([.structural], 2)
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.threads) = (2, 2)
    return try evaluator.crossValidate(
      trainer, on: FeaturizedTable(table, partingDuplicates: true), leavingOut: attribute)
  }

  private func keys(_ value: JSONValue?) -> [String] {
    if case .object(let members) = value { members.map(\.key) } else { [] }
  }

  @Test("Every key that the design promises is there, and what comes on top is known")
  func keys() throws {
    let evaluation = try evaluation()
    let json = evaluation.json
    #expect(
      keys(json) == [
        "prompts", "complete_prompts", "regime", "models", "router", "baselines", "pair", "curve", "verdict",
        "promises", "operating_points",
      ])
    #expect(keys(json["models"]) == ["a", "b"])
    #expect(
      keys(json["models"]?["a"]) == [
        "score", "cost", "auc", "auc_interval", "log_loss", "brier", "ece", "ece_if_calibrated",
        "ece_if_calibrated_high", "auc_pooled", "share", "observed",
      ])
    #expect(
      keys(json["router"]) == [
        "score", "score_interval", "cost", "accuracy", "regret", "regret_split_runs", "regret_split_runs_interval",
      ])
    #expect(
      keys(json["baselines"]) == [
        "best_single", "best_elsewhere", "random", "length", "category", "knn", "knn_100", "oracle",
        "oracle_split_runs",
        "router_leads",
      ])
    #expect(keys(json["baselines"]?["best_single"]) == ["model", "score"])
    #expect(
      keys(json["pair"]) == [
        "weak", "strong", "apgr", "apgr_interval", "apgr_routellm", "apgr_routellm_interval", "auc_strong_better",
        "cpt20", "cpt50", "cpt80", "cpt_intervals",
      ])
    #expect(keys(json["curve"]) == ["aiq", "aiq_zero", "aiq_oracle", "gap_closed", "qnc", "cross_fitted"])
    #expect(
      keys(json["verdict"]) == [
        "route", "route_for", "reason", "p_value", "gain", "gain_interval", "gain_over_mix", "p_value_over_mix",
        "borderline", "gains_of_divisions", "prompts_to_show_gain_of_0.02",
      ])
    #expect(json["prompts"]?.integer == 48 && json["regime"]?.string == "cross-validated")
    #expect(json["router"]?["score_interval"]?.array?.count == 2)
    #expect(json["verdict"]?["route"] == .bool(evaluation.verdict.route))
    #expect(try JSONValue(parsing: Array(json.text.utf8)) == json)
  }

  @Test("Figures agree with each other: router between random and oracle, regret the gap to the oracle")
  func figures() throws {
    let evaluation = try evaluation()
    let (router, baselines) = (evaluation.router, evaluation.baselines)
    #expect(baselines.oracle == 1 && baselines.random == 0.5)
    #expect(router.score <= baselines.oracle && router.score >= 0.5)
    #expect(agree(router.regret, baselines.oracle - router.score))
    #expect(agree(evaluation.models.reduce(0) { $0 + $1.share }, 1))
    #expect(agree(evaluation.verdict.gain, router.score - (baselines.bestSingle?.score ?? .nan)))
    #expect(evaluation.pair?.strong == baselines.bestSingle?.model)
  }

  @Test("A certainty that turns out wrong has an infinite log loss, which is null in JSON")
  func infiniteLoss() {
    let results = RoutingResults(
      table: outcomes([[0, 1], [1, 0]]), predictions: Predictions(models: 2, probabilities: [1, 0.5, 1, 0.5]),
      predictedCosts: nil)
    let figures = Evaluation.ModelFigures(results, model: 0)
    #expect(figures.logLoss == .infinity)
    #expect(figures.json["log_loss"] == .null)
    #expect(figures.json.text.contains("\"log_loss\":null"))
  }

  @Test("Whole categories or datasets are left out, and the regime says so", arguments: Evaluation.Attribute.allCases)
  func leavingOut(attribute: Evaluation.Attribute) throws {
    let evaluation = try evaluation(leavingOut: attribute)
    #expect(evaluation.regime.description == "leave-one-out:\(attribute.rawValue)")
    #expect(evaluation.prompts == 48)
  }

  @Test("Leaving out what no row names is an error that names it", arguments: Evaluation.Attribute.allCases)
  func nothingToLeaveOut(attribute: Evaluation.Attribute) throws {
    let plain = OutcomeTable(
      rows: table.rows.indices.map { row in
        let cells = table.models.indices.map { (table.models[$0], table.outcome(row: row, model: $0)!) }
        return (OutcomeRow(id: "", prompt: table.rows[row].prompt), Dictionary(uniqueKeysWithValues: cells))
      })
    let error = TrainingError.noCategories(attribute: attribute.rawValue)
    #expect(throws: error) {
      try Evaluator().crossValidate(
        RouterTrainer(blocks: [.lexical, .structural], threads: 1), on: FeaturizedTable(plain), leavingOut: attribute)
    }
    #expect(error.description.contains("give each row a \"\(attribute.rawValue)\""))
  }
}
