import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Optimal score, quality drop, net benefit, AUC for strong strictly better")
struct PairMeasuresTests {
  private let weak: [Double] = [1, 0, 0, 1]
  private let strong: [Double] = [0, 1, 1, 1]

  @Test(
    "By hand: optimal score for 0/1 outcomes is right-weak plus as many calls as can win",
    arguments: [
      (0.0, 0.5), (0.25, 0.75), (0.375, 0.875), (0.5, 1), (1, 1),
    ])
  func optimal(share: Double, score: Double) {
    #expect(agree(optimalScore(share: share, weak: weak, strong: strong), score))
  }

  @Test("No ranking beats the optimal score at any share", arguments: 0..<4 as Range<UInt64>)
  func bound(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (w, s) = (generator.coarse(30, steps: 4), generator.coarse(30, steps: 4))
    let curve = try #require(PairCurve(sigma: generator.coarse(30, steps: 9), weak: w, strong: s))
    for step in 0...12 {
      let share = Double(step) / 12
      #expect(try #require(optimalScore(share: share, weak: w, strong: s)) >= curve.score(at: share) - 1e-12)
    }
  }

  @Test("By hand: quality drop and net benefit; all-weak is 0")
  func decisions() throws {
    // By σ: prompts 2, 3, 1, 4. a(½) = 1, S̄ = ¾, W̄ = ½.
    let curve = try #require(PairCurve(sigma: [0.2, 0.9, 0.8, 0.1], weak: weak, strong: strong))
    #expect(agree(curve.qualityDrop(costAdvantage: 0.5), (0.75 - 1) / 0.75))
    #expect(agree(curve.qualityDrop(costAdvantage: 0), 0))
    #expect(curve.netBenefit(at: 0, lambda: 9, extraCost: 1) == 0)
    #expect(agree(curve.netBenefit(at: 0.5, lambda: 0.1, extraCost: 2), 0.5 - 0.1))
    #expect(agree(curve.netBenefit(at: 1, lambda: 0.1, extraCost: 2), 0.25 - 0.2))
  }

  @Test("Ties between the models are negatives: strong strictly better on prompts 2 and 3 alone")
  func strongBetter() {
    #expect(strongBetterAUC(sigma: [0.2, 0.9, 0.8, 0.1], weak: weak, strong: strong) == 1)
    #expect(strongBetterAUC(sigma: [0.85, 0.9, 0.8, 0.1], weak: weak, strong: strong) == 0.75)
    #expect(strongBetterAUC(sigma: [1, 2], weak: [1, 1], strong: [0, 1]) == nil)
  }

  @Test("Contributions sum to APGR, and a resample of all ones is APGR itself", arguments: 0..<4 as Range<UInt64>)
  func ranked(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let sigma = generator.coarse(40, steps: 9)
    let (w, s) = (generator.coarse(40, steps: 3), generator.uniform(40))
    let ranked = RankedPair(sigma: sigma, weak: w, strong: s)
    let apgr = try #require(PairCurve(sigma: sigma, weak: w, strong: s)?.apgr)
    #expect(agree(ranked.contributions?.reduce(0, +), apgr))
    #expect(agree(ranked.apgr(counts: [UInt32](repeating: 1, count: 40)), apgr))
    let counts = (0..<40).map { _ in UInt32(generator.next(below: 4)) }
    let weighted = PairCurve(sigma: sigma, weak: w, strong: s, weights: counts.map(Double.init))
    #expect(agree(ranked.apgr(counts: counts), weighted?.apgr))
  }
}
