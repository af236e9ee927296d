internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// A family of features fitted to a training set: a design matrix of its own, and penalties of its own.
protocol FamilyFit: Sendable {
  /// The block that it belongs to.
  var block: Block { get }
  /// In words, for warnings.
  var name: String { get }
  /// Held-out logits along the family's penalties.
  var path: PenaltyPath { get }
  /// Of regressions that made its features; most families need none.
  var preparation: [Certificate] { get }
  /// Fits the family once more, on all rows.
  func solve(_ targets: Targets, _ problems: [Problem]) -> Solution
  /// Hands weights to the router: d × M, fused.
  func place(_ coefficients: Matrix, in assembly: RouterAssembly)
}

extension FamilyFit {
  var preparation: [Certificate] { [] }
}
