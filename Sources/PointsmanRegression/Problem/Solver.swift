/// Something that fits a batch of regressions over one design matrix.
///
/// Dense blocks and sparse blocks call for different algorithms; the path of penalties and the trainer above do not
/// care.
public protocol Solver: Sendable {
  /// Number of rows n of the design matrix.
  var rows: Int { get }

  /// Fits every problem of the batch, from zero or from `start`, this solver's solution of the same tasks and folds.
  ///
  /// A problem whose labels leave nothing to learn has no finite optimum in b, and gets β = 0 and the constant that
  /// `ConstantFit` describes; so does, within a softmax, an alternative that never wins. One that never loses a battle
  /// has no finite intercept either; it ends where the gradient is within the tolerance.
  func solve(_ targets: Targets, problems: [Problem], from start: Solution?) -> Solution
}

extension Solver {
  /// Fits every problem of the batch from zero.
  public func solve(_ targets: Targets, problems: [Problem]) -> Solution {
    solve(targets, problems: problems, from: nil)
  }
}
