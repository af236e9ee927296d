internal import Regression

/// A family of features fitted to a training set: a design matrix of its own, and penalties of its own.
protocol FamilyFit {
  /// In words, for warnings.
  var name: String { get }
  /// Held-out logits along the family's penalties.
  var path: PenaltyPath { get }
  /// Fits the family once more, on all rows and at the penalties chosen, and hands its weights to the router.
  func finish(_ assembly: RouterAssembly, family index: Int, _ targets: Targets)
}
