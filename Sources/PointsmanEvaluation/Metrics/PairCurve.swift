/// The score that a router between two models reaches at every share of calls to the stronger one.
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
  /// strong − weak of each prompt.
  private let gains: [Double]
  private let ties: TieBlocks
  private let cuts: PairCuts
  private let weights: [Double]?

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
    self.weakMean = weakMean
    self.strongMean = strongMean
    self.weights = weights
    gains = zip(weak, strong).map { $1 - $0 }
    ties = TieBlocks(descending: sigma)
    cuts = PairCuts(gains: gains, ranked: ties) { weights?[$0] ?? 1 }
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

  /// APGR as RouteLLM's `evaluate` means it, to set a published number beside ours; nil when S̄ = W̄.
  ///
  ///     t_k = quantile of σ at k/10, k = 0…10
  ///     strong if σ ≥ t_k for k < 10, if σ > t_10 for the last, which nothing is
  ///     APGR = (AUC − AUC_weak) / (AUC_strong − AUC_weak), AUC by trapezoid over the 11 points
  ///
  /// Weights must be whole numbers: a quantile needs to know how often each prompt is there. O(n).
  package var apgrRouteLLM: Double? {
    precondition(cuts.mass.allSatisfy { $0 == $0.rounded() }, "quantiles need whole weights")
    return cuts.apgrRouteLLM
  }

  /// The share of quality lost when the share `costAdvantage` of prompts goes to the weak model: (S̄ − a(f)) / S̄,
  /// f = 1 − share.
  ///
  /// Negative where routing beats the strong model; nil when S̄ is 0. Source: Ding et al., "Hybrid LLM", 2024. O(log n).
  package func qualityDrop(costAdvantage: Double) -> Double? {
    strongMean > 0 ? (strongMean - score(at: 1 - costAdvantage)) / strongMean : nil
  }

  /// The gain of routing at a share f of strong calls over the weak model alone, less the price of the calls.
  ///
  ///     net benefit = a(f) − W̄ − λ·f·(c̄_S − c̄_W)
  ///
  /// All-weak is 0 by definition; all-strong is the value at f = 1. Source: Vickers and Elkin, "Decision curve analysis",
  /// 2006, with routing in the place of treatment. O(log n).
  ///
  /// - Parameters:
  ///   - lambda: the price of money, score per USD.
  ///   - extraCost: c̄_S − c̄_W, mean USD a strong call costs more.
  package func netBenefit(at share: Double, lambda: Double, extraCost: Double) -> Double {
    score(at: share) - weakMean - lambda * share * extraCost
  }

  /// APGR of the resample in which prompt i is there `counts[i]` times; nil when the two models' means are equal in it.
  /// O(n).
  ///
  /// Counts are in the prompts' own order, so that two routers can be compared on the same resample.
  func apgr(counts: [UInt32]) -> Double? {
    guard let weights else { return PairCuts(gains: gains, ranked: ties) { Double(counts[$0]) }.apgr }
    return PairCuts(gains: gains, ranked: ties) { Double(counts[$0]) * weights[$0] }.apgr
  }

  /// The addend of each prompt in APGR, nil under weights: its gain times the share of calls at which it has gone to the
  /// strong model, over the sum of gains. nil when the two models' means are equal. O(n).
  var apgrContributions: [Double]? {
    let (n, total) = (Double(gains.count), gains.reduce(0, +))
    guard weights == nil, abs(total) > roundingError * n else { return nil }
    var shares = [Double](repeating: 0, count: gains.count)
    for block in ties.blocks {
      let middle = Double(block.lowerBound + block.upperBound) / 2
      for row in ties.order[block] { shares[row] = gains[row] * (1 - middle / n) / total }
    }
    return shares
  }
}

/// The best mean score that any router of two models reaches with a share f of strong calls.
///
///     â(f) = W̄ + (1/n) Σ of the fn largest positive gains S_i − W_i
///
/// For 0/1 scores it is [#W right + min(fn, #(W wrong and S right))] / n. Calls that would lose are not made.
///
/// - Parameters:
///   - weak: the weak model's n scores.
///   - strong: the strong model's n scores.
/// - Returns: a number in [0, 1], or nil without prompts.
/// - Complexity: O(n log n).
package func optimalScore(share: Double, weak: [Double], strong: [Double]) -> Double? {
  precondition(weak.count == strong.count, "one score a model for each prompt")
  precondition(0 <= share && share <= 1, "a share of calls lies in [0, 1]")
  guard !weak.isEmpty else { return nil }
  let gains = zip(weak, strong).map { $1 - $0 }.filter { $0 > 0 }.sorted(by: >)
  let calls = share * Double(weak.count)
  var sum = weak.reduce(0, +)
  for (index, gain) in gains.enumerated() where Double(index) < calls {
    sum += gain * min(1, calls - Double(index))
  }
  return sum / Double(weak.count)
}

