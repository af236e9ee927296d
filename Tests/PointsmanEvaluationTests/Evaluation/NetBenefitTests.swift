import PointsmanOutcomes
import PointsmanTraining
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("NetBenefit")
struct NetBenefitTests {
  /// Two models at costs of 1 and 10; P(b) − P(a) knows `skill` of the outcome.
  private func results(_ prompts: Int, skill: Double, seed: UInt64, groups: [String?]? = nil) -> RoutingResults {
    var generator = SplitMix64(seed: seed)
    var (scores, probabilities) = ([[Double?]](), [Double]())
    for _ in 0..<prompts {
      let draws = generator.uniform(3)
      let (a, b) = (draws[0] < 0.65 ? 1.0 : 0, draws[1] < 0.75 ? 1.0 : 0)
      scores.append([a, b])
      probabilities += [0.5, 0.5 + 0.4 * (skill * (b - a) + (1 - skill) * draws[2])]
    }
    return RoutingResults(
      table: outcomes(scores, costs: [1, 10], groups: groups),
      predictions: Predictions(models: 2, probabilities: probabilities),
      predictedCosts: (0..<prompts).flatMap { _ in [1.0, 10] })
  }

  @Test("A point is the mean utility at its worth, and its gain that over the best single model there")
  func byPlainLoop() throws {
    let results = results(60, skill: 0.5, seed: 1)
    let benefit = try #require(NetBenefit(results, seed: 0))
    #expect(
      benefit.points.count == 25 && zip(benefit.points, benefit.points.dropFirst()).allSatisfy { $0.worth < $1.worth })
    let point = benefit.points[12]
    var (utility, singles) = (0.0, [0.0, 0.0])
    for row in 0..<60 {
      let pays = results.predictions[row, 1] - 10 / point.worth > results.predictions[row, 0] - 1 / point.worth
      let utilities = [results.scores[2 * row] - 1 / point.worth, results.scores[2 * row + 1] - 10 / point.worth]
      utility += utilities[pays ? 1 : 0] / 60
      for model in 0..<2 { singles[model] += utilities[model] / 60 }
    }
    #expect(agree(point.utility, utility))
    #expect(agree(point.gain, utility - singles.max()!))
    let (interval, band) = (try #require(point.interval), try #require(point.band))
    #expect(band.low <= interval.low && interval.high <= band.high && interval.low < point.gain)
  }

  @Test(
    "A router that knows much is above every single model on a range of worths; one that knows nothing on none, as a rule"
  )
  func ranges() throws {
    let knowing = try #require(NetBenefit(results(400, skill: 1, seed: 2), seed: 0))
    #expect(!knowing.ranges.isEmpty && knowing.sentence.contains("worth more than every single model"))
    let found = try (0..<20 as Range<UInt64>).count { seed in
      try !#require(NetBenefit(results(150, skill: 0, seed: seed), seed: seed)).ranges.isEmpty
    }
    #expect(found <= 2)
  }

  @Test(
    "A few cheaper answers that happen to be as good do not show that cheaper answers are: a worse one was not seen")
  func unseenLosses() throws {
    // The cheap model is as good on the nine prompts that get it, and worse on most others.
    let scores: [[Double?]] = (0..<60).map { [$0 < 9 ? 1 : 0, 1] }
    let results = RoutingResults(
      table: outcomes(scores, costs: [1, 10]),
      predictions: Predictions(
        models: 2, probabilities: (0..<60).flatMap { [0.5, $0 < 9 ? 0.5 + 0.001 * Double($0) : 0.9] }),
      predictedCosts: (0..<60).flatMap { _ in [1.0, 10] })
    let benefit = try #require(NetBenefit(results, seed: 0))
    // No score differs where the choices cost less.
    let few = try #require(benefit.points.first { 0 < $0.gain && $0.gain < 1 / 60.0 })
    let (interval, band) = (try #require(few.interval), try #require(few.band))
    #expect(interval.low < 0 && band.low <= interval.low)
  }

  @Test("Without forecasts of costs there is none; one group has no intervals")
  func edges() throws {
    let table = outcomes((0..<20).map { [$0 % 2 == 0 ? 1 : 0, 1] })
    #expect(NetBenefit(RoutingResults(table, choosing: (0..<20).map { $0 % 2 }), seed: 0) == nil)
    let one = try #require(NetBenefit(results(20, skill: 1, seed: 1, groups: (0..<20).map { _ in "x" }), seed: 0))
    #expect(one.points.allSatisfy { $0.band == nil } && one.ranges.isEmpty)
  }
}
