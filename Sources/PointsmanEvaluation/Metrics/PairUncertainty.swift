/// The gap S̄ − W̄ between the mean scores of a strong and a weak model, and its standard error.
///
/// PGR, APGR and CPT divide by the gap. Where it is within chance, they magnify chance: two models
/// that nearly tie can have an APGR of a hundred, with an interval from minus to plus a hundred.
package struct PairGap: Sendable, Equatable {
  /// Σ (S_i − W_i) / n.
  package let value: Double
  /// Of the mean of the paired differences; not a number of a single prompt or cluster.
  package let standardError: Double
  /// At 95 %; nil of fewer clusters than say anything.
  package let interval: Interval?

  /// True if the 95 % interval does not hold 0.
  package var isMeasurable: Bool { interval.map { $0.low > roundingError || $0.high < -roundingError } ?? false }

  /// O(n).
  ///
  /// - Parameters:
  ///   - weak: the weak model's n scores; at least one.
  ///   - strong: the strong model's n scores.
  ///   - clusters: n cluster numbers; the prompts of a cluster count as one observation. Each prompt is its own when nil.
  ///   - weights: n numbers above 0; all 1 when nil.
  package init(weak: [Double], strong: [Double], clusters: [Int]? = nil, weights: [Double]? = nil) {
    precondition(weak.count == strong.count && !weak.isEmpty, "one score a model for each prompt")
    let estimate = ClusteredMean(of: zip(weak, strong).map { $1 - $0 }, clusters: clusters, weights: weights)
    (value, standardError, interval) = (estimate.value, estimate.standardError, estimate.interval())
  }
}

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
  /// The positions in `gains`, in blocks of equal σ.
  private let ties: TieBlocks
  /// The cluster of each prompt, by falling σ.
  private let clusters: [Int]?
  /// The weight of each prompt, by falling σ.
  private let weights: [Double]?

  /// Sorts n prompts. O(n log n).
  ///
  /// - Parameters:
  ///   - sigma: the router's n scores; the highest go to the strong model first.
  ///   - weak: the weak model's n scores.
  ///   - strong: the strong model's n scores.
  ///   - clusters: n cluster numbers; prompts of a cluster are drawn together. Each prompt is drawn alone when nil.
  ///   - weights: n numbers above 0; all 1 when nil. RouteLLM's form has none, and is nil under them.
  package init(
    sigma: [Double], weak: [Double], strong: [Double], clusters: [Int]? = nil, weights: [Double]? = nil
  ) {
    precondition(weak.count == sigma.count && strong.count == sigma.count, "one score a model for each prompt")
    precondition(clusters.map { $0.count == sigma.count } ?? true, "one cluster a prompt")
    let ties = TieBlocks(descending: sigma)
    gains = ties.order.map { strong[$0] - weak[$0] }
    self.ties = ties.inOrder
    self.clusters = clusters.map { clusters in ties.order.map { clusters[$0] } }
    self.weights = weights.map { weights in ties.order.map { weights[$0] } }
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
      : bootstrap.values(rows: gains.count, clusters: clusters) { counts in
        let cuts = PairCuts(gains: gains, ranked: ties) { Double(counts[$0]) * (weights?[$0] ?? 1) }
        return [cuts.apgr, weights == nil ? cuts.apgrRouteLLM : nil] + levels.map { cuts.share(reaching: $0) }
      }
    func interval(_ figure: Int) -> Interval? {
      bootstrap.interval(of: figures.map { $0[figure] }, rows: gains.count, clusters: clusters)
    }
    return Intervals(
      apgr: interval(0), apgrRouteLLM: interval(1), callsForPerformance: levels.indices.map { interval(2 + $0) })
  }
}
