internal import PointsmanSupport

// The figures by which papers and benchmarks report routers, computed as they define them.

// MARK: - UniRoute

/// Quality-neutral cost: the least at which a router is as good as the best single model, as a share of its cost.
///
///     QNC = min {c : (c, s) a point of the router with s ≥ s_best} / c_best
///
/// Below 1, the router saves money at no loss of quality. Only points the router really has count, not mixes of them.
/// The best single model has the highest mean score, and of equals is the cheapest.
/// Source: Jitkrittum et al., "Universal model routing for efficient LLM inference" (UniRoute), 2025.
///
/// - Parameters:
///   - router: the points of the router's sweep.
///   - singles: one point a model.
/// - Returns: a number > 0; nil when the quality is never reached, or the best single model costs nothing.
/// - Complexity: O(points).
package func qualityNeutralCost(router: [CostQualityPoint], singles: [CostQualityPoint]) -> Double? {
  guard let best = singles.max(by: { ($0.score, $1.cost) < ($1.score, $0.cost) }), best.cost > 0 else { return nil }
  let asGood = router.filter { $0.score >= best.score - roundingError }
  return asGood.map { $0.cost / best.cost }.min()
}

/// UniRoute's summary of a cost–quality curve, costs as shares of the most accurate single model's.
///
///     area = ∫ R̃(c) d(c / c_best), c from the cheapest single model's cost to c_best
///     peak = max R̃
///
/// R̃ is the non-decreasing upper concave hull of the router's points, level to the right; below its cheapest it counts 0.
/// Source: Jitkrittum et al., "Universal model routing for efficient LLM inference" (UniRoute), 2025.
package struct DeferralCurve: Sendable, Equatable {
  package let area: Double
  package let peak: Double

  /// nil when the router has no points, or the most accurate single model is free. O(k log k) for k points.
  ///
  /// - Parameters:
  ///   - router: the points of the router's sweep.
  ///   - singles: one point a model; the most accurate is of equals the cheapest.
  package init?(router: [CostQualityPoint], singles: [CostQualityPoint]) {
    guard let best = singles.max(by: { ($0.score, $1.cost) < ($1.score, $0.cost) }), best.cost > 0,
      let cheapest = singles.map(\.cost).min(), let peak = router.map(\.score).max()
    else { return nil }
    area = UpperHull(of: router).nonDecreasing.area(from: cheapest, to: best.cost) / best.cost
    self.peak = peak
  }
}

// MARK: - LLMRouterBench

/// LLMRouterBench's two ends of a cost–quality curve: the gain of the best point, and the saving at equal quality.
///
///     PerfGain = (max A − A_best) / A_best
///     CostSave = 1 − min {c : A ≥ A_best} / c_best
///
/// The best single model has the highest mean score, and of equals is the cheapest. Source: LLMRouterBench, 2026.
package struct GainOverBest: Sendable, Equatable {
  package let performanceGain: Double
  /// nil, "not reached", when no point is as good as the best single model; negative when such a point costs more.
  package let costSaving: Double?

  /// nil without points, or when the best single model scores 0. O(points).
  ///
  /// - Parameters:
  ///   - router: the points of the router's sweep.
  ///   - singles: one point a model.
  package init?(router: [CostQualityPoint], singles: [CostQualityPoint]) {
    guard let best = singles.map(\.score).max(), best > 0, let peak = router.map(\.score).max() else { return nil }
    performanceGain = (peak - best) / best
    costSaving = qualityNeutralCost(router: router, singles: singles).map { 1 - $0 }
  }
}

/// LLMRouterBench's three relative distances of a mean score A: to a random choice, to the best single model, to the
/// oracle.
///
///     Gain@R = (A − A_random)/A_random    Gain@B = (A − A_best)/A_best    Gap@O = (A_oracle − A)/A_oracle
///
/// Each is nil when its denominator is 0.
package struct RelativeGains: Sendable, Equatable {
  package let overRandom: Double?
  package let overBest: Double?
  package let belowOracle: Double?

  /// O(1).
  package init(score: Double, random: Double, best: Double, oracle: Double) {
    overRandom = random > 0 ? (score - random) / random : nil
    overBest = best > 0 ? (score - best) / best : nil
    belowOracle = oracle > 0 ? (oracle - score) / oracle : nil
  }
}

