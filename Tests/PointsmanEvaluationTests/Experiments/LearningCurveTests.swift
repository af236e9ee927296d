import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanEvaluation

@Suite("Learning curve")
struct LearningCurveTests {
  /// A part by its rows, with one score on each of `judged` prompts.
  private func part(_ eighths: Int, _ rows: Range<Int>, _ score: Double, judged: Int = 50) -> LearningCurve.Part {
    LearningCurve.Part(eighths: eighths, rows: Set(rows), scores: [Double](repeating: score, count: judged))
  }

  @Test("Points on the curve give the curve back, and its worth by hand")
  func fit() throws {
    // score(m) = 0.8 − 1/√m: 0.7 at 100, 0.75 at 400, 0.775 at 1,600.
    let curve = LearningCurve(
      parts: [
        part(1, 0..<100, 0.7), part(1, 100..<200, 0.7), part(2, 0..<400, 0.75), part(8, 0..<1600, 0.775),
      ],
      bestSingle: [Double](repeating: 0.6, count: 50), clusters: nil)
    #expect(agree(curve.limit, 0.8) && agree(curve.slope, 1) && agree(curve.score(at: 10_000), 0.79))
    #expect(curve.worth.map(\.more) == [300, 1600])
    #expect(curve.points.map(\.prompts) == [100, 400, 1600] && curve.points.map(\.parts) == [2, 1, 1])
    #expect(agree(curve.worth[1].gain, 1 / 40.0 - 1 / 3200.0.squareRoot()))
    // All prompts and both parts alike: only pseudo-observations are left.
    let interval = try #require(curve.worth[0].interval)
    let gain = curve.worth[0].gain
    #expect(agree(interval.low + interval.high, 2 * gain) && interval.high > gain && interval.high < 1.1 * gain)
  }

  @Test("One part a size says nothing of the luck of the draw, and of few prompts nothing is said")
  func unknown() {
    let parts = [part(1, 0..<100, 0.7), part(2, 0..<400, 0.75)]
    let one = LearningCurve(parts: parts, bestSingle: [Double](repeating: 0.6, count: 50), clusters: nil)
    #expect(one.worth.allSatisfy { $0.interval == nil } && one.points.allSatisfy { $0.spread == nil })
    let few = [part(1, 0..<10, 0.6, judged: 7), part(1, 10..<20, 0.7, judged: 7), part(2, 0..<40, 0.8, judged: 7)]
    let rough = LearningCurve(parts: few, bestSingle: [Double](repeating: 0.6, count: 7), clusters: nil)
    #expect(rough.worth.allSatisfy { $0.interval == nil })
  }

  @Test("The interval holds the gain by the very labels that are drawn next, in 95 of 100 draws")
  func coverage() throws {
    // The luck of labels is a mean of the luck of each: 800 labelled now, as many again next.
    let (now, tau) = (800, 0.3)
    var generator = SplitMix64(seed: 5)
    let simulations = 400
    var held = 0
    for _ in 0..<simulations {
      let luck = generator.uniform(2 * now).map { ($0 - 0.5) * 12.0.squareRoot() * tau }
      func score(_ rows: Range<Int>) -> Double {
        let size = Double(rows.count)
        return 0.8 - 0.5 / size.squareRoot() + mean(Array(luck[rows]))
      }
      var parts: [LearningCurve.Part] = []
      for (eighths, count) in [(1, 4), (2, 4), (4, 2), (8, 1)] {
        for place in 0..<count {
          let rows = place * eighths * 100..<(place + 1) * eighths * 100
          parts.append(part(eighths, rows, score(rows), judged: 8))
        }
      }
      let curve = LearningCurve(parts: parts, bestSingle: [Double](repeating: 0.6, count: 8), clusters: nil)
      let interval = try #require(curve.worth[1].interval)
      let gain = score(0..<2 * now) - score(0..<now)
      if interval.low <= gain, gain <= interval.high { held += 1 }
    }
    let coverage = Double(held) / Double(simulations)
    // Three standard errors of 400 simulations.
    #expect(coverage > 0.92 && coverage < 0.985, "\(coverage)")
  }
}
