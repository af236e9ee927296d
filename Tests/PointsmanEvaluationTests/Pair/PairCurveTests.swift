import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Pair curve")
struct PairCurveTests {
  /// Gains by falling σ: 1, 0, 1, 0, so PGR at the cuts is 0, ½, ½, 1, 1.
  private func fourPrompts() throws -> PairCurve {
    try #require(PairCurve(sigma: [0.2, 0.9, 0.5, 0.7], weak: [1, 0, 0, 0], strong: [1, 1, 1, 0]))
  }

  @Test("By hand: four prompts")
  func byHand() throws {
    let curve = try fourPrompts()
    #expect(curve.weakMean == 0.25 && curve.strongMean == 0.75)
    // Trapezoids of ¼ width: ¼, ½, ¾, 1.
    #expect(curve.apgr == 0.625)
    #expect(curve.pgr(at: 0.125) == 0.25 && curve.pgr(at: 0.5) == 0.5 && curve.pgr(at: 0.625) == 0.75)
    #expect(curve.score(at: 0.625) == 0.625)
    #expect(curve.callsForPerformance(0.5) == 0.25 && curve.callsForPerformance(0.75) == 0.625)
    #expect(curve.callsForPerformance(0) == 0 && curve.callsForPerformance(1.01) == nil)
  }

  @Test("By hand: a curve that overshoots and falls is first crossed on the way up")
  func overshoot() throws {
    let curve = try #require(PairCurve(sigma: [4, 3, 2, 1], weak: [0, 0, 1, 0], strong: [1, 1, 0, 0]))
    #expect(curve.pgr(at: 0.5) == 2 && curve.pgr(at: 1) == 1)
    // Trapezoids of ¼ width: ½, 1½, 1½, 1.
    #expect(curve.apgr == 1.125)
    #expect(curve.callsForPerformance(1) == 0.25 && curve.callsForPerformance(1.5) == 0.375)
  }

  @Test("Equal σ is a straight line: a constant router is the random one")
  func constantRouter() throws {
    let curve = try #require(PairCurve(sigma: [1, 1, 1], weak: [0, 1, 0], strong: [1, 1, 1]))
    #expect(curve.apgr == 0.5)
    for share in [0, 0.1, 0.5, 1] {
      #expect(agree(curve.pgr(at: share), share))
      #expect(agree(curve.callsForPerformance(share), share))
    }
  }

  @Test("Ties take the mean over random orders")
  func tiesAverage() throws {
    var generator = SplitMix64(seed: 2)
    let weak = [0.0, 1, 0, 0.5, 0]
    let strong = [1.0, 0, 1, 1, 0.5]
    let tied = try #require(PairCurve(sigma: [2, 1, 1, 1, 0], weak: weak, strong: strong)?.apgr)
    let draws = 4_000
    var sum = 0.0
    for _ in 0..<draws {
      let broken = [2] + generator.uniform(3) + [-1]
      sum += try #require(PairCurve(sigma: broken, weak: weak, strong: strong)?.apgr)
    }
    #expect(abs(sum / Double(draws) - tied) < 0.01)
  }

  @Test("Undefined when the means are equal, even by rounding only; absent without weight")
  func undefined() throws {
    let curve = try #require(PairCurve(sigma: [3, 2, 1], weak: [0.1, 0.2, 0.3], strong: [0.3, 0.1, 0.2]))
    #expect(curve.apgr == nil && curve.pgr(at: 0.5) == nil && curve.callsForPerformance(0.5) == nil)
    #expect(curve.apgrRouteLLM == nil)
    #expect(curve.score(at: 0) == curve.weakMean)
    #expect(PairCurve(sigma: [], weak: [], strong: []) == nil)
    #expect(PairCurve(sigma: [1], weak: [0], strong: [1], weights: [0]) == nil)
  }

  @Test("Laws that hold for any prompts", arguments: 0..<8 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let sigma = generator.coarse(50, steps: 20)
    let weak = generator.coarse(50, steps: 4)
    let strong = generator.coarse(50, steps: 4)
    let weights = generator.coarse(50, steps: 3).map { $0 * 3 }
    let curve = try #require(PairCurve(sigma: sigma, weak: weak, strong: strong, weights: weights))
    let apgr = try #require(curve.apgr)
    #expect(curve.pgr(at: 0) == 0 && curve.pgr(at: 1) == 1)

    let turned = PairCurve(sigma: sigma.map { -$0 }, weak: weak, strong: strong, weights: weights)
    #expect(agree(turned?.apgr, 1 - apgr))
    let swapped = PairCurve(sigma: sigma, weak: strong, strong: weak, weights: weights)
    #expect(agree(swapped?.apgr, apgr))
    let order = generator.permutation(50)
    let shuffled = PairCurve(
      sigma: sigma.at(order), weak: weak.at(order), strong: strong.at(order), weights: weights.at(order))
    #expect(agree(shuffled?.apgr, apgr))
    let repeated = PairCurve(
      sigma: sigma.repeated(weights), weak: weak.repeated(weights), strong: strong.repeated(weights))
    #expect(agree(repeated?.apgr, apgr))
    #expect(agree(repeated?.apgrRouteLLM, curve.apgrRouteLLM))

    let gains = zip(strong, weak).map { $0 - $1 }
    let oracle = try #require(PairCurve(sigma: gains, weak: weak, strong: strong, weights: weights)?.apgr)
    #expect(curve.strongMean > curve.weakMean ? oracle >= apgr - 1e-12 : oracle <= apgr + 1e-12)
  }

  @Test("The running maximum of PGR reaches a level exactly where PGR first does", arguments: 0..<4 as Range<UInt64>)
  func envelope(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let curve = try #require(
      PairCurve(sigma: generator.uniform(12), weak: generator.coarse(12, steps: 2), strong: generator.uniform(12)))
    let grid = 10_000
    for level in [0.2, 0.5, 0.8, 1] {
      let calls = try #require(curve.callsForPerformance(level))
      #expect(agree(curve.pgr(at: calls), level))
      for step in 0..<grid where Double(step) / Double(grid) < calls - 1e-9 {
        let before = try #require(curve.pgr(at: Double(step) / Double(grid)))
        guard before < level else {
          Issue.record("PGR reaches \(level) before \(calls)")
          break
        }
      }
    }
  }
}
