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
