import Testing

@testable import PointsmanEvaluation

@Suite("Interval")
struct IntervalTests {
  @Test("By hand: percentiles between the values, as NumPy takes them")
  func byHand() {
    #expect(Interval(percentilesOf: [30, 10, 20, 40, 0], level: 0.5) == Interval(low: 10, high: 30))
    #expect(Interval(percentilesOf: [1, 2, 3, 4], level: 0.5) == Interval(low: 1.75, high: 3.25))
    #expect(Interval(percentilesOf: [7], level: 0.95) == Interval(low: 7, high: 7))
    #expect(Interval(percentilesOf: [], level: 0.95) == nil)
  }
}
