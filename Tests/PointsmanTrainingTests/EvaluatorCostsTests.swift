import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Costs by which the evaluator sweeps")
struct EvaluatorCostsTests {
  /// "large" costs what the prompt is long, and is right in two rows of three; "small" costs little.
  private static func table(rows: Int, seed: UInt64) -> OutcomeTable {
    var generator = SplitMix64(seed: seed)
    return OutcomeTable(
      rows: (0..<rows).map { index in
        let words = 2 + Int(generator.next(below: 60))
        let row = OutcomeRow(
          id: "\(seed)-\(index)",
          prompt: Prompt(
            "\(seed * 1_000 + UInt64(index)) " + (0..<words).map { "word\($0 % 7)" }.joined(separator: " ")))
        return (
          row,
          [
            "large": Outcome(score: index % 3 == 0 ? 0 : 1, cost: 0.001 * Double(words)),
            "small": Outcome(score: index % 2 == 0 ? 0 : 1, cost: 0.002),
          ]
        )
      })
  }

  private static var trainer: RouterTrainer {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.folds, trainer.blocks) = (2, [.structural])
    return trainer
  }

  @Test("A finished router is swept by its own forecasts, prompt by prompt, as it chooses when it routes")
  func heldOut() throws {
    let router = try Self.trainer.fitted(to: FeaturizedTable(Self.table(rows: 160, seed: 1))).router
    let test = Self.table(rows: 80, seed: 2)
    let judged = try Evaluator().evaluation(of: router, on: FeaturizedTable(test)).results
    let costs = try #require(judged.predictedCosts)
    let chooser = try BoundPolicy(router, under: .willingnessToPay(0.05))
    let choices = judged.choices(at: 1 / 0.05)
    for (row, entry) in test.rows.enumerated() {
      let decision = try chooser.route(entry.prompt)
      #expect(decision.costs == [costs[2 * row], costs[2 * row + 1]])
      #expect(decision.model == test.models[choices[row]])
    }
    #expect(costs[0] != costs[2] || costs[2] != costs[4])
  }

  @Test("Under cross-validation each fold's router forecasts, and knows better than the mean what a prompt costs")
  func crossValidated() throws {
    let table = Self.table(rows: 160, seed: 3)
    var evaluator = Evaluator()
    evaluator.divisions = 1
    let judged = try evaluator.crossValidate(Self.trainer, on: FeaturizedTable(table)).results
    let costs = try #require(judged.predictedCosts)
    let actual = table.rows.indices.map { table.cost(row: $0, model: 0) ?? .nan }
    let mean = actual.reduce(0, +) / 160
    let (byForecast, byMean) = table.rows.indices.reduce((0.0, 0.0)) { sums, row in
      (sums.0 + abs(costs[2 * row] - actual[row]), sums.1 + abs(mean - actual[row]))
    }
    #expect(byForecast < 0.5 * byMean)
  }
}
