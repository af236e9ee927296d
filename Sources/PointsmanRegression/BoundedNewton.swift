/// A convex function of a few unknowns with two derivatives: the objective of `BoundedNewton`.
package protocol ConvexObjective {
  /// The total weight of the rows where value and derivatives are sums over rows; 1 where they are means. A certificate
  /// divides by it, so that fits to few rows and to many compare.
  var weight: Double { get }

  /// f(x).
  func value(at x: [Double]) -> Double

  /// ∇f(x) and ∇²f(x).
  func derivatives(at x: [Double]) -> Derivatives
}

extension ConvexObjective {
  package var weight: Double { 1 }
}

/// A gradient and a Hessian.
package struct Derivatives {
  /// k numbers.
  package var gradient: [Double]
  /// k × k, symmetric, row after row.
  package var hessian: [[Double]]

  package init(gradient: [Double], hessian: [[Double]]) {
    (self.gradient, self.hessian) = (gradient, hessian)
  }

  /// Zeros of `size` unknowns.
  package init(size: Int) {
    gradient = [Double](repeating: 0, count: size)
    hessian = [[Double]](repeating: gradient, count: size)
  }

  /// Adds those of a function of the linear predictor xᵀa, whose derivatives along it are `slope` and `curvature`.
  package mutating func add(_ x: [Double], slope: Double, curvature: Double) {
    for i in x.indices {
      gradient[i] += slope * x[i]
      for j in x.indices { hessian[i][j] += curvature * x[i] * x[j] }
    }
  }

  /// Adds those of (penalty / 2) ‖a − center‖² at the point `a`.
  package mutating func addRidge(_ penalty: Double, at a: [Double], around center: [Double]) {
    for i in a.indices {
      gradient[i] += penalty * (a[i] - center[i])
      hessian[i][i] += penalty
    }
  }
}

