internal import PointsmanNumerics

extension DualCoordinateDescent {
  /// A point of the primal problems, with the proof of how good it is.
  struct PrimalPoint {
    /// z_ik at i K + k.
    var scores: [Lanes]
    /// b_k.
    var intercepts: [Lanes]
    /// max(‖∇_β f‖∞, ‖∂f/∂b‖∞); 0 in a lane at its constant.
    var gradientNorm: Lanes
    /// f; 0 in a lane at its constant.
    var objective: [Double]
  }

  /// The point β = V − s x̄ with intercepts that are best for it, and the gradient there, computed afresh.
  ///
  /// Costs about as much as a pass. One sweep for the scores, a few Newton steps in b over the scores alone, and one
  /// sweep for Xᵀr.
  func primalPoint() -> PrimalPoint {
    let (design, scores) = (geometry.design, group.scores)
    var products = [Lanes](repeating: Lanes(), count: design.rows * scores)
    design.sweep { row in
      for k in 0..<scores {
        products[row * scores + k] =
          design.dot(row: row, coefficients[k]) - residualSum[k] * geometry.meanDots[row]
      }
    }
    var intercepts = (0..<scores).map { k in
      centredIntercept[k] - meanDot[k] + residualSum[k] * geometry.meanSquaredNorm
    }
    for _ in 0..<4 { improve(&intercepts, products) }
    for row in 0..<design.rows {
      for k in 0..<scores { products[row * scores + k] += intercepts[k] }
    }
    return point(products, intercepts)
  }

  /// A Newton step of the intercepts at fixed β.
  private func improve(_ intercepts: inout [Lanes], _ products: [Lanes]) {
    let scores = group.scores
    var slopes = [SIMD8<Double>](repeating: SIMD8<Double>(), count: scores)
    var newton = InterceptNewton<Loss>(scores: scores)
    var means = intercepts
    for row in 0..<geometry.design.rows where group.counts(row) {
      for k in 0..<scores { means[k] = products[row * scores + k] + intercepts[k] }
      _ = Loss.formMeans(&means, weights: group.offered(row))
      for k in 0..<scores {
        slopes[k] += SIMD8<Double>(group.rowWeights[row] * (means[k] - group.labels[row * scores + k]))
      }
      newton.add(means, rowWeight: group.rowWeights[row])
    }
    let step = newton.step(slopes)
    for k in 0..<scores { intercepts[k] += step[k] }
  }

  private func point(_ products: [Lanes], _ intercepts: [Lanes]) -> PrimalPoint {
    let (design, scores) = (geometry.design, group.scores)
    var gradient = intercepts.map { _ in [Lanes](repeating: Lanes(), count: design.columns) }
    var (loss, squares) = (SIMD8<Double>(), SIMD8<Double>())
    var interceptGradient = [SIMD8<Double>](repeating: SIMD8<Double>(), count: scores)
    var (means, labels) = (intercepts, intercepts)
    design.sweep { row in
      guard group.counts(row) else { return }
      let rowWeight = group.rowWeights[row]
      for k in 0..<scores {
        (means[k], labels[k]) = (products[row * scores + k], group.labels[row * scores + k])
      }
      loss += SIMD8<Double>(rowWeight * Loss.evaluate(&means, labels: labels, weights: group.offered(row)))
      for k in 0..<scores where group.counts(row, k) {
        let residual = rowWeight * (means[k] - labels[k])
        interceptGradient[k] += SIMD8<Double>(residual)
        design.accumulate(row: row, residual, into: &gradient[k])
      }
    }
    var norm = Lanes()
    for k in 0..<scores {
      for j in coefficients[k].indices {
        let beta = coefficients[k][j] - residualSum[k] * geometry.mean[j]
        norm = Lanes.maximum(norm, (gradient[k][j] * group.inverseWeight + group.penalty * beta).magnitude)
        squares += SIMD8<Double>(beta * beta)
      }
      norm = Lanes.maximum(norm, (Lanes(interceptGradient[k]) * group.inverseWeight).magnitude)
    }
    return PrimalPoint(
      scores: products, intercepts: intercepts, gradientNorm: norm,
      objective: group.problems.indices.map { lane in
        let fit = group.constantFits[lane]
        return fit.isDegenerate ? 0 : loss[lane] / fit.weight + group.problems[lane].penalty / 2 * squares[lane]
      })
  }
}
