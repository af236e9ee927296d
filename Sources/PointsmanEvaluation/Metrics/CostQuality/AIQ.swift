/// Average improvement in quality: the mean height of a router's cost–quality curve.
///
///     AIQ = 1/(c_max − c_min) ∫ R̃(c) dc,  c from c_min to c_max
///
/// R̃ is the non-decreasing upper concave hull of the router's points, level to the right; c_min and c_max are the mean
/// costs of the cheapest and the dearest single model, so the figure does not hang on which routers are compared.
/// A cost at which the router cannot run at all counts 0. Source: Hu et al., "RouterBench", 2024.
package struct AIQ: Sendable, Equatable {
  package let router: Double
  /// The zero router: a random mix of two single models.
  package let zero: Double
  /// A router that foresees every score and cost.
  package let oracle: Double

  /// The share of what an oracle would gain over the zero router that the router gains; negative when it does worse
  /// than mixing at random, nil when the oracle gains nothing.
  package var gapClosed: Double? {
    oracle - zero > roundingError ? (router - zero) / (oracle - zero) : nil
  }

  /// Measures three curves; nil when the single models all cost the same. O(k log k) for k points.
  ///
  /// - Parameters:
  ///   - router: the points of the router's sweep.
  ///   - oracle: the points of the oracle's sweep.
  ///   - singles: one point a model.
  package init?(router: [CostQualityPoint], oracle: [CostQualityPoint], singles: [CostQualityPoint]) {
    let costs = singles.map(\.cost)
    guard let low = costs.min(), let high = costs.max(), low < high else { return nil }
    func height(_ points: [CostQualityPoint]) -> Double {
      UpperHull(of: points).nonDecreasing.area(from: low, to: high) / (high - low)
    }
    self.router = height(router)
    self.zero = height(singles)
    self.oracle = height(oracle)
  }
}
