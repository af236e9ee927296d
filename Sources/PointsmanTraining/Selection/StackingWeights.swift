internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression
internal import PointsmanSupport

/// The weight of each family of features in one model's logit, from held-out logits.
///
///     z = Σ_b own_b z_b + Σ_b shared_b z̄_b,   own_b ≥ 0, shared_b ≥ 0
///
/// z_b is the model's own logit by family b, z̄_b the mean of all models' logits by it: how hard the prompt is for
/// models at large, which many labels estimate together and which a model with few labels, or noisy ones, does well to
/// lean on. The weights minimise the mean held-out log loss plus (κ / 2) ‖weights − center‖², so that they leave the
/// center only as far as the data insists. `fits(to:)` gives the weights of all models.
struct StackingWeights {
  var own: [Double]
  var shared: [Double]
  /// Of the fit; nil for weights that were not fitted.
  private(set) var certificate: Certificate?

  /// κ for `weight` units of data, against a mean loss whose curvature along a weight is about a tenth: at least 0.02,
  /// and more under 500 rows. Factors of four around it move no figure of the evaluation by more than its noise.
  static func shrinkage(weight: Double) -> Double { max(0.02, 10 / max(weight, 1)) }

  /// The ridge keeps steps short enough, so that they need no limit. A weight to five digits is as good as any.
  private static let solver = BoundedNewton(
    lowerBound: 0, maximumIterations: 20, tolerance: 1e-5, maximumStep: .infinity)

  init(own: [Double], shared: [Double], certificate: Certificate? = nil) {
    (self.own, self.shared, self.certificate) = (own, shared, certificate)
  }

  /// The plain average of `families` families: `share` of it the model's own logits, the rest the means over the models.
  init(average families: Int, own share: Double) {
    self.init(
      own: [Double](repeating: share / Double(families), count: families),
      shared: [Double](repeating: (1 - share) / Double(families), count: families))
  }

  /// The weights of every model, from each one's held-out logits: first one vector for all models' rows together, around
  /// the plain average, half own and half shared; then each model's own vector around that. A model whose labels are all
  /// equal leans on no other model.
  static func fits(to logits: [HeldOutLogits]) -> [StackingWeights] {
    let families = logits[0].own.count
    let common = StackingWeights(
      fitting: HeldOutLogits(joining: logits.filter(\.labelsVary), families: families),
      around: StackingWeights(average: families, own: 0.5))
    let alone = StackingWeights(average: families, own: 1)
    return logits.map { $0.labelsVary ? StackingWeights(fitting: $0, around: common) : alone }
  }

  /// Fits the weights to the rows of `logits`, shrunk toward those of `center`. O(rows · families²) a step.
  init(fitting logits: HeldOutLogits, around center: StackingWeights) {
    self = center
    let objective = StackingObjective(logits, center: own + shared)
    guard objective.total > 0 else { return }
    let minimum = Self.solver.minimize(objective, from: own + shared)
    certificate = Self.solver.certificate(of: minimum, objective)
    own = Array(minimum.point.prefix(own.count))
    shared = Array(minimum.point.dropFirst(own.count))
  }
}

/// The penalised mean log loss of stacking weights, own ones first.
private struct StackingObjective: ConvexObjective {
  let inputs: [[Float]]
  let labels: [Float]
  let weights: [Float]
  let total: Double
  let center: [Double]
  let shrinkage: Double

  init(_ logits: HeldOutLogits, center: [Double]) {
    inputs = logits.own + logits.shared
    (labels, weights) = (logits.labels, logits.weights)
    total = weights.reduce(0) { $0 + Double($1) }
    (self.center, shrinkage) = (center, StackingWeights.shrinkage(weight: total))
  }

