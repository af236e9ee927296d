/// Bootstrap intervals for the figures of a weak/strong pair.
///
/// The prompts are sorted once. A resample only changes how often each is there, so it costs O(n): draw the
/// counts, sum them block by block, and read the figures off the new cut points.
package struct PairBootstrap: Sendable {
  /// Intervals for each figure; nil where it was undefined (S̄ = W̄) on every resample.
  package struct Intervals: Sendable, Equatable {
    package let apgr: Interval?
    package let apgrRouteLLM: Interval?
    /// One for each level asked for, in the same order.
    package let callsForPerformance: [Interval?]
  }

  /// strong − weak of each prompt, by falling σ.
  private let gains: [Double]
  /// Positions in `gains` where each block of equal σ lies.
  private let blocks: [Range<Int>]
  /// The group of each prompt, by falling σ.
  private let groups: [Int]?

  /// Sorts n prompts. O(n log n).
  ///
  /// - Parameters:
  ///   - sigma: the router's n scores; the highest go to the strong model first.
  ///   - weak: the weak model's n scores.
  ///   - strong: the strong model's n scores.
  ///   - groups: n group numbers; prompts of a group are drawn together. Each prompt is drawn alone when nil.
  package init(sigma: [Double], weak: [Double], strong: [Double], groups: [Int]? = nil) {
    precondition(weak.count == sigma.count && strong.count == sigma.count, "one score a model for each prompt")
    precondition(groups.map { $0.count == sigma.count } ?? true, "one group a prompt")
    let ties = TieBlocks(descending: sigma)
    gains = ties.order.map { strong[$0] - weak[$0] }
    blocks = ties.blocks
    self.groups = groups.map { groups in ties.order.map { groups[$0] } }
  }

  /// Resamples the prompts and takes percentiles of every figure. O(resamples · n).
  ///
  /// - Parameter levels: the x of each CPT(x), at most 1, which PGR always reaches.
  package func intervals(levels: [Double] = [], by bootstrap: Bootstrap = Bootstrap()) -> Intervals {
    precondition(levels.allSatisfy { $0 <= 1 }, "PGR is sure to reach levels up to 1 only")
    // For each resample APGR, RouteLLM's form, and the calls for each level.
    let figures: [[Double?]] =
      gains.isEmpty
      ? []
      : bootstrap.values(rows: gains.count, groups: groups) { counts in
        let cuts = cutPoints(counts)
        return [cuts.apgr, cuts.apgrRouteLLM] + levels.map { cuts.share(reaching: $0) }
      }
    func interval(_ figure: Int) -> Interval? {
      Interval(percentilesOf: figures.compactMap { $0[figure] }, level: bootstrap.level)
    }
    return Intervals(
      apgr: interval(0), apgrRouteLLM: interval(1), callsForPerformance: levels.indices.map { interval(2 + $0) })
  }

  private func cutPoints(_ counts: [UInt32]) -> PairCuts {
    var cuts = PairCuts(blocks: blocks.count)
    var mass = 0.0
    var gain = 0.0
    for (cut, block) in blocks.enumerated() {
      for position in block {
        let count = Double(counts[position])
        mass += count
        gain += count * gains[position]
      }
      cuts.mass[cut + 1] = mass
      cuts.gain[cut + 1] = gain
    }
    return cuts
  }
}
