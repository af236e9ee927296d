/// What a router between two models wins at every share of calls to the stronger one.
///
/// With W̄ and S̄ the mean scores of the weak and the strong model, and a(f) the mean score when the share f of
/// prompts with the highest σ goes to the strong one:
///
///     PGR(f) = (a(f) − W̄) / (S̄ − W̄)       performance gap recovered; PGR(0) = 0, PGR(1) = 1
///     APGR   = ∫₀¹ PGR(f) df               ½ for a random order; an oracle may exceed 1
///     CPT(x) = min {f : PGR(f) ≥ x}        calls needed for a share x of the gap
///
/// Between cut points the curve is a straight line, as it is within a tie, where it is the mean over random order.
/// When S̄ = W̄ there is no gap to recover, and all three are nil. Source: Ong et al., "RouteLLM", 2024.
package struct PairCurve: Sendable {
  /// W̄, the mean score when every prompt goes to the weak model.
  package let weakMean: Double
  /// S̄, the mean score when every prompt goes to the strong model.
  package let strongMean: Double
  let cuts: PairCuts

  /// Ranks n prompts once; nil when none has weight. O(n log n).
  ///
  /// - Parameters:
  ///   - sigma: the router's n scores; the highest go to the strong model first.
  ///   - weak: the weak model's n scores.
  ///   - strong: the strong model's n scores.
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init?(sigma: [Double], weak: [Double], strong: [Double], weights: [Double]? = nil) {
    precondition(weak.count == sigma.count && strong.count == sigma.count, "one score a model for each prompt")
    checkWeights(weights, rows: sigma.count)
    guard let weakMean = weightedMean(of: weak, weights: weights),
      let strongMean = weightedMean(of: strong, weights: weights)
    else { return nil }
    let ties = TieBlocks(descending: sigma)
    var cuts = PairCuts(blocks: ties.blocks.count)
    var mass = 0.0
    var gain = 0.0
    for (cut, block) in ties.blocks.enumerated() {
      for row in ties.order[block] {
        let weight = weights?[row] ?? 1
        mass += weight
        gain += weight * (strong[row] - weak[row])
      }
      cuts.mass[cut + 1] = mass
      cuts.gain[cut + 1] = gain
    }
    self.weakMean = weakMean
    self.strongMean = strongMean
    self.cuts = cuts
  }

  /// APGR by the trapezoid rule over every cut point, which is exact. O(n).
  package var apgr: Double? { cuts.apgr }

  /// a(f), the mean score when the share f of prompts goes to the strong model. O(log n).
  package func score(at share: Double) -> Double {
    weakMean + cuts.gain(at: share) / cuts.totalMass
  }

  /// PGR(f), the share of the gap recovered at the share f of calls. O(log n).
  package func pgr(at share: Double) -> Double? {
    cuts.isDefined ? cuts.gain(at: share) / cuts.totalGain : nil
  }

  /// CPT(x), the least share of calls at which the share x of the gap is recovered; nil when it never is. O(n).
  ///
  /// PGR may fall again further on. Its running maximum first reaches x exactly where PGR does, so the envelope
  /// needs no figure of its own.
  package func callsForPerformance(_ level: Double) -> Double? {
    cuts.share(reaching: level)
  }
}
