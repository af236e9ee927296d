internal import PointsmanSupport

/// How probabilities would have to be straightened: logit P(y = 1) = intercept + slope · logit p, by maximum likelihood.
///
/// Slope 1 and intercept 0 mean calibrated; a slope below 1 means too sure of itself, an intercept above 0 too
/// pessimistic. Source: Cox, "Two further applications of a model for binary regression", 1958.
package struct CalibrationLine: Sendable, Equatable {
  package let slope: Double
  package let intercept: Double

  /// Fits by Newton's method; nil where the likelihood has no maximum: one class, one probability, or probabilities that
  /// part the classes. O(n) a step.
  ///
  /// - Parameters:
  ///   - probabilities: n numbers in [0, 1]. Those within 1e-12 of an end are taken to lie there, as their logits are
  ///     infinite.
  ///   - labels: n numbers in [0, 1].
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init?(probabilities: [Double], labels: [Double], weights: [Double]? = nil) {
    checkLabels(labels, weights: weights, rows: probabilities.count)
    let end = 1e-12
    let logits = probabilities.map { p in
      let inner = min(max(p, end), 1 - end)
      return log(inner / (1 - inner))
    }
    // −y·z + ln(1 + eᶻ), summed, in the form that cannot overflow.
    func loss(_ slope: Double, _ intercept: Double) -> Double {
      logits.indices.reduce(0) { sum, row in
        let z = intercept + slope * logits[row]
        return sum + (weights?[row] ?? 1) * (max(z, 0) - labels[row] * z + log1p(exp(-abs(z))))
      }
    }
    var (slope, intercept) = (1.0, 0.0)
    // Newton's method doubles the digits a step; a problem that wants more than this has no optimum.
    for _ in 0..<60 {
      var (g0, g1, h00, h01, h11) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (row, x) in logits.enumerated() {
        let weight = weights?[row] ?? 1
        let p = 1 / (1 + exp(-(intercept + slope * x)))
        let (residual, curvature) = (weight * (labels[row] - p), weight * p * (1 - p))
        g0 += residual
        g1 += residual * x
        h00 += curvature
        h01 += curvature * x
        h11 += curvature * x * x
      }
      let determinant = h00 * h11 - h01 * h01
      guard determinant > 1e-12 * h00 * h11, determinant.isFinite else { return nil }
      let (d0, d1) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant)
      // A step that overshoots is halved until the loss no longer rises; without it Newton's method can go in circles.
      let before = loss(slope, intercept)
      var length = 1.0
      while length > 1e-6, loss(slope + length * d1, intercept + length * d0) > before * (1 + roundingError) {
        length /= 2
      }
      (intercept, slope) = (intercept + length * d0, slope + length * d1)
      if max(abs(d0), abs(d1)) < 1e-10 {
        (self.slope, self.intercept) = (slope, intercept)
        return
      }
    }
    return nil
  }
}
