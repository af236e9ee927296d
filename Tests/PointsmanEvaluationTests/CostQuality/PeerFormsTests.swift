import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("Peers' cost–quality figures, by hand")
struct PeerFormsTests {
  private let singles = [CostQualityPoint(cost: 1, score: 0.4), CostQualityPoint(cost: 4, score: 0.8)]
  private let router = [
    CostQualityPoint(cost: 4, score: 0.8), CostQualityPoint(cost: 2, score: 0.9), CostQualityPoint(cost: 1, score: 0.5),
  ]

  @Test("Deferral: the hull from ¼ to 1 of the best model's cost, and its peak")
  func deferral() throws {
    let curve = try #require(DeferralCurve(router: router, singles: singles))
    // Rises from 0.5 to 0.9 over a quarter, level for a half.
    #expect(agree(curve.area, 0.25 * 0.7 + 0.5 * 0.9) && curve.peak == 0.9)
    #expect(DeferralCurve(router: [], singles: singles) == nil)
    #expect(DeferralCurve(router: router, singles: [CostQualityPoint(cost: 0, score: 1)]) == nil)
  }

  @Test("Gain of the best point, and the cost saved at equal quality")
  func gain() throws {
    let gain = try #require(GainOverBest(router: router, singles: singles))
    #expect(agree(gain.performanceGain, 0.125) && gain.costSaving == 0.5)
    #expect(GainOverBest(router: [router[2]], singles: singles)?.costSaving == nil)
    #expect(GainOverBest(router: router, singles: [CostQualityPoint(cost: 1, score: 0)]) == nil)
  }

  @Test("Relative gains over random and best, and the gap to the oracle")
  func relative() {
    let gains = RelativeGains(score: 0.6, random: 0.4, best: 0.5, oracle: 0.8)
    #expect(agree(gains.overRandom, 0.5) && agree(gains.overBest, 0.2) && agree(gains.belowOracle, 0.25))
    #expect(
      RelativeGains(score: 0, random: 0, best: 0, oracle: 0) == RelativeGains(score: 1, random: 0, best: 0, oracle: 0))
  }

  @Test("Rewards after both are mapped to [0, 1]")
  func reward() {
    #expect(rewards(of: router, alpha: 1, beta: 0).map { fixed($0) } == ["0.750", "1.000", "0.000"])
    #expect(rewards(of: router, alpha: 0.5, beta: 0.5).map { fixed($0) } == ["−0.125", "0.333", "0.000"])
    #expect(rewards(of: [router[0]], alpha: 1, beta: 1) == [0])
  }

  @Test("Arena score: the arena's ends, and a known middle")
  func arena() {
    #expect(agree(arenaScore(score: 0.8, cost: 0.2), 0))
    #expect(agree(arenaScore(score: 0.8, cost: 0.0044e-3), 1.1 * 0.8 / 1.08))
    // Half way between the ends on the logarithmic scale: √(200 · 0.0044) USD per thousand.
    #expect(agree(arenaScore(score: 0.5, cost: 0.000938083151964686), 0.5, within: 1e-9))
    #expect(arenaScore(score: 0, cost: 0.2) == 0)
  }

  @Test("RouterBench's grid takes the sweep at λ = 1/w: the best point for much money, the cheapest for little")
  func willingness() throws {
    let sweep = RouterSweep(
      probabilities: [0.25, 0.75, 1], predictedCosts: [1, 2, 3], actualScores: [0, 1, 0.5], actualCosts: [1, 2, 4],
      models: 3)
    #expect(RouterSweep.willingnessToPay.count == 32 && sweep.routerBenchPoints.count == 32)
    #expect(sweep.routerBenchPoints.first?.cost == 1 && sweep.routerBenchPoints.last?.cost == 4)
    // λ = ¼ to ½ chooses the middling model: w = 2 to 4, of which the grid has none but 2, where λ = ½ goes on.
    #expect(sweep.point(at: 0.3)?.cost == 2 && sweep.point(at: 0.25)?.cost == 2 && sweep.point(at: 0.24)?.cost == 4)
    #expect(RouterSweep.oracle(scores: [], costs: [], models: 2).point(at: 1) == nil)
  }
}
