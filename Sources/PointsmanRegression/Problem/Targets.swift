public import PointsmanNumerics

/// The labels and weights that a batch of regressions is fitted to.
///
/// ```swift
/// // Three rows, two models. The second model was not run on the last row.
/// let labels = Matrix(rows: 3, columns: 2, values: [1, 0, 0, 1, 1, 0])
/// let weights = Matrix(rows: 3, columns: 2, values: [1, 1, 1, 1, 1, 0])
/// let targets = try Targets(.logistic, labels: labels, weights: weights, folds: [0, 1, 0])
/// ```
///
/// # Conventions
/// These symbols and shapes hold in the whole module.
/// - X is n × d, row-major, row i being x_i: `Matrix` or `SparseRows`, shared by all problems.
/// - M outputs (a model's success, say): `labels` Y and `weights` W are n × M, w ≥ 0, and 0 where nothing was observed.
/// - A **problem** c has K **linear predictors** (scores) a row, z_ik = x_iᵀβ_k + b_k, a penalty λ, and a fold that is
///   held out (or none), on whose rows its weights are 0. With `.logistic` and `.squared` loss K = 1 and each output is a **task**, fitted
///   on its own; with `.softmax` K = M and the outputs are the alternatives of one task.
/// - Row i has a weight ω_i and labels y_i, and counts ω_i ℓ(z_i, y_i), where ℓ(z, y) = A(z) − ⟨y, z⟩ and A is convex:
///
///       logistic   A(z) = ln(1 + e^z)             μ = 1 / (1 + e^−z)        ω = w
///       squared    A(z) = z² / 2                  μ = z                     ω = w
///       softmax    A(z) = ln Σ_{k ∈ S_i} e^{z_k}  μ_k = e^{z_k − A}         ω = Σ_k w_k y_k
///
///   μ = ∇A are the **means**, 𝓥 = ∇²A the **curvature**. The squared loss is (z − y)² / 2, so y² / 2 is added to it.
///   Softmax is over the alternatives offered on the row, S_i = {k : w_ik > 0}, with labels w_k y_k / ω: all models for
///   "which model wins", with ties sharing the label; the two that met for a battle, a tie being ½ and ½, which is the
///   logistic regression of Bradley and Terry on the difference of their scores.
/// - Problem c minimises over β_1 … β_K ∈ ℝ^d and b ∈ ℝ^K
///
///       f(β, b) = (1 / Ω) Σ_i ω_i ℓ(z_i, y_i) + (λ / 2) Σ_k ‖β_k‖²,   Ω = Σ_i ω_i.
///
///   Intercepts are free of penalty. With **residuals** r_ik = ω_i (μ_ik − y_ik), ∇_{β_k} f = Xᵀr_k / Ω + λ β_k and
///   ∂f/∂b_k = Σ_i r_ik / Ω.
public struct Targets: Sendable {
  /// The loss that is minimised.
  public let loss: Loss
  /// n × M: in [0, 1], or any finite number for `.squared`. 0 where nothing was observed.
  public let labels: Matrix
  /// n × M, at least 0; 0 for a cell that was not observed.
  public let weights: Matrix
  /// For each row its fold, from 0; empty when nothing is held out.
  public let folds: [Int]

  /// n, the number of rows.
  public var rows: Int { labels.rows }
  /// How many problems there are to choose from: M, or 1 for softmax.
  public var tasks: Int { loss == .softmax ? min(1, labels.columns) : labels.columns }
  /// K, the number of linear predictors of one problem.
  public var linearPredictorCount: Int { loss == .softmax ? labels.columns : 1 }

  /// Checks every number once: a label out of range where a weight is not 0, a negative or non-finite weight is an
  /// error with its place.
  public init(
    _ loss: Loss = .logistic, labels: Matrix, weights: Matrix, folds: [Int] = []
  ) throws(RegressionError) {
    precondition(labels.rows == weights.rows && labels.columns == weights.columns)
    precondition(folds.isEmpty || folds.count == labels.rows)
    precondition(folds.allSatisfy { $0 >= 0 })
    var labels = labels
    for (k, weight) in weights.values.enumerated() {
      let (row, output) = k.quotientAndRemainder(dividingBy: labels.columns)
      guard weight >= 0 && weight.isFinite else { throw .invalidWeight(row: row, output: output, found: weight) }
      let label = labels.values[k]
      if weight == 0 {
        labels.values[k] = 0
      } else if !(loss == .squared ? label.isFinite : label >= 0 && label <= 1) {
        throw .invalidLabel(row: row, output: output, found: label)
      }
    }
    (self.loss, self.labels, self.weights, self.folds) = (loss, labels, weights, folds)
  }

  /// True if `problem` holds `row` out.
  func isHeldOut(row: Int, by problem: Problem) -> Bool {
    problem.heldOutFold.map { folds[row] == $0 } ?? false
  }
}

/// The loss of a problem; `Targets` has the formulas.
public enum Loss: Sendable, CaseIterable {
  /// The log loss of a probability: soft labels in [0, 1].
  case logistic
  /// Half the squared error of a real number: ridge regression.
  case squared
  /// The log loss of a choice among the alternatives that a row offers: which model wins, or which of two.
  case softmax
}
