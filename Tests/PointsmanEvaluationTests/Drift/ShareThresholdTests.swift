import Testing

@testable import PointsmanEvaluation

@Suite("ShareThreshold")
struct ShareThresholdTests {
  private let advantages = [0.5, -0.2, 0.1, 0.1, -0.7, 0.3, 0.0, -0.1]

  @Test(
    "The threshold sends as near the share wanted as ties allow",
    arguments: [(0, 0), (0.25, 0.25), (0.4, 0.5), (0.32, 0.25), (0.5, 0.5), (0.75, 0.75), (1, 1)] as [(Double, Double)])
  func share(wanted: Double, expected: Double) {
    let found = ShareThreshold(advantages: advantages, share: wanted)
    #expect(found.share == expected)
    #expect(Double(advantages.count { $0 >= found.threshold }) / 8 == expected)
  }

  @Test("Where all prompts are alike it is all or none")
  func ties() {
    #expect(ShareThreshold(advantages: [0.2, 0.2, 0.2], share: 0.3).share == 0)
    #expect(ShareThreshold(advantages: [0.2, 0.2, 0.2], share: 0.6).share == 1)
  }
}