  func value(at a: [Double]) -> Double {
    let loss = labels.indices.reduce(0.0) { sum, row in
      let z = zip(a, inputs).reduce(0) { $0 + $1.0 * Double($1.1[row]) }
      return sum + Double(weights[row]) / total * (softplus(z) - Double(labels[row]) * z)
    }
    return loss + shrinkage / 2 * zip(a, center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  func derivatives(at a: [Double]) -> Derivatives {
    var derivatives = Derivatives(size: inputs.count)
    for row in labels.indices {
      let x = inputs.map { Double($0[row]) }
      let p = sigmoid(zip(a, x).reduce(0) { $0 + $1.0 * $1.1 })
      let w = Double(weights[row]) / total
      derivatives.add(x, slope: w * (p - Double(labels[row])), curvature: w * p * (1 - p))
    }
    derivatives.addRidge(shrinkage, at: a, around: center)
    return derivatives
  }
}

extension [StackingWeights] {
  /// The weight of model `source`'s logit by `family` in the logit of `model`.
  func weight(of source: Int, in model: Int, family: Int) -> Float {
    let weights = self[model]
    return Float((source == model ? weights.own[family] : 0) + weights.shared[family] / Double(count))
  }

  /// M × M: `weight(of: source, in: model, family: family)` in row `source` and column `model`.
  func matrix(family: Int) -> Matrix {
    var matrix = Matrix(rows: count, columns: count)
    for source in indices {
      for model in indices { matrix[source, model] = weight(of: source, in: model, family: family) }
    }
    return matrix
  }

  /// The shares of the M stacked logits, or coefficients, that the M columns of one family make up.
  func stacked(_ columns: Matrix, family: Int) -> Matrix { BLAS.product(columns, matrix(family: family)) }
}

/// Held-out logits of one model's head on the rows it was observed on: stacking and calibration learn from them.
struct HeldOutLogits {
  /// One array a family: the model's own logits; element k belongs to labels[k].
  var own: [[Float]]
  /// One array a family: the mean of all models' logits.
  let shared: [[Float]]
  let labels: [Float]
  let weights: [Float]
  /// The fold that held the row out.
  let folds: [Int]

  /// The elements of several models' logits, one model after another.
  init(joining parts: [HeldOutLogits], families: Int) {
    self.init(
      own: (0..<families).map { family in parts.flatMap { $0.own[family] } },
      shared: (0..<families).map { family in parts.flatMap { $0.shared[family] } },
      labels: parts.flatMap(\.labels), weights: parts.flatMap(\.weights), folds: parts.flatMap(\.folds))
  }

  init(own: [[Float]], shared: [[Float]], labels: [Float], weights: [Float], folds: [Int]) {
    (self.own, self.shared, self.labels, self.weights, self.folds) = (own, shared, labels, weights, folds)
  }

  /// True if two of the labels differ.
  var labelsVary: Bool { labels.contains { $0 != labels[0] } }

  /// z of element k under `weights`.
  func stacked(_ weights: StackingWeights, _ k: Int) -> Double {
    var z = 0.0
    for family in own.indices {
      z += weights.own[family] * Double(own[family][k]) + weights.shared[family] * Double(shared[family][k])
    }
    return z
  }
}

/// Every model's held-out logits at the penalties selected for it, one matrix a family.
struct SelectedLogits {
  /// For each family n × M.
  let own: [Matrix]
  /// For each family n means over the models.
  let shared: [[Float]]

  /// Takes model m's logits of family f from `pathIndices[m][f]` along the family's path.
  init(paths: [PenaltyPath], pathIndices: [[Int]]) {
    own = paths.enumerated().map { family, path in
      var selected = path.heldOutScores[0]
      for model in pathIndices.indices {
        let source = path.heldOutScores[pathIndices[model][family]]
        for row in 0..<selected.rows { selected[row, model] = source[row, model] }
      }
      return selected
    }
    shared = own.map { logits in
      (0..<logits.rows).map { row in
        logits.values[row * logits.columns..<(row + 1) * logits.columns].reduce(0, +) / Float(logits.columns)
      }
    }
  }

  /// The training data of head `task`: the rows of `targets` on which it was observed, the rows of `fold` left out.
  func heldOut(task: Int, targets: Targets, excluding fold: Int?) -> HeldOutLogits {
    let rows = (0..<targets.rows).filter { targets.weights[$0, task] > 0 && targets.folds[$0] != fold }
    return HeldOutLogits(
      own: own.map { logits in rows.map { logits[$0, task] } }, shared: shared.map { means in rows.map { means[$0] } },
      labels: rows.map { targets.labels[$0, task] }, weights: rows.map { targets.weights[$0, task] },
      folds: rows.map { targets.folds[$0] })
  }

  /// For each block of `blocks`, which names one a family, n × M: its families' share of the stacked logits.
  func shares(of blocks: [Block], _ stacking: [StackingWeights]) -> [Matrix] {
    Block.allCases.filter(blocks.contains).map { block in
      var share = Matrix(rows: own[0].rows, columns: stacking.count)
      for family in blocks.indices where blocks[family] == block {
        let part = stacking.stacked(own[family], family: family)
        for k in share.values.indices { share.values[k] += part.values[k] }
      }
      return share
    }
  }

  /// z of `row` for head `task` under `weights`.
  func stacked(_ weights: StackingWeights, row: Int, task: Int) -> Double {
    var z = 0.0
    for family in own.indices {
      z += weights.own[family] * Double(own[family][row, task]) + weights.shared[family] * Double(shared[family][row])
    }
    return z
  }
}
