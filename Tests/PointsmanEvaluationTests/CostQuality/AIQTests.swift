import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("AIQ")
struct AIQTests {
  private let singles = [CostQualityPoint(cost: 1, score: 0.4), CostQualityPoint(cost: 3, score: 0.8)]

  @Test("By hand: a router half way from the mix to the oracle")
  func byHand() throws {
    let router = [
      CostQualityPoint(cost: 1, score: 0.4), CostQualityPoint(cost: 2, score: 0.8),
      CostQualityPoint(cost: 3, score: 0.8),
    ]
    let oracle = [CostQualityPoint(cost: 1, score: 0.8)]
    let aiq = try #require(AIQ(router: router, oracle: oracle, singles: singles))
    #expect(agree(aiq.zero, 0.6) && agree(aiq.router, 0.7) && agree(aiq.oracle, 0.8))
    #expect(agree(aiq.gapClosed, 0.5))
  }

  @Test("What lies left of the cheapest model does not count; a router too dear for a cost scores 0 there")
  func ends() throws {
    let cheap = [CostQualityPoint(cost: 0, score: 0.5)]
    let dear = [CostQualityPoint(cost: 2, score: 0.5)]
    #expect(AIQ(router: cheap, oracle: cheap, singles: singles)?.router == 0.5)
    #expect(AIQ(router: dear, oracle: dear, singles: singles)?.router == 0.25)
  }

  @Test("Undefined when all models cost the same; no gap when an oracle gains nothing")
  func undefined() throws {
    #expect(AIQ(router: singles, oracle: singles, singles: [singles[0], singles[0]]) == nil)
    #expect(AIQ(router: [], oracle: [], singles: []) == nil)
    let aiq = try #require(AIQ(router: singles, oracle: singles, singles: singles))
    #expect(aiq.gapClosed == nil)
    #expect(agree(aiq.router, aiq.zero))
  }

  @Test("No router beats the oracle, and the unit of cost does not matter", arguments: 0..<6 as Range<UInt64>)
  func bounds(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let probabilities = generator.uniform(90)
    let scores = generator.coarse(90, steps: 2)
    let costs = zip(generator.uniform(90), 0..<90).map { $0 + Double($1 % 3) }
    func measured(unit: Double) throws -> AIQ {
      let costs = costs.map { $0 * unit }
      let sweep = RouterSweep(
        probabilities: probabilities, predictedCosts: costs, actualScores: scores, actualCosts: costs, models: 3)
      let oracle = RouterSweep.oracle(scores: scores, costs: costs, models: 3)
      let singles = CostQualityPoint.singles(scores: scores, costs: costs, models: 3)
      return try #require(AIQ(router: sweep.points, oracle: oracle.points, singles: singles))
    }
    let aiq = try measured(unit: 1)
    #expect(aiq.oracle >= aiq.router && aiq.oracle >= aiq.zero && aiq.router >= 0 && aiq.oracle <= 1)
    #expect(agree(try measured(unit: 1e-4).gapClosed, aiq.gapClosed))
  }
}
