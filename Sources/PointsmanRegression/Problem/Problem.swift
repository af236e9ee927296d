/// One regression of a batch: which task, with what penalty, without which fold.
public struct Problem: Sendable, Equatable {
  /// The output to predict; 0 for softmax, whose outputs are predicted together.
  public let task: Int
  /// Rows of this fold have no weight; nil holds none out.
  public let heldOutFold: Int?
  /// λ > 0, the weight of ‖β‖² / 2 against the *mean* loss. scikit-learn's C is 1 / (λ Ω).
  public let penalty: Double

  /// A problem; `penalty` must be positive and finite.
  public init(task: Int = 0, heldOutFold: Int? = nil, penalty: Double) {
    precondition(penalty > 0 && penalty.isFinite, "a penalty must be positive and finite")
    self.task = task
    self.heldOutFold = heldOutFold
    self.penalty = penalty
  }
}

/// Whether two batches ask for the same tasks and folds, whatever the penalties: what a warm start takes.
func matches(_ a: [Problem], _ b: [Problem]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.task == $1.task && $0.heldOutFold == $1.heldOutFold }
}
