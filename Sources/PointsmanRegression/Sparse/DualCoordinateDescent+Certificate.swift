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

  /// The point β = V − s x̄ with intercepts that are best for it, and the gradient there, computed again.
  ///
  /// Costs about as much as a pass. One sweep for the scores, a few Newton steps in b over the scores alone, and one
  /// sweep for Xᵀr.
  func primalPoint() -> PrimalPoint {
    let (design, predictors) = (geometry.design, group.linearPredictorCount)
    var products = [Lanes](repeating: Lanes(), count: design.rows * predictors)
    design.sweep { row in
      for k in 0..<predictors {
        products[row * predictors + k] =
          design.dot(row: row, coefficients[k]) - residualSum[k] * geometry.meanDots[row]
      }
    }
    var intercepts = (0..<predictors).map { k in
      centredIntercept[k] - meanDot[k] + residualSum[k] * geometry.meanSquaredNorm
    }
    for _ in 0..<4 { improve(&intercepts, products) }
    for row in 0..<design.rows {
      for k in 0..<predictors { products[row * predictors + k] += intercepts[k] }
    }
    return point(products, intercepts)
  }

  /// A Newton step of the intercepts at fixed β.
  private func improve(_ intercepts: inout [Lanes], _ products: [Lanes]) {
    let predictors = group.linearPredictorCount
    var slopes = [SIMD8<Double>](repeating: SIMD8<Double>(), count: predictors)
    var newton = InterceptNewton<Loss>(predictors: predictors)
    var means = intercepts
    for row in 0..<geometry.design.rows where group.counts(row) {
      for k in 0..<predictors { means[k] = products[row * predictors + k] + intercepts[k] }
      _ = Loss.formMeans(&means, weights: group.offered(row))
      for k in 0..<predictors {
        slopes[k] += SIMD8<Double>(group.rowWeights[row] * (means[k] - group.labels[row * predictors + k]))
      }
      newton.add(means, rowWeight: group.rowWeights[row])
    }
    let step = newton.step(slopes)
    for k in 0..<predictors { intercepts[k] += step[k] }
  }

  private func point(_ products: [Lanes], _ intercepts: [Lanes]) -> PrimalPoint {
    let (design, predictors) = (geometry.design, group.linearPredictorCount)
    var gradient = intercepts.map { _ in [Lanes](repeating: Lanes(), count: design.columns) }
    var (loss, squares) = (SIMD8<Double>(), SIMD8<Double>())
    var interceptGradient = [SIMD8<Double>](repeating: SIMD8<Double>(), count: predictors)
    var (means, labels) = (intercepts, intercepts)
    design.sweep { row in
      guard group.counts(row) else { return }
      let rowWeight = group.rowWeights[row]
      for k in 0..<predictors {
        (means[k], labels[k]) = (products[row * predictors + k], group.labels[row * predictors + k])
      }
      loss += SIMD8<Double>(rowWeight * Loss.evaluate(&means, labels: labels, weights: group.offered(row)))
      for k in 0..<predictors where group.counts(row, k) {
        let residual = rowWeight * (means[k] - labels[k])
        interceptGradient[k] += SIMD8<Double>(residual)
        design.accumulate(row: row, residual, into: &gradient[k])
      }
    }
    var norm = Lanes()
    for k in 0..<predictors {
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

/// A Newton step of the K intercepts of each lane: the slopes and the curvature along b alone, summed over rows.
struct InterceptNewton<Loss: CanonicalLoss> {
  private let predictors: Int
  /// Σ ω 𝓥_kl for l ≤ k, at k K + l.
  private var curvature: [SIMD8<Double>]

  init(predictors: Int) {
    self.predictors = predictors
    curvature = [SIMD8<Double>](repeating: SIMD8<Double>(), count: predictors * predictors)
  }

  /// Adds a row's share.
  mutating func add(_ means: [Lanes], rowWeight: Lanes) {
    for k in 0..<predictors {
      for l in 0...k { curvature[k * predictors + l] += SIMD8<Double>(rowWeight * Loss.curvature(means, k, l)) }
    }
  }

  /// The change of the intercepts that takes `slopes`, the derivatives of the loss along them, to 0.
  func step(_ slopes: [SIMD8<Double>]) -> [Lanes] {
    var steps = [Lanes](repeating: Lanes(), count: predictors)
    for lane in 0..<Lanes.scalarCount {
      let solution = solve(lane, slopes.map { -$0[lane] })
      for k in 0..<predictors { steps[k][lane] = Float(solution[k]) }
    }
    return steps
  }

  /// The solution of the lane's system, by elimination; the matrix is positive definite once its null space is filled.
  private func solve(_ lane: Int, _ right: [Double]) -> [Double] {
    var matrix = (0..<predictors * predictors).map { index in
      let (k, l) = index.quotientAndRemainder(dividingBy: predictors)
      return curvature[max(k, l) * predictors + min(k, l)][lane]
    }
    let diagonal = (0..<predictors).map { matrix[$0 * predictors + $0] }
    let largest = diagonal.max() ?? 0
    guard largest > 0 else { return right.map { _ in 0 } }
    for k in 0..<predictors {
      // Softmax does not feel all intercepts moving together, whose slopes add up to 0: any curvature will do there. An
      // alternative that does not count has neither slope nor curvature, and stays where it is.
      for l in 0..<predictors where predictors > 1 && diagonal[k] > 0 && diagonal[l] > 0 {
        matrix[k * predictors + l] += largest
      }
      matrix[k * predictors + k] += diagonal[k] > 0 ? 1e-9 * largest : 1
    }
    var x = right
    for pivot in 0..<predictors {
      for row in pivot + 1..<predictors {
        let factor = matrix[row * predictors + pivot] / matrix[pivot * predictors + pivot]
        for column in pivot..<predictors {
          matrix[row * predictors + column] -= factor * matrix[pivot * predictors + column]
        }
        x[row] -= factor * x[pivot]
      }
    }
    for row in (0..<predictors).reversed() {
      for column in row + 1..<predictors { x[row] -= matrix[row * predictors + column] * x[column] }
      x[row] /= matrix[row * predictors + row]
    }
    return x
  }
}
