import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("CostQualityComparison")
struct CostQualityComparisonTests {
  /// 200 prompts of three models, more expensive ones a little better.
  private let scores: [Double]
  private let costs: [Double]

  init() {
    var generator = SplitMix64(seed: 3)
    scores = (0..<600).map { generator.next(below: 10) < UInt64(4 + $0 % 3) ? 1 : 0 }
    costs = (0..<600).map { Double(1 + $0 % 3) }
  }

  private func comparison(_ forecasts: [CostQualityComparison.Forecast]) throws -> CostQualityComparison {
    try #require(
      CostQualityComparison(forecasts, scores: scores, costs: costs, models: 3, resamples: 50, seed: 0, threads: 2))
  }

  @Test("A perfect forecast closes the whole gap, and one forecast for all prompts nothing of it")
  func ends() throws {
    let singles = CostQualityPoint.singles(scores: scores, costs: costs, models: 3)
    let comparison = try comparison([
      .init(name: "foresight", scores: scores, costs: costs),
      .init(
        name: "means", scores: (0..<600).map { singles[$0 % 3].score }, costs: (0..<600).map { singles[$0 % 3].cost }),
    ])
    let (foresight, means) = (comparison.lines[0], comparison.lines[1])
    #expect(abs(foresight.aiq.gapClosed! - 1) < 1e-12 && abs(foresight.gapClosed!.low - 1) < 1e-12)
    #expect(abs(means.aiq.gapClosed!) < 1e-12)
    // On a resample the means may be in another order, so that the mix can only do as well or better.
    #expect(means.gapClosed!.high < 1e-12)
    #expect(comparison.zero!.low < means.aiq.zero && means.aiq.zero < comparison.zero!.high)
    #expect(comparison.best.model == singles.indices.max { singles[$0].score < singles[$1].score })
    #expect(foresight.underBest!.score > comparison.best.point.score)
    #expect(means.underBest!.score <= comparison.best.point.score)
  }

  @Test("Models of one cost leave nothing to measure")
  func oneCost() {
    let forecast = CostQualityComparison.Forecast(name: "any", scores: scores, costs: costs)
    #expect(
      CostQualityComparison(
        [forecast], scores: scores, costs: scores.map { _ in 1 }, models: 3, resamples: 5, seed: 0, threads: 1) == nil)
  }
}
