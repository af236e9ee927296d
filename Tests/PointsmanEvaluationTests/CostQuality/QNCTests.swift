import Testing

@testable import PointsmanEvaluation

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
