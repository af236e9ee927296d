internal import PointsmanNumerics
internal import PointsmanRegression
internal import PointsmanSupport

/// What a few attributes of the alternatives are worth, from which alternative was best on each row (McFadden,
/// "Conditional logit analysis of qualitative choice behavior", 1974).
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

  /// The rows of `fold` are left out of sight if one is given.
  init(attributes: [Matrix], targets: Targets, excluding fold: Int?) {
    (self.attributes, self.targets) = (attributes, targets)
    rows = (0..<targets.rows).filter { targets.folds[$0] != fold }
  }

  /// Newton's method, each step a small quadratic problem with bounds. O(rows · models · attributes²) a step.
  func weights(around prior: [Double], shrinkage: Double) -> [Double] {
    let total = rows.reduce(0) { $0 + mass($1) }
    guard total > 0 else { return prior }
    var weights = prior
    for _ in 0..<30 {
      var problem = BoundedQuadratic(size: prior.count)
      for row in rows { add(row, weights, share: mass(row) / total, to: &problem) }
      for b in weights.indices {
        problem.slope[b] += shrinkage * (weights[b] - prior[b])
        problem.curvature[b][b] += shrinkage
      }
      // A step of at most 1 keeps Newton's method from running off where the curvature is nearly none.
      let next = zip(problem.minimizer(around: weights), weights).map { max($1 - 1, min($1 + 1, $0)) }
      let moved = zip(next, weights).map { abs($0 - $1) }.max() ?? 0
      weights = next
      if moved < 1e-6 { break }
    }
    return weights
  }

  /// ω of a row: Σ_k w_k y_k.
  private func mass(_ row: Int) -> Double {
    (0..<targets.scores).reduce(0) { $0 + Double(targets.weights[row, $1] * targets.labels[row, $1]) }
  }

  /// A row's slope and curvature: with x̄ = Σ_k p_k x_k they are ω Σ_k (p_k − y_k) x_k and ω Σ_k p_k (x_k − x̄)(x_k − x̄)ᵀ.
  private func add(_ row: Int, _ weights: [Double], share: Double, to problem: inout BoundedQuadratic) {
    let offered = (0..<targets.scores).filter { targets.weights[row, $0] > 0 }
    guard share > 0, offered.count > 1 else { return }
    let x = offered.map { k in attributes.map { Double($0[row, k]) } }
    let z = x.map { zip(weights, $0).reduce(0) { $0 + $1.0 * $1.1 } }
    let highest = z.max()!
    var p = z.map { exp($0 - highest) }
    let sum = p.reduce(0, +)
    for k in p.indices { p[k] /= sum }
    let y = offered.map { Double(targets.weights[row, $0] * targets.labels[row, $0]) / mass(row) }
    let mean = weights.indices.map { b in p.indices.reduce(0) { $0 + p[$1] * x[$1][b] } }
    for k in p.indices {
      let centred = zip(x[k], mean).map { $0 - $1 }
      problem.add(centred, slope: 0, curvature: share * p[k])
      for b in weights.indices { problem.slope[b] += share * (p[k] - y[k]) * x[k][b] }
    }
  }
}
