internal import PointsmanNumerics
internal import PointsmanSupport

/// The percentile bootstrap: how much a figure would move on other prompts like these.
///
/// Each call starts again from the seed, so two figures over the same rows see the same resamples, and the interval
/// of a difference of per-row values is a paired one. Source: Efron, "Bootstrap methods: another look at the
/// jackknife", 1979.
package struct Bootstrap: Sendable, Equatable {
  /// How many resamples to draw: 1,000 leave about 25 beyond each end of a 95 % interval.
  package let resamples: Int
  /// The share of resamples inside the interval.
  package let level: Double
  package let seed: UInt64
  /// At most so many compute; the numbers do not depend on it.
  package let threads: Int

  package init(resamples: Int = 1_000, level: Double = 0.95, seed: UInt64 = 0, threads: Int = 1) {
    precondition(resamples > 0, "an interval needs a resample")
    precondition(0 < level && level < 1, "a level lies between 0 and 1")
    self.resamples = resamples
    self.level = level
    self.seed = seed
    self.threads = threads
  }

  /// An interval for the mean of n values, one a prompt; nil when there are none. O(resamples · n).
  ///
  /// - Parameter groups: n group numbers; prompts of a group are drawn together. Each is drawn alone when nil.
  package func interval(ofMean values: [Double], groups: [Int]? = nil) -> Interval? {
    interval(rows: values.count, groups: groups) { counts in
      var sum = 0.0
      var total = 0.0
      for (count, value) in zip(counts, values) {
        sum += Double(count) * value
        total += Double(count)
      }
      return sum / total
    }
  }

  /// An interval for any statistic of a resample; nil when it is undefined on every one.
  ///
  /// - Parameters:
  ///   - rows: how many prompts there are, n.
  ///   - groups: n group numbers; prompts of a group are drawn together. Each is drawn alone when nil.
  ///   - statistic: the figure, from how often each prompt was drawn; resamples where it is nil are left out.
  /// - Complexity: O(resamples · (n + statistic)).
  package func interval(
    rows: Int, groups: [Int]? = nil, of statistic: @Sendable (_ counts: [UInt32]) -> Double?
  ) -> Interval? {
    guard rows > 0 else { return nil }
    let figures = values(rows: rows, groups: groups, of: statistic)
    return Interval(percentilesOf: figures.compactMap { $0 }, level: level)
  }

  /// The values of a statistic, resample by resample, shared among `threads`. O(resamples · (n + statistic)).
  func values<Value: Sendable>(
    rows: Int, groups: [Int]?, of statistic: @Sendable (_ counts: [UInt32]) -> Value
  ) -> [Value] {
    let first = Resampler(rows: rows, groups: groups, seed: seed)
    // Enough resamples to a part that its arrays cost nothing, few enough that the threads end together.
    let part = 50
    return concurrentMap(count: (resamples + part - 1) / part, threads: threads) { index in
      let start = index * part
      var resampler = first.skipping(start)
      var counts = [UInt32](repeating: 0, count: rows)
      return (start..<min(start + part, resamples)).map { _ in
        resampler.draw(into: &counts)
        return statistic(counts)
      }
    }.flatMap { $0 }
  }
}
