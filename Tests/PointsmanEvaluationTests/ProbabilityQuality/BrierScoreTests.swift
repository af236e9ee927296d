import Testing

@testable import PointsmanEvaluation

@Suite("Brier score")
struct BrierScoreTests {
  @Test("By hand: misses of 0.2, 0.6 and 0 average 0.4 / 3")
  func byHand() {
    #expect(agree(brierScore(probabilities: [0.8, 0.6, 0.5], labels: [1, 0, 0.5]), 0.4 / 3))
    #expect(agree(brierScore(probabilities: [0.8, 0.6], labels: [1, 0], weights: [3, 1]), 0.12))
  }

  @Test("0 when all is foreseen, 1 when all is reversed, nil without weight")
  func bounds() {
    #expect(brierScore(probabilities: [0, 1], labels: [0, 1]) == 0)
    #expect(brierScore(probabilities: [0, 1], labels: [1, 0]) == 1)
    #expect(brierScore(probabilities: [], labels: []) == nil)
    #expect(brierScore(probabilities: [1], labels: [1], weights: [0]) == nil)
  }
}
