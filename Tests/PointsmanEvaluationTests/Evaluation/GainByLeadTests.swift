import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("GainByLead")
struct GainByLeadTests {
  private func figures(_ scores: [[Double?]], _ probabilities: [[Double]], groups: [String?]? = nil) -> GainByLead? {
    GainByLead(
      RoutingResults(
        table: outcomes(scores, groups: groups),
        predictions: Predictions(models: 2, probabilities: probabilities.flatMap { $0 }), predictedCosts: nil))
  }

  @Test("By hand: of ten prompts two leave the best model, with leads of 0.3 and 0.1")
  func byHand() throws {
    let scores = (0..<10).map { [$0 == 0 ? 1.0 : 0, $0 == 0 ? 0.0 : 1] as [Double?] }
    let probabilities = (0..<10).map { $0 == 0 ? [0.8, 0.5] : $0 == 1 ? [0.6, 0.5] : [0.1, 0.9] }
    let steps = try #require(figures(scores, probabilities)).steps
    #expect(steps.count == 2 && agree(steps[0].leastLead, 0.3) && agree(steps[1].leastLead, 0.1))
    #expect(agree(steps[0].share, 0.1) && agree(steps[1].share, 0.2))
    // The first gains 1 of 10, the second loses 1.
    #expect(agree(steps[0].gain, 0.1) && agree(steps[1].gain, 0))
    #expect(agree(steps[0].promised, 0.03) && agree(steps[1].promised, 0.04))
    #expect(try #require(steps[0].gainInterval).low < 0.1)
  }

  @Test("Where leads are right, large ones pay and small ones do not")
  func selective() throws {
    var generator = SplitMix64(seed: 1)
    let leads = generator.uniform(6_000).map { $0 - 0.6 }
    let draws = generator.uniform(12_000)
    let scores = leads.indices.map { row in
      [draws[2 * row] < 0.5 + leads[row] / 2 ? 1.0 : 0, draws[2 * row + 1] < 0.5 - leads[row] / 2 ? 1.0 : 0]
        as [Double?]
    }
    let steps = try #require(
      figures(scores, leads.map { [0.5 + ($0 + 0.2) / 2, 0.5 - ($0 + 0.2) / 2] })
    ).steps
    #expect(steps.count == 5 && steps[2].gain > steps[4].gain)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.leastLead > $1.leastLead && $0.share < $1.share })
    #expect(steps[4].promised > steps[4].gain)
  }

  @Test("A router that leaves no prompt has no table")
  func none() {
    #expect(figures([[1, 0], [1, 0]], [[0.9, 0.1], [0.8, 0.1]]) == nil)
  }
}
