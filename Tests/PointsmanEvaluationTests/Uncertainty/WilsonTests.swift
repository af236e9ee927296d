import Testing

@testable import PointsmanEvaluation

@Suite("Wilson's interval")
struct WilsonTests {
  @Test("By hand: 5 of 10 is 1/2 ± z √(1/40 + z²/400) / (1 + z²/10)")
  func byHand() throws {
    // z² = 3.8415: margin 1.95996 · √0.0346037 = 0.364593, scale 1.38415, so 0.5 ± 0.263406.
    let interval = try #require(Interval(wilson: 5, of: 10))
    #expect(abs(interval.low - 0.236594) < 1e-6 && abs(interval.high - 0.763406) < 1e-6)
  }

  @Test("None, and all, still have an interval: none of n ends at z²/(n + z²)", arguments: [1, 10, 100, 10_000])
  func ends(n: Int) throws {
    let none = try #require(Interval(wilson: 0, of: n))
    let square = 1.959963984540054 * 1.959963984540054
    #expect(none.low == 0 && abs(none.high - square / (Double(n) + square)) < 1e-12)
    #expect(Interval(wilson: n, of: n)?.high == 1)
  }

  @Test(
    "Its ends solve (p − q)² = z² q(1 − q)/n, which defines it", arguments: [(1, 7), (4, 100), (13, 100), (96, 97)])
  func solves(count: Int, n: Int) throws {
    let interval = try #require(Interval(wilson: count, of: n))
    let p = Double(count) / Double(n)
    for q in [interval.low, interval.high] {
      let square = 1.959963984540054 * 1.959963984540054
      #expect(abs((p - q) * (p - q) - square * q * (1 - q) / Double(n)) < 1e-14)
    }
  }

  @Test("Holds the share, mirrors it, and narrows with more of the same")
  func laws() throws {
    for n in 1...40 {
      for count in 0...n {
        let interval = try #require(Interval(wilson: count, of: n))
        let mirrored = try #require(Interval(wilson: n - count, of: n))
        let wider = try #require(Interval(wilson: 2 * count, of: 2 * n))
        let share = Double(count) / Double(n)
        #expect(0 <= interval.low && interval.low <= share && share <= interval.high && interval.high <= 1)
        #expect(abs(interval.low + mirrored.high - 1) < 1e-12)
        #expect(wider.high - wider.low < interval.high - interval.low)
      }
    }
  }

  @Test("Nil of nothing")
  func nothing() { #expect(Interval(wilson: 0, of: 0) == nil) }
}
