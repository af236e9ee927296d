internal import PointsmanNumerics
internal import PointsmanRegression
internal import PointsmanSupport

/// The weights of a few attributes of the alternatives, from the best alternative of each row (McFadden, "Conditional
/// logit analysis of qualitative choice behavior", 1974).
///
///     z_k = Σ_b a_b x_bk,   P(k) = e^{z_k} / Σ_{l offered} e^{z_l},   a_b ≥ 0
///
/// The weights a, common to all alternatives, minimise the mean log loss plus (κ / 2) Σ_b (a_b − prior_b)². Between two
/// alternatives, as in a battle, that is a logistic regression on the difference of their attributes.
struct ConditionalLogit {
  /// For each attribute n × M.
  let attributes: [Matrix]
  /// Of the softmax loss.
  let targets: Targets
  private let rows: [Int]

  private static let solver = BoundedNewton(lowerBound: 0, maximumIterations: 30, tolerance: 1e-6)

  /// The rows of `fold` are left out of sight if one is given.
  init(attributes: [Matrix], targets: Targets, excluding fold: Int?) {
    (self.attributes, self.targets) = (attributes, targets)
    rows = (0..<targets.rows).filter { targets.folds[$0] != fold }
  }

  /// The weights, and their certificate: nil without a row to learn from, where the prior remains.
  /// O(rows · models · attributes²) a step.
  func fit(around prior: [Double], shrinkage: Double) -> (weights: [Double], certificate: Certificate?) {
    let total = rows.reduce(0) { $0 + mass($1) }
    guard total > 0 else { return (prior, nil) }
    let objective = Objective(logit: self, total: total, prior: prior, shrinkage: shrinkage)
    let minimum = Self.solver.minimize(objective, from: prior)
    return (minimum.point, Self.solver.certificate(of: minimum, objective))
  }

  /// ω of a row: Σ_k w_k y_k.
  private func mass(_ row: Int) -> Double {
    (0..<targets.linearPredictorCount).reduce(0) { $0 + Double(targets.weights[row, $1] * targets.labels[row, $1]) }
  }

  /// The alternatives offered on a row.
  private struct Choice {
    /// For each alternative its attributes x_k.
    let x: [[Double]]
    let z: [Double]
    /// Its probability p_k and its label y_k.
    let p: [Double]
    let y: [Double]
    let logSum: Double
  }

  /// nil where a row says nothing.
  private func choice(_ row: Int, _ weights: [Double], share: Double) -> Choice? {
    let offered = (0..<targets.linearPredictorCount).filter { targets.weights[row, $0] > 0 }
    guard share > 0, offered.count > 1 else { return nil }
    let x = offered.map { k in attributes.map { Double($0[row, k]) } }
    let z = x.map { zip(weights, $0).reduce(0) { $0 + $1.0 * $1.1 } }
    let highest = z.max()!
    var p = z.map { exp($0 - highest) }
    let sum = p.reduce(0, +)
    for k in p.indices { p[k] /= sum }
    let y = offered.map { Double(targets.weights[row, $0] * targets.labels[row, $0]) / mass(row) }
    return Choice(x: x, z: z, p: p, y: y, logSum: highest + log(sum))
  }

  /// The penalised mean log loss.
  private struct Objective: ConvexObjective {
    let logit: ConditionalLogit
    let total: Double
    let prior: [Double]
    let shrinkage: Double

    func value(at a: [Double]) -> Double {
      logit.rows.reduce(shrinkage / 2 * zip(a, prior).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }) { sum, row in
        let share = logit.mass(row) / total
        guard let choice = logit.choice(row, a, share: share) else { return sum }
        return sum + share * (choice.logSum - zip(choice.y, choice.z).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }

    /// With x̄ = Σ_k p_k x_k a row has the slope ω Σ_k (p_k − y_k) x_k and the curvature ω Σ_k p_k (x_k − x̄)(x_k − x̄)ᵀ.
    func derivatives(at a: [Double]) -> Derivatives {
      var derivatives = Derivatives(size: prior.count)
      for row in logit.rows {
        let share = logit.mass(row) / total
        guard let choice = logit.choice(row, a, share: share) else { continue }
        let (x, p, y) = (choice.x, choice.p, choice.y)
        let mean = a.indices.map { b in p.indices.reduce(0) { $0 + p[$1] * x[$1][b] } }
        for k in p.indices {
          derivatives.add(zip(x[k], mean).map { $0 - $1 }, slope: 0, curvature: share * p[k])
          for b in a.indices { derivatives.gradient[b] += share * (p[k] - y[k]) * x[k][b] }
        }
      }
      derivatives.addRidge(shrinkage, at: a, around: prior)
      return derivatives
    }
  }
}
