import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

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
