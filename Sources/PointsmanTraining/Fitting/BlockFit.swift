internal import Pointsman
internal import Regression

/// A block of features fitted to a training set.
protocol BlockFit {
  var block: Block { get }
  /// Held-out logits along the block's penalties.
  var path: PenaltyPath { get }
  /// Fits the block once more, on all rows and at the penalties chosen, and hands its weights to the router.
  func finish(_ assembly: RouterAssembly, block index: Int, _ targets: LogisticTargets)
}
