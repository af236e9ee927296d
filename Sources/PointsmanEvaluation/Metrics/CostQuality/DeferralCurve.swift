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