// MARK: - RouterArena

/// RouterArena's one number for accuracy A and cost, a weighted harmonic mean.
///
///     (1 + β)·A·C / (β·A + C),  C = (log2 c_max − log2 c) / (log2 c_max − log2 c_min)
///
/// c is in USD per 1,000 prompts; β = 0.1, c_max = 200 and c_min = 0.0044 are the arena's. Costs beyond either end count
/// as the end. Source: RouterArena, 2025.
///
/// - Parameters:
///   - score: A, the mean score, in [0, 1].
///   - cost: mean USD a prompt.
/// - Returns: a number in [0, 1]. O(1).
package func arenaScore(score: Double, cost: Double) -> Double {
  precondition(0 <= score && score <= 1 && cost >= 0, "a score lies in [0, 1], and a cost is not negative")
  let (beta, costliest, cheapest) = (0.1, 200.0, 0.0044)
  let thousand = min(max(1_000 * cost, cheapest), costliest)
  let saving = (log2(costliest) - log2(thousand)) / (log2(costliest) - log2(cheapest))
  return score + saving > 0 ? (1 + beta) * score * saving / (beta * score + saving) : 0
}

/// RouterArena's measures of how near choices come to the cheapest model that is right.
///
/// A model is right when its score is at least ½; a prompt is solvable when one is.
///
///     Opt.Sel  = share of solvable prompts on which the cheapest right model is chosen
///     Opt.Cost = Σ cost of the cheapest right model / Σ cost of the chosen one, over solvable prompts
///     Opt.Acc  = Σ chosen scores / Σ best scores, over all prompts
package struct OptimalChoice: Sendable, Equatable {
  package let selection: Double
  /// nil when the router's choices cost nothing.
  package let cost: Double?
  package let accuracy: Double

  /// nil when no prompt is solvable. O(n · models).
  ///
  /// - Parameters:
  ///   - choices: the n chosen models, as column numbers.
  ///   - scores: n × models, row-major.
  ///   - costs: n × models, row-major, USD. Of equally cheap right models any will do.
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init?(choices: [Int], scores: [Double], costs: [Double], models: Int, weights: [Double]? = nil) {
    precondition(scores.count == choices.count * models && costs.count == scores.count, "prompts × models")
    var (solvable, selected, least, paid, reached, best) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for (row, choice) in choices.enumerated() {
      let cells = row * models..<(row + 1) * models
      let chosen = row * models + choice
      let weight = weights?[row] ?? 1
      reached += weight * scores[chosen]
      best += weight * (cells.map { scores[$0] }.max() ?? 0)
      guard let cheapest = cells.filter({ scores[$0] >= 0.5 }).map({ costs[$0] }).min() else { continue }
      solvable += weight
      selected += scores[chosen] >= 0.5 && costs[chosen] == cheapest ? weight : 0
      least += weight * cheapest
      paid += weight * costs[chosen]
    }
    guard solvable > 0, best > 0 else { return nil }
    selection = selected / solvable
    cost = paid > 0 ? least / paid : nil
    accuracy = reached / best
  }
}

// MARK: - GraphRouter

/// GraphRouter's reward of each way of choosing: α·P − β·C, scores P and costs C each mapped to [0, 1] by least and most
/// among those compared.
///
/// The usual (α, β) are (1, 0), (0.5, 0.5) and (0.2, 0.8). Because of the mapping a reward can be compared only with
/// the others of one call. Where all scores, or all costs, are alike they map to 0.
/// Source: Feng et al., "GraphRouter", 2024.
///
/// - Returns: one number a point, in [−β, α].
/// - Complexity: O(points).
package func rewards(of points: [CostQualityPoint], alpha: Double, beta: Double) -> [Double] {
  func mapped(_ values: [Double]) -> [Double] {
    guard let low = values.min(), let high = values.max(), high > low else { return values.map { _ in 0 } }
    return values.map { ($0 - low) / (high - low) }
  }
  return zip(mapped(points.map(\.score)), mapped(points.map(\.cost))).map { alpha * $0 - beta * $1 }
}
