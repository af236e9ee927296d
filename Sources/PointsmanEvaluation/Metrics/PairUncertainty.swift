/// The gap S̄ − W̄ between the mean scores of a strong and a weak model, and its standard error.
///
/// PGR, APGR and CPT divide by the gap. Where it is within chance, they magnify chance: two models
/// that nearly tie can have an APGR of a hundred, with an interval from minus to plus a hundred.
package struct PairGap: Sendable, Equatable {
  /// Σ (S_i − W_i) / n.
  package let value: Double
  /// The standard error of the mean of the paired differences; 0 for a single prompt or group.
  package let standardError: Double

  /// True if the gap is more than two standard errors from 0, about what a 95 % interval asks for.
  package var isMeasurable: Bool { abs(value) > max(roundingError, 2 * standardError) }

  /// O(n).
  ///
  /// - Parameters:
  ///   - weak: the weak model's n scores; at least one.
  ///   - strong: the strong model's n scores.
  ///   - groups: n group numbers; the prompts of a group count as one observation. Each prompt is its own when nil.
  ///   - weights: n numbers above 0; all 1 when nil.
  package init(weak: [Double], strong: [Double], groups: [Int]? = nil, weights: [Double]? = nil) {
    precondition(weak.count == strong.count && !weak.isEmpty, "one score a model for each prompt")
    let differences = zip(weak, strong).map { $1 - $0 }
    let gap = mean(differences, by: weights)
    // Sums of deviations over whole groups: Liang and Zeger, "Longitudinal data analysis", 1986.
    var deviations: [Int: Double] = [:]
    for (row, difference) in differences.enumerated() {
      deviations[groups?[row] ?? row, default: 0] += (weights?[row] ?? 1) * (difference - gap)
    }
    let count = Double(deviations.count)
    let mass = weights.map { $0.reduce(0, +) } ?? Double(differences.count)
    let squares = deviations.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    value = gap
    standardError = count > 1 ? (squares * count / (count - 1)).squareRoot() / mass : 0
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
  /// The group of each prompt, by falling σ.
  private let groups: [Int]?
  /// The weight of each prompt, by falling σ.
  private let weights: [Double]?

  /// Sorts n prompts. O(n log n).
  ///
  /// - Parameters:
  ///   - sigma: the router's n scores; the highest go to the strong model first.
  ///   - weak: the weak model's n scores.
  ///   - strong: the strong model's n scores.
  ///   - groups: n group numbers; prompts of a group are drawn together. Each prompt is drawn alone when nil.
  ///   - weights: n numbers above 0; all 1 when nil. RouteLLM's form has none, and is nil under them.
  package init(
    sigma: [Double], weak: [Double], strong: [Double], groups: [Int]? = nil, weights: [Double]? = nil
  ) {
    precondition(weak.count == sigma.count && strong.count == sigma.count, "one score a model for each prompt")
    precondition(groups.map { $0.count == sigma.count } ?? true, "one group a prompt")
    let ties = TieBlocks(descending: sigma)
    gains = ties.order.map { strong[$0] - weak[$0] }
    self.ties = ties.inOrder
    self.groups = groups.map { groups in ties.order.map { groups[$0] } }
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
      : bootstrap.values(rows: gains.count, groups: groups) { counts in
        let cuts = PairCuts(gains: gains, ranked: ties) { Double(counts[$0]) * (weights?[$0] ?? 1) }
        return [cuts.apgr, weights == nil ? cuts.apgrRouteLLM : nil] + levels.map { cuts.share(reaching: $0) }
      }
    func interval(_ figure: Int) -> Interval? {
      Interval(percentilesOf: figures.compactMap { $0[figure] }, level: bootstrap.level)
    }
    return Intervals(
      apgr: interval(0), apgrRouteLLM: interval(1), callsForPerformance: levels.indices.map { interval(2 + $0) })
  }
}
