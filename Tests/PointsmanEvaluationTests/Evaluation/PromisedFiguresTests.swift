import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("PromisedFigures")
struct PromisedFiguresTests {
  private func figures(_ table: OutcomeTable, _ probabilities: [Double]) -> PromisedFigures? {
    PromisedFigures(
      RoutingResults(
        table: table, predictions: Predictions(models: table.models.count, probabilities: probabilities),
        predictedCosts: nil))
  }

  @Test("By hand: two prompts, the chosen models and the most probable others")
  func byHand() throws {
    let promises = try #require(figures(outcomes([[1, 0, 1], [0, 1, 0]]), [0.9, 0.2, 0.5, 0.6, 0.5, 0.1]))
    #expect(agree(promises.score.promised, 0.75) && agree(promises.score.got, 0.5))
    #expect(agree(promises.score.excess, 0.25))
    // Leads of 0.4 over c and 0.1 over b; the first got 1 − 1, the second 0 − 1.
    #expect(agree(promises.lead.promised, 0.25) && agree(promises.lead.got, -0.5))
    // Two prompts say nothing of others.
    #expect(promises.score.excessInterval == nil)
    #expect(promises.sentence.contains("0.750 promised, 0.500 got, +0.250"))
  }

  @Test("Noise about equal models promises too much, and the interval leaves 0 out")
  func curse() throws {
    var generator = SplitMix64(seed: 1)
    let table = outcomes((0..<600).map { _ in generator.uniform(3).map { $0 < 0.7 ? 1 : 0 } })
    let promises = try #require(figures(table, generator.uniform(1_800).map { 0.6 + 0.2 * $0 }))
    #expect(promises.score.promised > 0.74 && abs(promises.score.got - 0.7) < 0.06)
    #expect(try #require(promises.lead.excessInterval).low > 0)
  }

  @Test("Independent luck: 1 − Π (1 − p) where scores are 0 or 1, and no figure for fractions")
  func luck() throws {
    let luck = figures(outcomes([[1, 0], [0, 1]]), [0.5, 0.5, 0.8, 0])?.oracleByLuck
    #expect(agree(luck, (0.75 + 0.8) / 2))
    #expect(try #require(figures(outcomes([[0.5, 0], [0, 1]]), [0.5, 0.5, 0.8, 0])).oracleByLuck == nil)
  }

  @Test("Prompts of a group are one observation, and a single one has no interval")
  func groups() throws {
    let table = outcomes(
      (0..<20).map { [$0 % 4 < 2 ? 1 : 0, 0] }, groups: (0..<20).map { "\($0 / 2)" })
    let grouped = try #require(figures(table, (0..<20).flatMap { _ in [0.6, 0.5] })?.score.excessInterval)
    let single = try #require(
      figures(outcomes((0..<20).map { [$0 % 4 < 2 ? 1 : 0, 0] }), (0..<20).flatMap { _ in [0.6, 0.5] })?.score
        .excessInterval)
    #expect(grouped.high - grouped.low > 1.3 * (single.high - single.low))
    let one = outcomes((0..<2).map { _ in [1, 0] }, groups: ["x", "x"])
    #expect(figures(one, [0.6, 0.5, 0.6, 0.5])?.score.excessInterval == nil)
  }
}
