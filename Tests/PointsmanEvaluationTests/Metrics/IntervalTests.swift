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

@Suite("Wilson's interval")
struct WilsonTests {
  private func interval(_ count: Int, of n: Int) -> Interval {
    Interval(wilson: Double(count) / Double(n), count: Double(n))
  }

  @Test("As published: 81 of 263 is [0.2553, 0.3662] (Newcombe 1998, method 3)")
  func published() {
    let interval = self.interval(81, of: 263)
    #expect(agree(interval.low, 0.2553, within: 5e-5) && agree(interval.high, 0.3662, within: 5e-5))
  }

  @Test("By hand: 5 of 10 is 1/2 ± z √(1/40 + z²/400) / (1 + z²/10)")
  func byHand() {
    // z² = 3.8415: margin 1.95996 · √0.0346037 = 0.364593, scale 1.38415, so 0.5 ± 0.263406.
    let interval = self.interval(5, of: 10)
    #expect(abs(interval.low - 0.236594) < 1e-6 && abs(interval.high - 0.763406) < 1e-6)
  }

  @Test("None, and all, still have an interval: 0 of n ends at z²/(n + z²)", arguments: [1, 10, 100, 10_000])
  func ends(n: Int) {
    let none = interval(0, of: n)
    let square = 1.959963984540054 * 1.959963984540054
    #expect(none.low == 0 && abs(none.high - square / (Double(n) + square)) < 1e-12)
    #expect(interval(n, of: n).high == 1)
  }

  @Test(
    "Its ends solve (p − q)² = z² q(1 − q)/n, which defines it", arguments: [(1, 7), (4, 100), (13, 100), (96, 97)])
  func solves(count: Int, n: Int) {
    let interval = self.interval(count, of: n)
    let p = Double(count) / Double(n)
    for q in [interval.low, interval.high] {
      let square = 1.959963984540054 * 1.959963984540054
      #expect(abs((p - q) * (p - q) - square * q * (1 - q) / Double(n)) < 1e-14)
    }
  }

  @Test("Holds the share, mirrors it, and narrows with more of the same")
  func laws() {
    for n in 1...40 {
      for count in 0...n {
        let interval = self.interval(count, of: n)
        let mirrored = self.interval(n - count, of: n)
        let wider = self.interval(2 * count, of: 2 * n)
        let share = Double(count) / Double(n)
        #expect(0 <= interval.low && interval.low <= share && share <= interval.high && interval.high <= 1)
        #expect(abs(interval.low + mirrored.high - 1) < 1e-12)
        #expect(wider.high - wider.low < interval.high - interval.low)
      }
    }
  }
}
