public import PointsmanNumerics
internal import PointsmanSupport

/// Held-out scores of every task along a path of penalties, by cross-validation.
///
/// ```swift
/// let path = PenaltyPath(solver: solver, targets: targets, inverseRegularizations: [0.01, 0.1, 1, 10])
/// let best = path.best(task: 0)
/// print(path.penalties[best][0], path.heldOutScores[best])
/// ```
public struct PenaltyPath: Sendable {
  /// λ of each task, strongest first, as far as the path went.
  public private(set) var penalties: [[Double]] = []
  /// For each penalty n × M: the scores of row i under the problem of the task that held the row's fold out.
  public private(set) var heldOutScores: [Matrix] = []
  /// For each penalty and task, the mean held-out loss a unit of weight, fold by fold.
  public private(set) var foldLosses: [[[Double]]] = []
  /// For each task, the total weight of each fold.
  public let foldWeights: [[Double]]
  /// For each penalty, the certificates of the problems (task m, fold f) at index m · folds + f.
  public private(set) var certificates: [[Certificate]] = []

  /// Fits tasks × folds problems at each penalty, each from the solution before.
  ///
  /// - Parameters:
  ///   - solver: of the design matrix.
  ///   - targets: with at least two folds.
  ///   - inverseRegularizations: scikit-learn's C, weakest fit first; task m has λ = 1 / (C · its total weight).
  ///   - patience: the path ends early when every task's held-out loss has risen for this many penalties.
  public init(
    solver: some Solver, targets: Targets, inverseRegularizations: [Double], patience: Int = 1
  ) {
    let judge = HeldOutLoss(targets)
    foldWeights = judge.foldWeights
    let folds = (targets.folds.max() ?? -1) + 1
    precondition(folds > 1, "cross-validation needs at least two folds")
    var solution: Solution?
    for c in inverseRegularizations {
      let taskPenalties = foldWeights.map { 1 / (c * max($0.reduce(0, +), 1)) }
      let problems = (0..<targets.tasks).flatMap { task in
        (0..<folds).map { Problem(task: task, heldOutFold: $0, penalty: taskPenalties[task]) }
      }
      let next = solver.solve(targets, problems: problems, from: solution)
      let heldOut = next.heldOutScores
      penalties.append(taskPenalties)
      foldLosses.append(judge.foldLosses(heldOut))
      heldOutScores.append(heldOut)
      certificates.append(next.certificates)
      solution = next
      if hasPassedItsBest(patience) || isWorkCancelled { break }
    }
  }

  /// The index of the penalty with the least mean held-out loss for `task`, the rows of one fold left out of the mean
  /// if given.
  public func best(task: Int, excludingFold excluded: Int? = nil) -> Int {
    let losses = losses(task: task, excludingFold: excluded)
    return losses.indices.min { losses[$0] < losses[$1] }!
  }

  /// For each task the index of the penalty of least loss L′, the rows of one fold left out if given. L′ draws the task's
  /// mean held-out loss L, of n units of weight, toward the mean L̄ over the tasks, which counts as `weight` units:
  ///
  ///     L′ = (n L + weight · L̄) / (n + weight)
  ///
  /// A few rows say little about the best penalty of one task; those of all tasks say more.
  package func best(pooling weight: Double, excludingFold excluded: Int? = nil) -> [Int] {
    let losses = foldWeights.indices.map { self.losses(task: $0, excludingFold: excluded) }
    let mean = foldLosses.indices.map { step in losses.reduce(0) { $0 + $1[step] } / Double(losses.count) }
    return losses.enumerated().map { task, losses in
      let own = foldWeights[task].enumerated().reduce(0) { $1.offset == excluded ? $0 : $0 + $1.element }
      let drawn = zip(losses, mean).map { (own * $0 + weight * $1) / (own + weight) }
      return drawn.indices.min { drawn[$0] < drawn[$1] }!
    }
  }

  /// At each penalty the mean held-out loss of `task`, the rows of one fold left out if given.
  private func losses(task: Int, excludingFold excluded: Int?) -> [Double] {
    foldLosses.map { penalty in
      var (sum, weight) = (0.0, 0.0)
      for (fold, foldWeight) in foldWeights[task].enumerated() where fold != excluded {
        sum += penalty[task][fold] * foldWeight
        weight += foldWeight
      }
      return weight > 0 ? sum / weight : 0
    }
  }

  private func hasPassedItsBest(_ patience: Int) -> Bool {
    foldWeights.indices.allSatisfy { best(task: $0) + patience < foldLosses.count }
  }
}
