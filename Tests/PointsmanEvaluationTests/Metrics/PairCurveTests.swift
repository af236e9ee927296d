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

@Suite("APGR, RouteLLM form")
struct APGRRouteLLMTests {
  @Test("By hand: eleven prompts, so that each threshold is a prompt")
  func elevenPrompts() throws {
    // Only the highest σ gains. The thresholds send 11, 10 … 2 prompts, and then none: 1 is stepped over.
    let gains = [1.0] + Array(repeating: 0, count: 10)
    let sigma = (0..<11).map { -Double($0) }
    let curve = try #require(PairCurve(sigma: sigma, weak: gains.map { _ in 0 }, strong: gains))
    #expect(agree(curve.apgrRouteLLM, (1 + 9) / 11.0))
    #expect(agree(curve.apgr, (0.5 + 10) / 11.0))
  }

  @Test("By hand: two prompts and nine thresholds between them")
  func twoPrompts() throws {
    // t₀ sends both, t₁…t₉ send the higher one, t₁₀ none: shares 0, ½ nine times, 1.
    let curve = try #require(PairCurve(sigma: [1, 2], weak: [0, 0], strong: [0, 1]))
    #expect(curve.apgrRouteLLM == 0.75)
  }

  @Test("Duplicate quantiles do no harm: one score for all is a straight line", arguments: [1, 2, 10, 57])
  func duplicates(n: Int) throws {
    let curve = try #require(
      PairCurve(
        sigma: Array(repeating: 0.3, count: n), weak: Array(repeating: 0, count: n),
        strong: Array(repeating: 1, count: n)))
    #expect(curve.apgrRouteLLM == 0.5)
  }

  @Test("Nears the exact form as the curve grows smooth")
  func nearsExact() throws {
    var generator = SplitMix64(seed: 8)
    let sigma = generator.uniform(20_000)
    let strong = zip(sigma, generator.uniform(20_000)).map { $0 > $1 ? 1.0 : 0 }
    let curve = try #require(PairCurve(sigma: sigma, weak: sigma.map { _ in 0 }, strong: strong))
    #expect(agree(curve.apgrRouteLLM, curve.apgr, within: 0.003))
  }
}

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
    let curve = try #require(PairCurve(sigma: sigma, weak: w, strong: s))
    let apgr = try #require(curve.apgr)
    #expect(agree(curve.apgrContributions?.reduce(0, +), apgr))
    #expect(agree(curve.apgr(counts: [UInt32](repeating: 1, count: 40)), apgr))
    let counts = (0..<40).map { _ in UInt32(generator.next(below: 4)) }
    let weighted = PairCurve(sigma: sigma, weak: w, strong: s, weights: counts.map(Double.init))
    #expect(agree(curve.apgr(counts: counts), weighted?.apgr))
  }
}
