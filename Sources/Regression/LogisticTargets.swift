public import LinearAlgebra

/// What a batch of logistic regressions is asked to predict.
///
/// # Conventions
/// These symbols and shapes hold in the whole of `Regression`.
/// - X is n × d, row-major, row i being x_i: `Matrix` or `SparseRows`, shared by all problems.
/// - M tasks (a model's success, say): `labels` Y is n × M, soft, in [0, 1]; `weights` W is n × M, w ≥ 0, and 0
///   where the outcome was not observed.
/// - A **column** c is one problem: a task, a penalty λ_c, and a fold that is held out (or none). Its weight on row i is
///   w_ic = W[i, task], or 0 where i lies in the held-out fold; w_c = Σ_i w_ic.
/// - Column c minimises over β ∈ ℝ^d and b ∈ ℝ
///
///       f_c(β, b) = (1 / w_c) Σ_i w_ic · ℓ(x_iᵀβ + b, y_ic) + (λ_c / 2) ‖β‖²,   ℓ(z, y) = ln(1 + e^z) − y z.
///
///   The intercept b is free of penalty. z_i = x_iᵀβ + b is the **logit**, p_i = σ(z_i) the probability,
///   r_i = w_ic (p_i − y_ic) the residual; ∇_β f = Xᵀr / w_c + λ_c β and ∂f/∂b = Σ_i r_i / w_c.
public struct LogisticTargets: Sendable {
  /// n × M, in [0, 1].
  public let labels: Matrix
  /// n × M, at least 0; 0 for a cell that was not observed.
  public let weights: Matrix
  /// For each row its fold, from 0; empty when nothing is held out.
  public let folds: [Int]

  public var rows: Int { labels.rows }
  public var tasks: Int { labels.columns }

  /// Checks every number once: a label outside [0, 1], a negative or non-finite weight is an error with its place.
  public init(labels: Matrix, weights: Matrix, folds: [Int] = []) throws(RegressionError) {
    precondition(labels.rows == weights.rows && labels.columns == weights.columns)
    precondition(folds.isEmpty || folds.count == labels.rows)
    for (k, label) in labels.values.enumerated() where weights.values[k] != 0 && !(label >= 0 && label <= 1) {
      throw .invalidLabel(row: k / labels.columns, task: k % labels.columns, found: label)
    }
    for (k, weight) in weights.values.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw .invalidWeight(row: k / labels.columns, task: k % labels.columns, found: weight)
    }
    self.labels = labels
    self.weights = weights
    self.folds = folds
  }

  /// w_ic: the weight of `row` in `column`.
  func weight(row: Int, column: LogisticColumn) -> Float {
    if let fold = column.heldOutFold, folds[row] == fold { return 0 }
    return weights[row, column.task]
  }
}
