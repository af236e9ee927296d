import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("CrossFittedCurve")
struct CrossFittedCurveTests {
  /// Two models with costs 1 and 10; `skill` is the part of P(b) − P(a) that knows the outcome, the rest is noise.
  private func results(_ prompts: Int, skill: Double, groups: [String?]? = nil, seed: UInt64) -> RoutingResults {
    var generator = SplitMix64(seed: seed)
    var (scores, probabilities) = ([[Double?]](), [Double]())
    for _ in 0..<prompts {
      let draws = generator.uniform(3)
      let (a, b) = (draws[0] < 0.65 ? 1.0 : 0, draws[1] < 0.75 ? 1.0 : 0)
      scores.append([a, b])
      probabilities += [0.5, 0.5 + 0.4 * (skill * (b - a) + (1 - skill) * draws[2])]
    }
    let table = outcomes(scores, costs: [1, 10], groups: groups)
    return RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities),
      predictedCosts: (0..<prompts).flatMap { _ in [1.0, 10] })
  }

  @Test("A router that knows nothing closes no gap, where the best of a sweep flatters it")
  func nothing() throws {
    var (flattering, fitted, held) = ([Double](), [Double](), 0)
    for seed in 0..<40 as Range<UInt64> {
      let results = results(120, skill: 0, seed: seed)
      guard let curve = Evaluation.CurveFigures(results, seed: seed), let gap = curve.crossFitted?.gapClosed else {
        continue
      }
      flattering.append(try #require(curve.gapClosed))
      fitted.append(gap.value)
      let interval = try #require(gap.interval)
      held += interval.low <= 0 && 0 <= interval.high ? 1 : 0
    }
    let spread = (mean(fitted.map { $0 * $0 }) / Double(fitted.count)).squareRoot()
    #expect(mean(flattering) > 0.04 && abs(mean(fitted)) < 3 * spread && mean(fitted) < 0.03)
    #expect(fitted.count >= 38 && held >= fitted.count * 8 / 10)
  }

  @Test("A router that knows every outcome closes the whole gap, and saves at the same quality")
  func everything() throws {
    let curve = try #require(Evaluation.CurveFigures(results(400, skill: 1, seed: 1), seed: 0))
    let fitted = try #require(curve.crossFitted)
    let gap = try #require(fitted.gapClosed)
    #expect(abs(gap.value - 1) < 0.02 && abs(fitted.aiq.value - curve.aiq) < 0.02)
    let (cost, quality) = (try #require(fitted.neutralCost), try #require(fitted.neutralQuality))
    #expect(cost.value < 0.5 && quality.value > 0.95)
    #expect(try #require(cost.interval).high < 0.7)
    #expect(
      abs(
        fitted.peak.value - mean((0..<400).map { results(400, skill: 1, seed: 1).scores[2 * $0...2 * $0 + 1].max()! }))
        < 1e-9)
  }

  @Test("Prompts of a group share a fold and count once: intervals are wider")
  func groups() throws {
    let single = try #require(CrossFittedCurve(results(300, skill: 0.3, seed: 2), seed: 0)?.aiq.interval)
    let many = results(300, skill: 0.3, groups: (0..<300).map { "\($0 % 12)" }, seed: 2)
    #expect(CrossFittedCurve(many, seed: 0)?.aiq.interval != single)
    #expect(CrossFittedCurve(results(300, skill: 0.3, groups: (0..<300).map { "\($0 % 4)" }, seed: 2), seed: 0) == nil)
  }

  @Test("Without costs, or with fewer prompts than folds, there is none")
  func edges() {
    #expect(CrossFittedCurve(results(4, skill: 1, seed: 1), seed: 0) == nil)
    let table = outcomes((0..<20).map { [$0 % 2 == 0 ? 1 : 0, 1] })
    #expect(CrossFittedCurve(RoutingResults(table, choosing: (0..<20).map { $0 % 2 }), seed: 0) == nil)
  }
}
