import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("GuaranteeTest")
struct GuaranteeTestTests {
  /// n scores of 0 or 1, `share` of them 1 in expectation.
  private func scores(_ count: Int, _ share: Double, _ generator: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in Double(generator.next(below: 1 << 20)) < share * Double(1 << 20) ? 1 : 0 }
  }

  @Test("Capital is the product that it is defined as")
  func capital() {
    let draws = [0.9, 0.2, 1, 0.7, 0.95]
    var test = BettingTest(bound: 0.4, level: 0.05, count: 5)
    for x in draws { test.observe(x) }
    var (product, largest) = (1.0, 1.0)
    for t in draws.indices {
      // σ̂² of the draws before, with running means μ̂_i = (½ + Σ_{k ≤ i} x_k) / (i + 1).
      var squares = 0.25
      for i in 0..<t {
        let running = (0.5 + draws[...i].reduce(0, +)) / Double(i + 2)
        squares += (draws[i] - running) * (draws[i] - running)
      }
      // ln 20 = 2.995732.
      let stake = min((2 * 2.995_732_273_553_991 * Double(t + 1) / (5 * squares)).squareRoot(), 0.5 / 0.4)
      product *= 1 + stake * (draws[t] - 0.4)
      largest = max(largest, product)
    }
    #expect(abs(test.evidence - largest) < 1e-12)
  }

  @Test(
    "Draws exactly at the bound break the level in no more than their share of 2,000 trials",
    arguments: [0.1, 0.5, 0.9])
  func valid(bound: Double) {
    var generator = SplitMix64(seed: 1)
    let broken = (0..<2_000).count { _ in
      var test = BettingTest(bound: bound, level: 0.05, count: 200)
      for x in scores(200, bound, &generator) { test.observe(x) }
      return test.evidence >= 20
    }
    // 5 % and three standard deviations of a count of 2,000.
    #expect(Double(broken) / 2_000 < 0.05 + 3 * (0.05 * 0.95 / 2_000).squareRoot())
  }

  @Test("A mean well above the bound is recognised")
  func powerful() {
    var generator = SplitMix64(seed: 2)
    var test = BettingTest(bound: 0.5, level: 0.05, count: 500)
    for x in scores(500, 0.65, &generator) { test.observe(x) }
    #expect(test.evidence > 20)
  }

  @Test("Points are certified in order until the first that fails, which nothing after it makes good")
  func sequence() {
    var generator = SplitMix64(seed: 3)
    let strong = scores(2_000, 0.8, &generator)
    let weak = scores(2_000, 0.5, &generator)
    let test = GuaranteeTest(share: 0.95, confidence: 0.95)
    let rows = Array(0..<2_000)
    #expect(test.lastCertified(points: [strong, strong, weak, strong], singles: [weak, strong], rows: rows) == 1)
    #expect(test.lastCertified(points: [weak, strong], singles: [weak, strong], rows: rows) == nil)
    // Twenty prompts prove nothing of this kind.
    #expect(test.lastCertified(points: [strong], singles: [weak, strong], rows: Array(0..<20)) == nil)
  }

  @Test("Over 1,000 data sets drawn where a point keeps just too little, it is certified in at most 5 %")
  func simulation() {
    // The truth: 400 prompts; the best model solves 300, the cheap point 284 of them: 94.7 %, less than 95 %.
    let best = (0..<400).map { $0 < 300 ? 1.0 : 0 }
    let cheap = (0..<400).map { $0 < 284 ? 1.0 : 0 }
    let test = GuaranteeTest(share: 0.95, confidence: 0.95)
    var generator = SplitMix64(seed: 4)
    var (broken, careful) = (0, 0)
    for _ in 0..<1_000 {
      let rows = (0..<400).map { _ in Int(generator.next(below: 400)) }
      switch test.lastCertified(points: [best, cheap], singles: [best], rows: rows) {
      case 1: broken += 1
      case 0: careful += 1
      default: break
      }
    }
    #expect(Double(broken) / 1_000 <= 0.05 + 3 * (0.05 * 0.95 / 1_000).squareRoot())
    // And the careful point, the best model itself, is certified as a rule: the test is not merely silent.
    #expect(careful > 900)
  }
}
