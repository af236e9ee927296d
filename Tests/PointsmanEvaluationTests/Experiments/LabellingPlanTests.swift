import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("LabellingPlan")
struct LabellingPlanTests {
  private func plan(runs: Double? = nil) -> LabellingPlan {
    var generator = SplitMix64(seed: 1)
    var table = outcomes((0..<200).map { _ in generator.uniform(2).map { $0 < 0.7 ? 1.0 : 0 } })
    if let runs {
      table = OutcomeTable(
        rows: table.rows.indices.map { row in
          let cells = table.models.indices.map { model in
            var outcome = table.outcome(row: row, model: model)!
            outcome.repeats = runs
            return (table.models[model], outcome)
          }
          return (table.rows[row], Dictionary(uniqueKeysWithValues: cells))
        })
    }
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: generator.uniform(400).map { 0.6 + 0.2 * $0 }),
      predictedCosts: nil)
    return LabellingPlan(
      Evaluation(
        results, regime: .heldOut, baselines: BaselineTrainingRows(table, folds: table.rows.indices.map { $0 % 2 }),
        pair: nil, seed: 0, threads: 1))
  }

  @Test("The headroom is of these very outcomes; what luck alone can show is beside it, about as much for equal models")
  func headroom() throws {
    let plan = plan()
    #expect(plan.text.contains("these very outcomes") && plan.text.contains("luck alone can show"))
    let byLuck = try #require(plan.json["headroom_by_luck"]?.double)
    #expect(plan.headroom > 0.15 && abs(plan.headroom - byLuck) < 0.06)
    #expect(!plan.text.contains("other half"))
    #expect(self.plan(runs: 4).text.contains("on the other half"))
  }

  @Test("The worth of information follows from the gain and its spread")
  func information() throws {
    let plan = plan()
    let worth = try #require(plan.information)
    #expect(worth.perfect > 0 && worth.ofDoubling < worth.perfect && worth.perfect < 0.02)
    #expect(plan.json["value_of_information"]?["perfect"]?.double == worth.perfect)
    #expect(plan.text.contains("successes in 1,000 prompts"))
  }
}
