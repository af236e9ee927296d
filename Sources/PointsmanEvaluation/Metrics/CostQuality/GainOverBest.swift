/// LLMRouterBench's two ends of a cost–quality curve: what the best point gains, and what equal quality saves.
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
