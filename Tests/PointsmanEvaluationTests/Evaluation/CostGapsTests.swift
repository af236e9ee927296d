import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Missing costs: neither 0 nor infinite, but counted")
struct CostGapsTests {
  /// Forty prompts of two models, right in turns; `isPriced` says which outcomes record their cost.
  private func table(_ isPriced: (_ row: Int, _ model: Int) -> Bool) -> OutcomeTable {
    OutcomeTable(
      rows: (0..<40).map { row in
        let cells = ["a", "b"].enumerated().map { model, name in
          (name, Outcome(score: row % 2 == model ? 1 : 0, cost: isPriced(row, model) ? Double(1 + model) : nil))
        }
        let entry = OutcomeRow(id: "\(row)", prompt: Prompt("prompt number \(row)"))
        return (entry, Dictionary(uniqueKeysWithValues: cells))
      })
  }

  private func evaluation(_ table: OutcomeTable) -> Evaluation {
    let numbers = table.rows.compactMap { Int($0.id) }
    let results = RoutingResults(
      table: table,
      predictions: Predictions(
        models: 2, probabilities: numbers.flatMap { $0 % 2 == 0 ? [0.9, 0.1] : [0.2, 0.8] }),
      predictedCosts: numbers.flatMap { _ in [1.0, 2.0] })
    let set = FeaturizedTable(table, partingDuplicates: true)
    return Evaluation(
      results, regime: .heldOut, baselines: BaselineTrainingRows(set, folds: numbers.map { $0 % 4 }), pair: nil,
      seed: 0, threads: 1)
  }

  @Test("One cost of many is missing: the figures are those of the prompts that have all")
  func one() throws {
    let table = table { $0 != 7 || $1 == 0 }
    let (partly, known) = (evaluation(table), evaluation(table.selecting(rows: (0..<40).filter { $0 != 7 })))
    #expect(partly.costGaps?.sentence.hasPrefix("Costs are missing of b on 1 of 40 prompts.") == true)
    #expect(known.costGaps == nil && partly.router.cost == known.router.cost)
    #expect(partly.curve?.aiq == known.curve?.aiq && partly.price?.regret == known.price?.regret)
    #expect(partly.models.map(\.cost) == [1, 2] && partly.verdict.gainOverMix == known.verdict.gainOverMix)
    #expect(partly.json["missing_costs"]?["b"]?.integer == 1 && known.json["missing_costs"] == nil)
    #expect(partly.text.contains("Costs are missing of b on 1 of 40 prompts"))
    let audit = Audit(table)
    #expect(audit.models.map(\.cost) == [1, 2] && audit.models.map(\.priced) == [40, 39])
    #expect(audit.text(leaks: nil).contains("b on 1 of 40 prompts"))
    #expect(HTMLReport(partly, audit: audit, command: "").text.contains("Score that a mean cost buys"))
  }

  @Test("A model without any cost is named, and no figure about cost is given")
  func unpriced() {
    let evaluation = evaluation(table { $1 == 0 })
    #expect(evaluation.costGaps?.sentence.hasPrefix("No cost is known of b.") == true)
    #expect(evaluation.router.cost == nil && evaluation.curve == nil && evaluation.price == nil)
    #expect(evaluation.models.map(\.cost) == [1, nil])
  }

  @Test("All costs known, or none: nothing is missing", arguments: [true, false])
  func none(isPriced: Bool) { #expect(CostGaps(table { _, _ in isPriced }) == nil) }
}
