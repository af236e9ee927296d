import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("Learning curve")
struct LearningCurveTests {
  @Test("Points on the curve give the curve back, and its worth by hand")
  func fit() throws {
    // score(m) = 0.8 − 1/√m: 0.7 at 100, 0.75 at 400, 0.775 at 1,600.
    let rows = 50
    let curve = LearningCurve(
      sizes: [100, 400, 1600], scores: [0.7, 0.75, 0.775].map { [Double](repeating: $0, count: rows) },
      bestSingle: [Double](repeating: 0.6, count: rows), clusters: nil, Bootstrap(resamples: 10))
    #expect(agree(curve.limit, 0.8) && agree(curve.slope, 1) && agree(curve.score(at: 10_000), 0.79))
    #expect(curve.worth.map(\.more) == [300, 1600])
    #expect(agree(curve.worth[1].gain, 1 / 40.0 - 1 / 3200.0.squareRoot()))
    // All prompts alike: no resample can differ.
    let interval = try #require(curve.worth[0].interval)
    #expect(agree(interval.low, curve.worth[0].gain) && agree(interval.high, curve.worth[0].gain))
  }
}
