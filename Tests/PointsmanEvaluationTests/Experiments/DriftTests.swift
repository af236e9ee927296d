import Pointsman
import Testing

@testable import PointsmanEvaluation

@Suite("Stability of probabilities")
struct StabilityTests {
  private let reliability = Reliability(edges: [0.25, 0.5], calibrationErrors: [0, 0, 0], shares: [0.5, 0.25, 0.25])!

  @Test("Prompts spread as in training score near 0; prompts all in one bin score as worked out by hand")
  func index() {
    let same = (0..<400).map { $0 < 200 ? 0.1 : $0 < 300 ? 0.3 : 0.9 }
    #expect(reliability.stability(of: same) < 0.001)
    // Half a prompt a bin more: 0.5, 0.5 and 98.5 of 99.5. In Python, sum((c / 99.5 - e) * log(c / 99.5 / e)).
    let moved = reliability.stability(of: [Double](repeating: 0.9, count: 98))
    #expect(abs(moved - 4.252_395_710_260_418) < 1e-12)
  }
}

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
