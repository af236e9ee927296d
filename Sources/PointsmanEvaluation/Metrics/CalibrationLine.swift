internal import PointsmanRegression
internal import PointsmanSupport

/// How probabilities would have to be straightened: logit P(y = 1) = intercept + slope · logit p, by maximum likelihood.
///
/// Slope 1 and intercept 0 mean calibrated; a slope below 1 means too sure of itself, an intercept above 0 too
/// pessimistic. Source: Cox, "Two further applications of a model for binary regression", 1958.
package struct CalibrationLine: Sendable, Equatable {
  package let slope: Double
  package let intercept: Double

  /// Fits by `BoundedNewton`; nil where the likelihood has no maximum: one class, one probability, or probabilities that
  /// part the classes. O(n) a step.
  ///
  /// - Parameters:
  ///   - probabilities: n numbers in [0, 1]. Those within 1e-12 of an end are taken to lie there, as their logits are
  ///     infinite.
  ///   - labels: n numbers in [0, 1].
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init?(probabilities: [Double], labels: [Double], weights: [Double]? = nil) {
    checkLabels(labels, weights: weights, rows: probabilities.count)
    let objective = LineObjective(
      logits: probabilities.map { logit($0, clip: 1e-12) }, labels: labels,
      weights: weights ?? labels.map { _ in 1 })
    let solver = BoundedNewton(maximumIterations: 60, tolerance: 1e-10, maximumStep: .infinity, backtracks: true)
    let minimum = solver.minimize(objective, from: [0, 1])
    guard minimum.hasConverged else { return nil }
    (intercept, slope) = (minimum.point[0], minimum.point[1])
  }
}

/// The log loss of intercept + slope · logit, a sum over rows.
private struct LineObjective: ConvexObjective {
  let logits: [Double]
  let labels: [Double]
  let weights: [Double]

  var weight: Double { max(1, weights.reduce(0, +)) }

  func value(at x: [Double]) -> Double {
    logits.indices.reduce(0) { sum, row in
      let z = x[0] + x[1] * logits[row]
      return sum + weights[row] * (softplus(z) - labels[row] * z)
    }
  }

  func derivatives(at point: [Double]) -> Derivatives {
    var (g0, g1, h00, h01, h11) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (row, x) in logits.enumerated() {
      let p = sigmoid(point[0] + point[1] * x)
      let (residual, curvature) = (weights[row] * (p - labels[row]), weights[row] * p * (1 - p))
      g0 += residual
      g1 += residual * x
      h00 += curvature
      h01 += curvature * x
      h11 += curvature * x * x
    }
    return Derivatives(gradient: [g0, g1], hessian: [[h00, h01], [h01, h11]])
  }
}
