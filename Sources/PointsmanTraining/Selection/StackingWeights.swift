internal import PointsmanSupport

/// How much each family of features counts in one model's logit, from held-out logits.
///
///     z = Σ_b own_b z_b + Σ_b shared_b z̄_b,   own_b ≥ 0, shared_b ≥ 0
///
/// z_b is the model's own logit by family b, z̄_b the mean of all models' logits by it: how hard the prompt is for
/// models at large, which many labels estimate together and which a model with few labels, or noisy ones, does well to
/// lean on. The weights minimise the mean held-out log loss plus (κ / 2) (Σ_b (own_b − 1/B)² + Σ_b shared_b²): the
/// plain average of the model's own families is where they start from, and they leave it only as far as the data
/// insists.
struct StackingWeights {
  var own: [Double]
  var shared: [Double]

  /// κ, against a mean loss whose curvature along a weight is about a tenth. Values from 0.0004 to 0.1 move no figure
  /// of the evaluation by more than its noise.
  static let shrinkage = 0.02

  init(own: [Double], shared: [Double]) {
    (self.own, self.shared) = (own, shared)
  }

  /// The plain average of `families` families.
  init(average families: Int) {
    self.init(
      own: [Double](repeating: 1 / Double(families), count: families),
      shared: [Double](repeating: 0, count: families))
  }

  /// Fits the weights to the rows of `logits`, shrunk toward those of `prior`, or else the plain average. Newton's
  /// method, each step a small quadratic problem with bounds. O(rows · families²) a step.
  init(fitting logits: HeldOutLogits, around prior: StackingWeights? = nil) {
    self = prior ?? StackingWeights(average: logits.own.count)
    let inputs = logits.own + logits.shared
    let prior = own + shared
    let total = logits.weights.reduce(0) { $0 + Double($1) }
    guard total > 0 else { return }
    var weights = prior
    for _ in 0..<20 {
      var problem = BoundedQuadratic(size: inputs.count)
      for row in logits.labels.indices {
        let x = inputs.map { Double($0[row]) }
        let p = 1 / (1 + exp(-zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 }))
        let w = Double(logits.weights[row]) / total
        problem.add(x, slope: w * (p - Double(logits.labels[row])), curvature: w * p * (1 - p))
      }
      for k in weights.indices {
        problem.slope[k] += Self.shrinkage * (weights[k] - prior[k])
        problem.curvature[k][k] += Self.shrinkage
      }
      let next = problem.minimizer(around: weights)
      let moved = zip(next, weights).map { abs($0 - $1) }.max() ?? 0
      weights = next
      if moved < 1e-5 { break }
    }
    own = Array(weights.prefix(own.count))
    shared = Array(weights.dropFirst(own.count))
  }
}
