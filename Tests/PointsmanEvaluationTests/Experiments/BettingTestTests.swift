import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("BettingTest")
struct BettingTestTests {
  /// n scores of 0 or 1, `share` of them 1 in expectation.
  private func scores(_ count: Int, _ share: Double, _ generator: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in Double(generator.next(below: 1 << 20)) < share * Double(1 << 20) ? 1 : 0 }
  }

  @Test("Capital is the product that it is defined as")
  func capital() {
    let draws = [0.9, 0.2, 1, 0.7, 0.95]
    var test = BettingTest(bound: 0.4, level: 0.05, count: 5)
    for x in draws { test.observe(x) }
    var product = 1.0
    for t in draws.indices {
      // σ̂² of the draws before, with running means μ̂_i = (½ + Σ_{k ≤ i} x_k) / (i + 1).
      var squares = 0.25
      for i in 0..<t {
        let running = (0.5 + draws[...i].reduce(0, +)) / Double(i + 2)
        squares += (draws[i] - running) * (draws[i] - running)
      }
      // ln 20 = 2.995732.
      let stake = min((2 * 2.995_732_273_553_991 * Double(t + 1) / (5 * squares)).squareRoot(), 0.75 / 0.4)
      product *= 1 + stake * (draws[t] - 0.4)
    }
    #expect(abs(test.capital - product) < 1e-12)
  }

  @Test(
    "Of draws exactly at the bound the capital reaches 1/δ at any time in no more than their share of 2,000 trials",
    arguments: [0.1, 0.5, 0.9])
  func valid(bound: Double) {
    var generator = SplitMix64(seed: 1)
    let broken = (0..<2_000).count { _ in
      var test = BettingTest(bound: bound, level: 0.05, count: 200)
      return scores(200, bound, &generator).contains { x in
        test.observe(x)
        return test.capital >= 20
      }
    }
    // 5 % and three standard deviations of a count of 2,000.
    #expect(Double(broken) / 2_000 < 0.05 + 3 * (0.05 * 0.95 / 2_000).squareRoot())
  }

  @Test("A mean well above the bound is recognised")
  func powerful() {
    var generator = SplitMix64(seed: 2)
    var test = BettingTest(bound: 0.5, level: 0.05, count: 500)
    for x in scores(500, 0.65, &generator) { test.observe(x) }
    #expect(test.capital > 20)
  }
}