/// AUROC of σ for "strong strictly better": how well σ finds the prompts that need the strong model.
///
/// Ties between the models are negatives: there the weak one does. nil when the strong model is better never or always.
///
/// - Parameters:
///   - sigma: the router's n scores for "send to strong".
///   - weak: the weak model's n scores.
///   - strong: the strong model's n scores.
///   - weights: n non-negative numbers; all 1 when nil.
/// - Complexity: O(n log n).
package func strongBetterAUC(
  sigma: [Double], weak: [Double], strong: [Double], weights: [Double]? = nil
) -> Double? {
  precondition(weak.count == sigma.count && strong.count == sigma.count, "one score a model for each prompt")
  return areaUnderROC(scores: sigma, labels: zip(weak, strong).map { $1 > $0 ? 1 : 0 }, weights: weights)
}

/// The cut points of a weak/strong pair: the gain when the top of the ranking goes to the strong model.
///
/// Point j lies after the j highest distinct values of σ, for j = 0…K. Within a block of equal σ the expected gain
/// over random order is a straight line, so the K + 1 points are the whole curve.
struct PairCuts: Sendable {
  /// Weight sent to the strong model at each cut, from 0 up to the total.
  let mass: [Double]
  /// Σ w (strong − weak) over the prompts sent to the strong model at each cut, from 0 up to the total.
  let gain: [Double]

  /// Sums n weighted gains block by block. O(n).
  @inline(__always)
  init(gains: [Double], ranked ties: TieBlocks, weight: (_ row: Int) -> Double) {
    var masses = [Double](repeating: 0, count: ties.blocks.count + 1)
    var sums = masses
    var (mass, sum) = (0.0, 0.0)
    for (cut, block) in ties.blocks.enumerated() {
      for position in block {
        let row = ties.order[position]
        let weight = weight(row)
        mass += weight
        sum += weight * gains[row]
      }
      masses[cut + 1] = mass
      sums[cut + 1] = sum
    }
    self.mass = masses
    gain = sums
  }

  var totalMass: Double { mass[mass.count - 1] }
  var totalGain: Double { gain[gain.count - 1] }

  /// True if the two models' means differ by more than rounding; where they do not, PGR is 0/0.
  var isDefined: Bool { abs(totalGain) > roundingError * totalMass }

  /// Area under PGR over the share of calls, by trapezoid over every cut; nil when undefined. O(K).
  var apgr: Double? {
    guard isDefined else { return nil }
    var area = 0.0
    for cut in 1..<mass.count {
      area += (mass[cut] - mass[cut - 1]) * (gain[cut] + gain[cut - 1])
    }
    return area / (2 * totalMass * totalGain)
  }

  /// RouteLLM's APGR; the masses must be whole numbers. O(K).
  ///
  /// "σ ≥ t" for an interpolated quantile t only asks which order statistic is the first to reach t. For the k-th
  /// threshold of N prompts that is number ⌈k(N − 1)/10⌉ from the bottom, which is ⌊(10 − k)(N − 1)/10⌋ from the top,
  /// and its whole tie block goes to the strong model. So no threshold is ever computed, and equal ones are harmless.
  var apgrRouteLLM: Double? {
    guard isDefined else { return nil }
    // Ten steps between eleven thresholds, as in RouteLLM's evaluation.
    let steps = 10
    var area = 0.0
    var cut = 0
    for step in 1...steps {
      let previous = cut
      let rank = Double(step * (Int(totalMass) - 1) / steps)
      while mass[cut] <= rank { cut += 1 }
      area += (mass[cut] - mass[previous]) * (gain[cut] + gain[previous])
    }
    return area / (2 * totalMass * totalGain)
  }

  /// Σ w (strong − weak) when a share f of the mass goes to the strong model. O(log K).
  func gain(at share: Double) -> Double {
    precondition(0 <= share && share <= 1, "a share of calls lies in [0, 1]")
    let target = share * totalMass
    var low = 0
    var high = mass.count - 1
    while low < high {
      let middle = (low + high) / 2
      if mass[middle] < target { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    let along = (target - mass[low - 1]) / (mass[low] - mass[low - 1])
    return gain[low - 1] + along * (gain[low] - gain[low - 1])
  }

  /// The least share at which PGR reaches `level`; nil when it never does, or is undefined. O(K).
  func share(reaching level: Double) -> Double? {
    guard isDefined else { return nil }
    guard level > 0 else { return 0 }
    guard let cut = gain.firstIndex(where: { $0 / totalGain >= level }) else { return nil }
    let before = gain[cut - 1] / totalGain
    let along = (level - before) / (gain[cut] / totalGain - before)
    return (mass[cut - 1] + along * (mass[cut] - mass[cut - 1])) / totalMass
  }
}
