import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("Published metrics, by hand")
struct PublishedMetricsTests {
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

  @Test("By hand: the cheapest right model, what it would have cost, and the oracle's share")
  func optimal() throws {
    let scores: [Double] = [1, 1, 0, 1, 0, 0]
    let costs: [Double] = [1, 4, 1, 4, 1, 4]
    let choice = try #require(OptimalChoice(choices: [1, 1, 0], scores: scores, costs: costs, models: 2))
    // Solvable are the first two: cheapest 1 and 4, paid 4 and 4.
    #expect(choice.selection == 0.5 && choice.cost == 0.625 && choice.accuracy == 1)
    #expect(OptimalChoice(choices: [0], scores: [0, 0], costs: [1, 1], models: 2) == nil)
  }
}

@Suite("Quality-neutral cost")
struct QNCTests {
  /// The best is the third: as good as the second, and cheaper.
  private let singles = [
    CostQualityPoint(cost: 1, score: 0.4), CostQualityPoint(cost: 5, score: 0.8),
    CostQualityPoint(cost: 4, score: 0.8),
  ]

  @Test("By hand: the cheapest point that is good enough, over the best model's cost")
  func byHand() {
    let router = [
      CostQualityPoint(cost: 6, score: 0.9), CostQualityPoint(cost: 3, score: 0.8),
      CostQualityPoint(cost: 2, score: 0.7),
    ]
    #expect(qualityNeutralCost(router: router, singles: singles) == 0.75)
  }

  @Test("The best model alone makes 1")
  func bestAlone() {
    #expect(qualityNeutralCost(router: [singles[2]], singles: singles) == 1)
  }

  @Test("Nil when never reached, when the best is free, and without models")
  func undefined() {
    #expect(qualityNeutralCost(router: [singles[0]], singles: singles) == nil)
    #expect(qualityNeutralCost(router: singles, singles: [CostQualityPoint(cost: 0, score: 1)]) == nil)
    #expect(qualityNeutralCost(router: singles, singles: []) == nil)
  }
}
