internal import PointsmanOutcomes
internal import PointsmanSupport

/// The percentile bootstrap, expanded for small samples: the spread of a figure over other prompts like these.
///
/// Each call starts again from the seed, so two figures over the same rows see the same resamples, and the interval
/// of a difference of per-row values is a paired one. Source: Efron, "Bootstrap methods: another look at the
/// jackknife", 1979.
package struct Bootstrap: Sendable, Equatable {
  /// The number of resamples: 1,000 leave about 25 beyond each end of a 95 % interval.
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

  /// An interval for any statistic of a resample; nil when it is undefined on every one, or there are fewer than
  /// `ClusteredMean.fewestClusters` clusters.
  ///
  /// - Parameters:
  ///   - rows: how many prompts there are, n.
  ///   - clusters: n cluster numbers; prompts of a cluster are drawn together. Each is drawn alone when nil.
  ///   - statistic: the figure, from how often each prompt was drawn; resamples where it is nil are left out.
  /// - Complexity: O(resamples · (n + statistic)).
  package func interval(
    rows: Int, clusters: [Int]? = nil, of statistic: @Sendable (_ counts: [UInt32]) -> Double?
  ) -> Interval? {
    guard rows > 0 else { return nil }
    return interval(of: values(rows: rows, clusters: clusters, of: statistic), rows: rows, clusters: clusters)
  }

  /// The interval between percentiles of a statistic's values, which lie further out the fewer clusters there are:
  ///
  ///     Φ(−√(G / (G − 1)) · t(G − 1))  in place of  (1 − level) / 2,   G the whole part of `ClusterSpread`'s effective number
  ///
  /// nil where that number is below `ClusteredMean.fewestClusters`: resamples of one large cluster and some small ones hold too little luck.
  /// Source: Hesterberg, "What teachers should know about the bootstrap", 2015, section 4.2.
  func interval(of values: [Double?], rows: Int, clusters: [Int]?) -> Interval? {
    let sizes = clusters.map { Dictionary($0.map { ($0, 1.0) }, uniquingKeysWith: +).values.sorted() }
    let count =
      sizes.map { sizes in
        1 + ClusterSpread.freedom(ClusterSpread.effectiveClusters(sizes.map { $0 / Double(rows) }))
      } ?? rows
    guard count >= ClusteredMean.fewestClusters else { return nil }
    let reach =
      (Double(count) / Double(count - 1)).squareRoot()
      * StudentT.critical(twoSided: 1 - level, freedom: count - 1)
    return Interval(percentilesOf: values.compactMap { $0 }, level: 1 - erfc(reach / 2.0.squareRoot()))
  }

  /// The values of a statistic, resample by resample, shared among `threads`. O(resamples · (n + statistic)).
  func values<Value: Sendable>(
    rows: Int, clusters: [Int]?, of statistic: @Sendable (_ counts: [UInt32]) -> Value
  ) -> [Value] {
    let first = Resampler(rows: rows, clusters: clusters, seed: seed)
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

/// Draws bootstrap resamples as counts, one a row: how often it was drawn.
struct Resampler: Sendable {
  /// The cluster of each row, numbered from 0; nil when every row is drawn alone.
  private let clusters: [Int]?
  /// How often each cluster was drawn; empty when every row is drawn alone.
  private var drawn: [UInt32]
  private var generator: SplitMix64
  private let rows: Int

  init(rows: Int, clusters: [Int]?, seed: UInt64) {
    precondition(clusters.map { $0.count == rows } ?? true, "one cluster a row")
    var number: [Int: Int] = [:]
    for cluster in clusters ?? [] where number[cluster] == nil {
      number[cluster] = number.count
    }
    self.rows = rows
    self.clusters = clusters?.compactMap { number[$0] }
    drawn = Array(repeating: 0, count: number.count)
    generator = SplitMix64(seed: seed)
  }

  /// The resampler as it is after `resamples` more: each takes one draw a row, or cluster. O(1).
  ///
  /// A draw that is drawn again to be unbiased, one in 10¹⁵ with ten thousand rows, would be another resample's first.
  func skipping(_ resamples: Int) -> Resampler {
    var later = self
    later.generator.skip(resamples * (clusters == nil ? rows : drawn.count))
    return later
  }

  /// As many draws with replacement as there are rows, or clusters. O(rows).
  mutating func draw(into counts: inout [UInt32]) {
    guard let clusters else { return Self.draw(into: &counts, from: &generator) }
    Self.draw(into: &drawn, from: &generator)
    for row in counts.indices {
      counts[row] = drawn[clusters[row]]
    }
  }

  private static func draw(into counts: inout [UInt32], from generator: inout SplitMix64) {
    for index in counts.indices {
      counts[index] = 0
    }
    for _ in counts.indices {
      counts[Int(generator.next(below: UInt64(counts.count)))] += 1
    }
  }
}
