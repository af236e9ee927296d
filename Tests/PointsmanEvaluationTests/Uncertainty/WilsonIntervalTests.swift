import Testing

@testable import PointsmanEvaluation

@Suite("Wilson's interval")
struct WilsonIntervalTests {
  @Test("As published: 81 of 263 is [0.2553, 0.3662] (Newcombe 1998, method 3)")
  func published() {
    let interval = Interval(wilson: 81.0 / 263, count: 263)
    #expect(agree(interval.low, 0.2553, within: 5e-5) && agree(interval.high, 0.3662, within: 5e-5))
  }

  @Test("Stays within [0, 1], and never shrinks to nothing at the ends", arguments: [0.0, 1])
  func ends(share: Double) {
    let interval = Interval(wilson: share, count: 10)
    #expect(interval.low >= 0 && interval.high <= 1 && interval.high - interval.low > 0.2)
  }
}
