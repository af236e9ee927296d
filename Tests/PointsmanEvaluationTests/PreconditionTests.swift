import Testing

@testable import PointsmanEvaluation

@Suite("A mistake of the caller stops the program")
struct PreconditionTests {
  @Test("Columns of different lengths")
  func lengths() async {
    await #expect(processExitsWith: .failure) { _ = accuracy(choices: [0, 1], scores: [1, 0], models: 2) }
    await #expect(processExitsWith: .failure) { _ = areaUnderROC(scores: [1, 2], labels: [1]) }
    await #expect(processExitsWith: .failure) { _ = PairCurve(sigma: [1, 2], weak: [0], strong: [1]) }
  }

  @Test("Labels, probabilities and weights out of range")
  func ranges() async {
    await #expect(processExitsWith: .failure) { _ = brierScore(probabilities: [0.5], labels: [2]) }
    await #expect(processExitsWith: .failure) { _ = logLoss(probability: 1.5, label: 1) }
    await #expect(processExitsWith: .failure) {
      _ = brierScore(probabilities: [0.5], labels: [1], weights: [-1])
    }
  }

  @Test("Keys, costs and scores that are not finite numbers")
  func numbers() async {
    await #expect(processExitsWith: .failure) { _ = areaUnderROC(scores: [.nan, 1], labels: [0, 1]) }
    await #expect(processExitsWith: .failure) {
      _ = UpperHull(of: [CostQualityPoint(cost: .infinity, score: 1)])
    }
  }

  @Test("Shares of calls beyond all of them, and tests without a sample")
  func settings() async {
    await #expect(processExitsWith: .failure) {
      _ = PairCurve(sigma: [1, 2], weak: [0, 1], strong: [1, 1])?.score(at: 1.5)
    }
    await #expect(processExitsWith: .failure) { _ = Bootstrap(resamples: 0) }
    await #expect(processExitsWith: .failure) { _ = StudentT.twoSided(1, freedom: 0) }
    await #expect(processExitsWith: .failure) { _ = GuaranteeTest(share: 0.9, confidence: 1) }
  }

  @Test("The same calls with valid arguments return")
  func valid() async {
    await #expect(processExitsWith: .success) {
      _ = accuracy(choices: [0], scores: [1, 0], models: 2)
      _ = areaUnderROC(scores: [1, 2], labels: [0, 1])
      _ = PairCurve(sigma: [1, 2], weak: [0, 1], strong: [1, 1])?.score(at: 1)
      _ = brierScore(probabilities: [0.5], labels: [1], weights: [1])
      _ = UpperHull(of: [CostQualityPoint(cost: 1, score: 1)])
      _ = StudentT.twoSided(1, freedom: 1)
    }
  }
}
