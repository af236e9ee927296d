internal import PointsmanOutcomes
internal import PointsmanSupport

/// The best of several looks at the same outcomes, where no way of choosing gains.
///
/// Each look is a router that knows nothing: it sends half of the prompts, by chance, to the one and half to the other of two models that
/// are right on 70 % of the prompts. Looks know nothing of each other, which is the worst case. The look of largest gain is reported, as
/// someone would who tries several.
package struct LookSimulation: Sendable {
  /// Shares of the data sets, of the look that is reported.
  package struct Rates: Sendable {
    /// The gain is above 0 with p ≤ 0.05: 2.5 % if there is one look.
    package let found: Double
    /// The same by the p-value for so many looks.
    package let foundAdjusted: Double
    /// The interval of one look holds the true gain, which is 0.
    package let covered: Double
    /// The interval for so many looks does.
    package let coveredAdjusted: Double
  }

  private let looks: Int

  package init(looks: Int) { self.looks = looks }

  /// The rates over `draws` data sets. O(draws · looks · prompts).
  package func rates(prompts: Int, draws: Int, seed: UInt64 = 0, threads: Int = 1) -> Rates {
    let parts = concurrentMap(count: draws, threads: threads) { draw -> [Double] in
      var generator = SplitMix64(seed: seed &+ (UInt64(draw) &+ 1) &* 0xD1B5_4A32_D192_ED03)
      let table = FigureSimulation.table(prompts, chances: [0.7, 0.7], costs: nil, &generator)
      let scores = (0..<2).map { model in (0..<prompts).map { table.score(row: $0, model: model) ?? 0 } }
      let gains = (0..<looks).map { _ in
        let choices = generator.shuffled((0..<prompts).map { $0 % 2 })
        return ClusteredMean(of: choices.enumerated().map { scores[$1][$0] - scores[0][$0] })
      }
      guard let best = gains.max(by: { $0.value < $1.value }), let pValue = best.pValue,
        let interval = best.interval(), let wider = best.interval(level: LookCount.level(of: looks))
      else { return [0, 0, 0, 0] }
      func holds(_ interval: Interval) -> Double { interval.low <= 0 && 0 <= interval.high ? 1 : 0 }
      func isFound(_ pValue: Double) -> Double { best.value > 0 && pValue <= Verdict.significance ? 1 : 0 }
      return [isFound(pValue), isFound(min(1, Double(looks) * pValue)), holds(interval), holds(wider)]
    }
    func share(_ place: Int) -> Double { mean(parts.map { $0[place] }) }
    return Rates(found: share(0), foundAdjusted: share(1), covered: share(2), coveredAdjusted: share(3))
  }
}
