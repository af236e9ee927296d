internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// How often intervals hold the truth where prompts come in groups.
///
/// A group has a success rate of its own, and its prompts differ by chance. So prompts of a group are alike, but not equal.
package struct IntervalSimulation: Sendable {
  /// The figure whose interval is tried.
  package enum Figure: String, CaseIterable, Sendable {
    /// The mean score of the choices, 0.7 in truth. Groups have 0.45 or 0.95.
    case score = "score of 0.70"
    /// The same, 0.95 in truth. Three groups of four have 1, the others 0.8.
    case highScore = "score of 0.95"
    /// The gain over another model, 0.05 in truth. Groups gain 0.25 or lose 0.15.
    case gain = "gain of 0.05"
    /// APGR of a pair, by the percentile bootstrap. Forecasts know a part of the outcomes, and lean to one model by group.
    case apgr = "APGR"
  }

  /// The prompts of a group.
  package enum Sizes: Sendable {
    case equal(Int)
    /// One or more, by an exponential draw of about this mean: the largest of thirty groups is about four times as large.
    case unequal(Int)
  }

  /// Shares of the data sets with an interval that is printed.
  package struct Rates: Sendable {
    /// Of all data sets the share with an interval.
    package let printed: Double
    /// Of those the share whose interval holds the truth; not a number without one.
    package let covered: Double
  }

  private let figure: Figure
  private let sizes: Sizes

  package init(_ figure: Figure, sizes: Sizes) { (self.figure, self.sizes) = (figure, sizes) }

  /// The rates over `draws` data sets of `groups` groups. O(draws · prompts), for APGR times 1,000 resamples.
  package func rates(groups: Int, draws: Int, seed: UInt64 = 0, threads: Int = 1) -> Rates {
    let truth = truth(seed: seed)
    let held = concurrentMap(count: draws, threads: threads) { draw -> Bool? in
      var generator = SplitMix64(seed: seed &+ (UInt64(draw) &+ 1) &* 0xD1B5_4A32_D192_ED03)
      let set = drawn(groups, &generator)
      return interval(set, seed: generator.next()).map { $0.low <= truth && truth <= $0.high }
    }
    let printed = held.compactMap(\.self)
    return Rates(
      printed: Double(printed.count) / Double(draws), covered: mean(printed.map { $0 ? 1 : 0 }))
  }

  /// Two models' scores, the forecast lead of the second, and the group of each prompt.
  private struct DataSet {
    var first: [Double] = []
    var second: [Double] = []
    var lead: [Double] = []
    var groups: [Int] = []
  }

  private func drawn(_ groups: Int, _ generator: inout SplitMix64) -> DataSet {
    var set = DataSet()
    for group in 0..<groups {
      let isUp = FigureSimulation.uniform(&generator) < 0.5
      let leaning = FigureSimulation.uniform(&generator)
      let rates: (first: Double, second: Double)
      switch figure {
      case .score: rates = isUp ? (0.95, 0) : (0.45, 0)
      case .highScore: rates = isUp || FigureSimulation.uniform(&generator) < 0.5 ? (1, 0) : (0.8, 0)
      case .gain: rates = isUp ? (0.5, 0.75) : (0.7, 0.55)
      case .apgr: rates = isUp ? (0.4, 0.8) : (0.6, 0.75)
      }
      for _ in 0..<size(&generator) {
        let draws = FigureSimulation.uniform(3, &generator)
        let (first, second) = (draws[0] < rates.first ? 1.0 : 0, draws[1] < rates.second ? 1.0 : 0)
        set.first.append(first)
        set.second.append(second)
        set.lead.append(0.3 * (second - first) + draws[2] + 0.5 * leaning)
        set.groups.append(group)
      }
    }
    return set
  }

  private func size(_ generator: inout SplitMix64) -> Int {
    switch sizes {
    case .equal(let size): size
    case .unequal(let mean): 1 + Int(Double(mean - 1) * -log(1 - FigureSimulation.uniform(&generator)))
    }
  }

  private func interval(_ set: DataSet, seed: UInt64) -> Interval? {
    switch figure {
    case .score, .highScore: ClusteredMean(of: set.first, clusters: set.groups).shareInterval
    case .gain: ClusteredMean(of: zip(set.first, set.second).map { $1 - $0 }, clusters: set.groups).interval()
    case .apgr:
      PairGap(weak: set.first, strong: set.second, clusters: set.groups).isMeasurable
        ? PairBootstrap(sigma: set.lead, weak: set.first, strong: set.second, clusters: set.groups)
          .intervals(by: Bootstrap(seed: seed)).apgr : nil
    }
  }

  private func truth(seed: UInt64) -> Double {
    switch figure {
    case .score: return 0.7
    case .highScore: return 0.95
    case .gain: return 0.05
    case .apgr:
      var generator = SplitMix64(seed: ~seed)
      let set = drawn(20_000, &generator)
      return PairCurve(sigma: set.lead, weak: set.first, strong: set.second)?.apgr ?? .nan
    }
  }
}
