import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Labelling plan")
struct LabellingPlanTests {
  /// Of `rows` prompts half are solved by "a" alone and half by "b" alone; the router knows all but every `miss`-th.
  private func evaluation(_ rows: Int, miss: Int) -> Evaluation {
    let table = outcomes((0..<rows).map { $0 % 5 < 3 ? [1, 0] : [0, 1] })
    let choices = (0..<rows).map { row in (row % 5 < 3) == (row % miss != 0) ? 0 : 1 }
    let set = FeaturizedTable(table, partingDuplicates: true)
    return Evaluation(
      RoutingResults(table, choosing: choices), regime: .heldOut,
      baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }), pair: nil, seed: 0, threads: 1)
  }

  @Test("The number of prompts is that of the gain that matters, and of both ends of the interval")
  func numbers() throws {
    let evaluation = evaluation(200, miss: 4)
    let plan = LabellingPlan(evaluation, showing: 0.05)
    let interval = try #require(evaluation.verdict.gainInterval)
    #expect(interval.low > 0)
    let asked = try #require(plan.promptsToShowGain)
    let needed = try #require(plan.promptsToShowMeasuredGain)
    // Numbers go with the square of the gain.
    func ratio(_ gain: Double) -> Double { 0.05 * 0.05 / (gain * gain) }
    #expect(abs(Double(needed.lowerBound) / Double(asked) - ratio(interval.high)) < 0.05)
    #expect(abs(Double(needed.upperBound) / Double(asked) / ratio(interval.low) - 1) < 0.05)
    #expect(plan.sizeSentence.contains("A gain of +0.050 shows in four of five samples of about"))
    #expect(plan.sizeSentence.contains("between \(needed.lowerBound) and"))
    #expect(plan.json["prompts_to_show_measured_gain"]?.array?.count == 2)
  }

  @Test(
    "Where the interval holds 0 the number for the measured gain cannot be said; where there is a loss there is none")
  func unsure() {
    let open = LabellingPlan(evaluation(40, miss: 3))
    #expect(open.gainOfInterest == 0.02 && open.promptsToShowMeasuredGain == nil)
    #expect(open.sizeSentence.contains("which holds 0: how many prompts would show it cannot be said"))
    let worse = LabellingPlan(evaluation(200, miss: 1))
    #expect(worse.sizeSentence.contains("there is no gain to show"))
    #expect(worse.json["prompts_to_show_measured_gain"] == .null && worse.promptsToShowGain != nil)
  }
}

@Suite("Luck and information in a labelling plan")
struct LabellingPlanLuckTests {
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
    // The text is broken into lines.
    let text = plan.text.replacing("\n", with: " ")
    #expect(text.contains("these very outcomes") && text.contains("luck alone can show"))
    let byLuck = try #require(plan.json["headroom_by_luck"]?.double)
    #expect(plan.headroom > 0.15 && abs(plan.headroom - byLuck) < 0.06)
    #expect(!text.contains("other half"))
    #expect(self.plan(runs: 4).text.replacing("\n", with: " ").contains("on the other half"))
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
