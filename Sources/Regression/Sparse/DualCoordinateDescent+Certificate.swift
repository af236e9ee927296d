internal import LinearAlgebra

extension DualCoordinateDescent {
  /// A point of the primal problems, with the proof of how good it is.
  struct PrimalPoint {
    /// β: one value a column of X.
    var coefficients: [Lanes]
    /// n logits x_iᵀβ + b.
    var logits: [Lanes]
    var intercept: Lanes
    var gradientNorm: Lanes
    var objective: [Double]
  }

  /// The point β = V − s x̄ with the intercept that is best for it, and the gradient there, computed afresh.
  ///
  /// Costs about as much as a pass. Column by column: one sweep for the logits, a few Newton steps in b over the n
  /// logits alone, and one sweep for Xᵀr.
  func primalPoint() -> PrimalPoint {
    let design = geometry.design
    let n = design.rows
    var logits = [Lanes]()
    logits.reserveCapacity(n)
    for row in 0..<n { logits.append(design.dot(row: row, coefficients) - residualSum * geometry.meanDots[row]) }
    var intercept = centredIntercept - meanDot + residualSum * geometry.meanSquaredNorm
    for _ in 0..<4 {
      var (slope, curvature) = (SIMD8<Double>(), SIMD8<Double>())
      for row in 0..<n {
        let p = Lanes.sigmoid(logits[row] + intercept)
        slope += SIMD8<Double>(weights[row] * (p - labels[row]))
        curvature += SIMD8<Double>(weights[row] * p * (1 - p))
      }
      for lane in totals.indices where curvature[lane] > 0 { intercept[lane] -= Float(slope[lane] / curvature[lane]) }
    }
    var gradient = [Lanes](repeating: Lanes(), count: design.columns)
    var (loss, interceptGradient) = (SIMD8<Double>(), SIMD8<Double>())
    for row in 0..<n {
      logits[row] += intercept
      let z = logits[row]
      let residual = weights[row] * (Lanes.sigmoid(z) - labels[row])
      loss += SIMD8<Double>(weights[row] * (Lanes.softplus(z) - labels[row] * z))
      interceptGradient += SIMD8<Double>(residual)
      design.accumulate(row: row, residual, into: &gradient)
    }
    var inverseWeight = Lanes()
    var penalty = Lanes()
    for lane in totals.indices where !totals[lane].isDegenerate {
      inverseWeight[lane] = Float(1 / totals[lane].weight)
      penalty[lane] = Float(penalties[lane])
    }
    var point = coefficients
    for j in point.indices { point[j] -= residualSum * geometry.mean[j] }
    var norm = Lanes()
    var squaredNorm = SIMD8<Double>()
    for j in gradient.indices {
      norm = pointwiseMax(norm, (gradient[j] * inverseWeight + penalty * point[j]).magnitude)
      squaredNorm += SIMD8<Double>(point[j] * point[j])
    }
    norm = pointwiseMax(norm, (Lanes(interceptGradient) * inverseWeight).magnitude)
    let objective = totals.indices.map { lane in
      totals[lane].isDegenerate ? 0 : loss[lane] / totals[lane].weight + penalties[lane] / 2 * squaredNorm[lane]
    }
    return PrimalPoint(
      coefficients: point, logits: logits, intercept: intercept, gradientNorm: norm, objective: objective)
  }
}