/// Newton's method for a convex function of a few unknowns, each of them at least a bound.
///
///     min f(x)   subject to   x_i ≥ ℓ
///
/// A step goes to the minimum of the quadratic model under the same bound (Bertsekas, "Projected Newton methods", 1982,
/// has the theory). Far from the optimum a full step can overshoot, where the curvature is nearly none; `maximumStep` and
/// `backtracks` are the two safeguards. The certificate says what came of it.
package struct BoundedNewton: Sendable {
  /// ℓ, the same for all unknowns; −∞ for none.
  package var lowerBound: Double
  /// Newton's method doubles its digits a step. A problem that wants many more steps than ten has no good optimum.
  package var maximumIterations: Int
  /// The method ends with a step that is shorter than this, by `norm`.
  package var tolerance: Double
  /// The length of a step.
  package var norm: Norm
  /// The longest step of one unknown. Probabilities saturate over a few units of a logit, so that 1 is short enough for
  /// weights of logits and for shifts of them.
  package var maximumStep: Double
  /// Halves a step until the value no longer rises, at one value of f a step or more.
  package var backtracks: Bool

  /// A certificate holds where the gradient is no larger: the tolerance of the large regressions.
  private static let gradientTolerance = 1e-5

  package init(
    lowerBound: Double = -.infinity, maximumIterations: Int = 50, tolerance: Double = 1e-9, norm: Norm = .maximum,
    maximumStep: Double = 1, backtracks: Bool = false
  ) {
    precondition(maximumIterations > 0 && tolerance > 0 && maximumStep > 0, "a solver needs room to move")
    (self.lowerBound, self.maximumIterations, self.tolerance) = (lowerBound, maximumIterations, tolerance)
    (self.norm, self.maximumStep, self.backtracks) = (norm, maximumStep, backtracks)
  }

  /// The length of a step from those of the single unknowns: their maximum, or their sum.
  package enum Norm: Sendable {
    case maximum, sum

    fileprivate func callAsFunction(_ lengths: [Double]) -> Double {
      switch self {
      case .maximum: lengths.max() ?? 0
      case .sum: lengths.reduce(0, +)
      }
    }
  }

  /// Where a search ended.
  package struct Minimum: Sendable {
    /// The unknowns.
    package let point: [Double]
    /// Steps taken.
    package let iterations: Int
    /// True if the last step was within the tolerance. A gradient can be small without that, where f has no minimum.
    package let hasConverged: Bool
  }

  /// Minimises `objective` from `start`. O(iterations · (derivatives + k³)).
  package func minimize(_ objective: some ConvexObjective, from start: [Double]) -> Minimum {
    precondition(start.allSatisfy { $0 >= lowerBound }, "the start must be within the bounds")
    var x = start
    for iteration in 1...maximumIterations {
      guard let target = target(of: objective.derivatives(at: x), at: x) else {
        return Minimum(point: x, iterations: iteration - 1, hasConverged: false)
      }
      let length = norm(zip(target, x).map { abs($0 - $1) })
      x = backtracks ? shortened(objective, from: x, to: target) : target
      if length < tolerance { return Minimum(point: x, iterations: iteration, hasConverged: true) }
    }
    return Minimum(point: x, iterations: maximumIterations, hasConverged: false)
  }

  /// The projected gradient at a minimum, evaluated again there: at the bound only a slope that leads back inside counts.
  package func certificate(of minimum: Minimum, _ objective: some ConvexObjective) -> Certificate {
    let gradient = objective.derivatives(at: minimum.point).gradient
    let norm = zip(gradient, minimum.point).reduce(0.0) { norm, entry in
      max(norm, entry.1 > lowerBound ? abs(entry.0) : max(0, -entry.0))
    }
    return Certificate(
      gradientNorm: norm / objective.weight, objective: objective.value(at: minimum.point) / objective.weight,
      iterations: minimum.iterations, converged: norm / objective.weight <= Self.gradientTolerance)
  }

  /// The minimum of the quadratic model around `x`, no unknown farther than `maximumStep`; nil where the model has none.
  private func target(of derivatives: Derivatives, at x: [Double]) -> [Double]? {
    let target =
      lowerBound == -.infinity && x.count <= 2
      ? exactMinimum(derivatives, around: x) : boundedMinimum(derivatives, around: x)
    return target.map { zip($0, x).map { max($1 - maximumStep, min($1 + maximumStep, $0)) } }
  }

  /// x − H⁻¹g by Cramer's rule, for one or two unknowns.
  private func exactMinimum(_ derivatives: Derivatives, around x: [Double]) -> [Double]? {
    let (g, h) = (derivatives.gradient, derivatives.hessian)
    if x.count == 1 { return h[0][0] > 0 ? [x[0] - g[0] / h[0][0]] : nil }
    guard x.count == 2 else { return x }
    let determinant = h[0][0] * h[1][1] - h[0][1] * h[0][1]
    // Rounding leaves a singular matrix a determinant of about 1e-16 of its diagonal's product.
    guard determinant > 1e-12 * h[0][0] * h[1][1], determinant.isFinite else { return nil }
    return [
      x[0] - (h[1][1] * g[0] - h[0][1] * g[1]) / determinant, x[1] - (h[0][0] * g[1] - h[0][1] * g[0]) / determinant,
    ]
  }

  /// min over y ≥ ℓ of gᵀ(y − x) + ½ (y − x)ᵀ H (y − x), by coordinate descent.
  private func boundedMinimum(_ derivatives: Derivatives, around x: [Double]) -> [Double]? {
    let hessian = derivatives.hessian
    guard x.indices.allSatisfy({ hessian[$0][$0] > 0 }) else { return nil }
    var (y, gradient) = (x, derivatives.gradient)
    // Sweeps over a matrix of order 10 or so; far more than its conditioning needs.
    for _ in 0..<500 {
      var largest = 0.0
      for i in y.indices {
        let moved = max(lowerBound, y[i] - gradient[i] / hessian[i][i])
        let change = moved - y[i]
        for j in y.indices { gradient[j] += hessian[j][i] * change }
        y[i] = moved
        largest = max(largest, abs(change))
      }
      if largest < 1e-9 { break }
    }
    return y
  }

  /// The first point of the way to `target`, halved and halved again, where the value is no higher than at `x`.
  private func shortened(_ objective: some ConvexObjective, from x: [Double], to target: [Double]) -> [Double] {
    let before = objective.value(at: x)
    var (point, length) = (target, 1.0)
    // A sum's rounding is no rise.
    while length > 1e-6, objective.value(at: point) > before + 1e-12 * abs(before) {
      length /= 2
      point = zip(x, target).map { $0 + length * ($1 - $0) }
    }
    return point
  }
}
