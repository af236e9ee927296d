public import LinearAlgebra

/// Held-out logits of every task along a path of penalties, by cross-validation.
public struct PenaltyPath: Sendable {
  /// λ, strongest first, as far as the path went.
  public private(set) var penalties: [[Double]] = []
  /// For each penalty n × M: the logit of row i under the column of its task that held the row's fold out.
  public private(set) var heldOutLogits: [Matrix] = []
  /// For each penalty and task, the mean held-out loss in nats a unit of weight, fold by fold.
  public private(set) var foldLosses: [[[Double]]] = []
  /// For each task, the total weight of each fold.
  public let foldWeights: [[Double]]
  /// For each penalty, the certificates of the columns (task m, fold f) at index m · folds + f.
  public private(set) var certificates: [[Certificate]] = []

  /// Fits tasks × folds columns at each penalty, each from the solution before.
  ///
  /// - Parameters:
  ///   - strengths: scikit-learn's C, weakest fit first; task m has λ = 1 / (C · its total weight).
  ///   - patience: the path ends early when every task's held-out loss has risen for this many penalties.
  public init(
    solver: some LogisticSolver, targets: LogisticTargets, strengths: [Double], patience: Int = 1
  ) {
    let folds = (targets.folds.max() ?? -1) + 1
    precondition(folds > 1, "cross-validation needs at least two folds")
    var foldWeights = [[Double]](repeating: [Double](repeating: 0, count: folds), count: targets.tasks)
    for row in 0..<targets.rows {
      for task in 0..<targets.tasks { foldWeights[task][targets.folds[row]] += Double(targets.weights[row, task]) }
    }
    self.foldWeights = foldWeights
    let totals = foldWeights.map { $0.reduce(0, +) }
    var solution: LogisticSolution?
    for strength in strengths {
      let taskPenalties = totals.map { 1 / (strength * max($0, 1)) }
      let columns = (0..<targets.tasks).flatMap { task in
        (0..<folds).map { LogisticColumn(task: task, heldOutFold: $0, penalty: taskPenalties[task]) }
      }
      let next = solver.solve(targets, columns: columns, from: solution)
      var heldOut = Matrix(rows: targets.rows, columns: targets.tasks)
      for row in 0..<targets.rows {
        for task in 0..<targets.tasks { heldOut[row, task] = next.logits[row, task * folds + targets.folds[row]] }
      }
      penalties.append(taskPenalties)
      foldLosses.append(Self.foldLosses(heldOut, targets, foldWeights))
      heldOutLogits.append(heldOut)
      certificates.append(next.certificates)
      solution = next
      if hasPassedItsBest(patience) { break }
    }
  }

  /// The index of the penalty with the least mean held-out loss for `task`, the rows of one fold left out of the mean
  /// if given.
  public func best(task: Int, excludingFold excluded: Int? = nil) -> Int {
    let losses = foldLosses.map { penalty in
      var (sum, weight) = (0.0, 0.0)
      for (fold, foldWeight) in foldWeights[task].enumerated() where fold != excluded {
        sum += penalty[task][fold] * foldWeight
        weight += foldWeight
      }
      return weight > 0 ? sum / weight : 0
    }
    return losses.indices.min { losses[$0] < losses[$1] }!
  }

  private func hasPassedItsBest(_ patience: Int) -> Bool {
    foldWeights.indices.allSatisfy { best(task: $0) + patience < foldLosses.count }
  }

  private static func foldLosses(
    _ logits: Matrix, _ targets: LogisticTargets, _ foldWeights: [[Double]]
  ) -> [[Double]] {
    var losses = foldWeights.map { $0.map { _ in 0.0 } }
    for row in 0..<targets.rows {
      for task in 0..<targets.tasks where targets.weights[row, task] > 0 {
        let z = logits[row, task]
        let loss = Lanes.softplus(Lanes(repeating: z))[0] - targets.labels[row, task] * z
        losses[task][targets.folds[row]] += Double(targets.weights[row, task] * loss)
      }
    }
    for task in losses.indices {
      for fold in losses[task].indices where foldWeights[task][fold] > 0 {
        losses[task][fold] /= foldWeights[task][fold]
      }
    }
    return losses
  }
}
