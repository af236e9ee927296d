import Testing

@testable import PointsmanEvaluation

@Suite("Cost–quality point")
struct CostQualityPointTests {
  @Test("By hand: each model's means")
  func singles() {
    let points = CostQualityPoint.singles(scores: [0, 1, 1, 0.5], costs: [1, 4, 3, 8], models: 2)
    #expect(points == [CostQualityPoint(cost: 2, score: 0.5), CostQualityPoint(cost: 6, score: 0.75)])
    #expect(CostQualityPoint.singles(scores: [], costs: [], models: 2).isEmpty)
  }
}
