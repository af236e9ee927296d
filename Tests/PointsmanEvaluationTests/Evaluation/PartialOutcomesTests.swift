import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Outcomes without enough complete prompts: no verdict, and what is known nevertheless")
struct PartialOutcomesTests {
  private func evaluation(_ table: OutcomeTable) -> Evaluation {
    let probabilities = table.rows.indices.flatMap { row in
      (0..<table.models.count).map { 0.2 + 0.1 * Double((row + $0) % table.models.count) }
    }
    let results = RoutingResults(
      table: table, predictions: Predictions(models: table.models.count, probabilities: probabilities),
      predictedCosts: nil)
    let set = FeaturizedTable(table, partingDuplicates: true)
    return Evaluation(
      results, regime: .heldOut, baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }),
      pair: nil, seed: 0, threads: 1)
  }

  /// Forty prompts of two or three models, each by one of them but for the first `complete`.
  private static func table(models: Int, complete: Int, costs: Bool) -> OutcomeTable {
    outcomes(
      (0..<40).map { row in
        (0..<models).map { model in
          row < complete || row % models == model ? (model == 0 && row % 5 != 0 ? 0 : 1) : nil
        }
      }, costs: costs ? [1, 2, 3] : nil)
  }

  @Test(
    "No model is named and no figure is a number: in text, JSON and HTML",
    arguments: [2, 3], [(0, true), (0, false), (1, true), (9, false)])
  func noVerdict(models: Int, made: (complete: Int, costs: Bool)) {
    let table = Self.table(models: models, complete: made.complete, costs: made.costs)
    let evaluation = evaluation(table)
    #expect(!evaluation.verdict.isKnown && !evaluation.verdict.route && evaluation.completePrompts == made.complete)
    let reason = evaluation.verdict.reason
    #expect(reason.hasPrefix("No verdict: ") && !reason.contains("always use") && reason.contains("Run every model on"))
    if made.complete > 0 { #expect(reason.contains("only \(made.complete) of 40 prompts")) }
    let json = evaluation.detailedJSON
    #expect(json["router"] == .null && json["baselines"] == .null && json["curve"] == .null && json["pair"] == .null)
    for key in ["route", "gain", "p_value", "gain_interval", "gain_over_mix"] {
      #expect(json["verdict"]?[key] == .null, "\(key)")
    }
    #expect(json["complete_prompts"]?.integer == made.complete)
    #expect(json["without_complete_prompts"]?["complete_prompts_needed"]?.integer ?? 0 >= 10)
    let text = evaluation.text
    #expect(!text.contains("best single") && !text.contains("nan") && text.contains("observed"))
    let html = HTMLReport(evaluation, audit: Audit(table), command: "pointsman").text
    #expect(html.contains("<b>No verdict</b>") && !html.contains("What choosing is worth") && !html.contains("nan"))
    // Each head is judged on the prompts where its model was observed.
    for model in evaluation.models { #expect(model.observed > 0 && model.score.isFinite && model.brier.isFinite) }
    let plan = LabellingPlan(evaluation)
    #expect(plan.json["headroom"] == .null && plan.text.hasPrefix("No verdict"))
    let comparison = Comparison(evaluation, evaluation)
    #expect(comparison.json["figures"]?["score"]?["a"] == .null)
    #expect(comparison.json["figures"]?["score"]?["p_value"] == .null)
    #expect(comparison.text(first: "x", second: "y").contains("No verdict"))
  }

  @Test("By hand: pairs of models on the prompts they share, and choices where the chosen model was observed")
  func byHand() throws {
    // a and b share four prompts, b and c one; the choices are c, a, b, c, a, b, c …
    let rows: [[Double?]] = [
      [1, 0, nil], [1, 0, nil], [0, 1, nil], [1, 1, nil], [nil, 1, 0], [nil, nil, 1], [1, nil, nil],
    ]
    let partial = try #require(evaluation(outcomes(rows)).partial)
    #expect(partial.pairs.map(\.first) == ["a", "b"] && partial.pairs.map(\.second) == ["b", "c"])
    #expect(partial.pairs.map(\.prompts) == [4, 1] && partial.pairs.map(\.difference) == [-0.25, -1])
    #expect(partial.pairCount == 2 && partial.complete == 0 && partial.prompts == 7)
    // Row 1 sends to b (0), row 3 to c (not observed), row 4 to b (1), row 6 to c (not observed).
    let choices = evaluation(outcomes(rows)).results.choices(at: 0, of: Array(rows.indices))
    let observed = zip(rows, choices).compactMap { $0[$1] }
    #expect(partial.matched == observed.count && partial.matchedScore == mean(observed))
  }

  @Test("Ten complete prompts of more are judged, and so are fewer where all are complete")
  func enough() {
    #expect(evaluation(Self.table(models: 2, complete: 10, costs: false)).verdict.isKnown)
    #expect(evaluation(outcomes((0..<3).flatMap { _ in [[1, 0], [0, 1], [1, 1]] })).verdict.isKnown)
  }

  @Test("A model that scores 1 on every prompt: always use it, or ask at which price a cheaper one suffices")
  func alwaysRight() {
    let rows: [[Double?]] = (0..<20).map { [$0 % 2 == 0 ? 1 : 0, 1] }
    let free = evaluation(outcomes(rows)).verdict
    #expect(!free.route && free.reason.hasPrefix("Don't route; always use b. It scores 1 on all 20 prompts"))
    let priced = evaluation(outcomes(rows, costs: [1, 3])).verdict
    #expect(priced.reason.contains("where a success is worth less than $4.00"))
  }
}
