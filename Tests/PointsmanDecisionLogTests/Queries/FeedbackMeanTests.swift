import Testing

@testable import PointsmanDecisionLog

@Suite("Intervals of feedback")
struct FeedbackMeanTests {
  private func mean(_ scores: [Double], _ clusters: [Int]? = nil) -> FeedbackMean {
    FeedbackMean(
      name: "n", model: "m", scores: scores, clusters: (clusters ?? Array(scores.indices)).map { "c\($0)" })
  }

  @Test("Scores of 0 and 1 have Wilson's interval")
  func wilson() throws {
    // R: prop.test(32, 40, correct = FALSE) gives 0.6524 and 0.8950.
    let (low, high) = FeedbackMean.wilson(0.8, trials: 40)
    #expect(abs(low - 0.6524) < 1e-4)
    #expect(abs(high - 0.8950) < 1e-4)
    let all = mean([Double](repeating: 1, count: 20))
    #expect(all.high == 1)
    // 20 / (20 + z²).
    #expect(abs((all.low ?? 0) - 0.83887) < 1e-4)
  }

  @Test("Scores of one conversation count as one")
  func clusters() throws {
    let scores = (0..<40).map { Double($0 / 4 % 2) }
    let alone = mean(scores)
    let together = mean(scores, (0..<40).map { $0 / 4 })
    #expect(alone.mean == together.mean)
    let widths = [alone, together].map { ($0.high ?? 0) - ($0.low ?? 0) }
    #expect(widths[1] > 1.6 * widths[0])
    let few = mean(scores, (0..<40).map { $0 / 8 })
    #expect(few.low == nil && few.high == nil && few.count == 40)
  }

  @Test("Other scores have Student's interval")
  func student() {
    let scores: [Double] = [0.1, 0.4, 0.5, 0.35, 0.6, 0.2, 0.45, 0.3, 0.55, 0.25]
    // R: t.test(scores)$conf.int gives 0.2551 and 0.4849.
    let found = mean(scores)
    #expect(abs((found.low ?? 0) - 0.2548) < 1e-3)
    #expect(abs((found.high ?? 0) - 0.4852) < 1e-3)
  }

  @Test(
    "Critical values are those of the tables",
    arguments: [(7.0, 2.36462), (9, 2.26216), (20, 2.08596), (100, 1.98397), (1e6, 1.95997)])
  func critical(freedom: Double, value: Double) {
    #expect(abs(FeedbackMean.criticalT(freedom: freedom) - value) < 1e-3)
  }
}
