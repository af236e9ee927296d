/// Something that fits a batch of logistic regressions over one design matrix.
///
/// Dense blocks and sparse blocks call for different algorithms; the path of penalties and the trainer above do not
/// care.
public protocol LogisticSolver: Sendable {
  /// Number of rows n of the design matrix.
  var rows: Int { get }

  /// Fits every column of the batch, from zero or from `start`, whose columns must match in number, task and fold.
  ///
  /// A column with no weight, or whose labels are all 0 or all 1, has no finite optimum in b. It gets β = 0 and the
  /// logit of (Σwy + ½) / (Σw + 1), the Krichevsky–Trofimov estimate of a rate from as many trials.
  func solve(_ targets: LogisticTargets, columns: [LogisticColumn], from start: LogisticSolution?) -> LogisticSolution
}

extension LogisticSolver {
  /// Fits every column of the batch from zero.
  public func solve(_ targets: LogisticTargets, columns: [LogisticColumn]) -> LogisticSolution {
    solve(targets, columns: columns, from: nil)
  }
}
