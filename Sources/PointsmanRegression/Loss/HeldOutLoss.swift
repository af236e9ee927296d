package import PointsmanNumerics

/// The loss of scores on the rows they were not fitted on, task by task and fold by fold.
package struct HeldOutLoss {
  /// For each task the total weight Ω of each fold.
  package let foldWeights: [[Double]]
  private let targets: Targets

  package init(_ targets: Targets) {
    self.targets = targets
    // Scores of 0 are as good as any to add up weights with.
    let scores = Matrix(rows: targets.rows, columns: targets.tasks * targets.linearPredictorCount)
    foldWeights = Self.totals(targets, scores).map { $0.map(\.weight) }
  }

  /// For each task the mean loss in each fold, 0 where a fold has no weight; `scores` is n × M.
  package func foldLosses(_ scores: Matrix) -> [[Double]] {
    Self.totals(targets, scores).map { $0.map { $0.weight > 0 ? $0.loss / $0.weight : 0 } }
  }

  /// For each task the mean loss over all rows, 0 if they have no weight.
  package func losses(_ scores: Matrix) -> [Double] {
    Self.totals(targets, scores).map { folds in
      let weight = folds.reduce(0) { $0 + $1.weight }
      return weight > 0 ? folds.reduce(0) { $0 + $1.loss } / weight : 0
    }
  }

  private static func totals(_ targets: Targets, _ scores: Matrix) -> [[(weight: Double, loss: Double)]] {
    switch targets.loss {
    case .logistic: totals(LogisticLoss.self, targets, scores)
    case .squared: totals(SquaredLoss.self, targets, scores)
    case .softmax: totals(SoftmaxLoss.self, targets, scores)
    }
  }

  private static func totals<Loss: CanonicalLoss>(
    _: Loss.Type, _ targets: Targets, _ scores: Matrix
  ) -> [[(weight: Double, loss: Double)]] {
    let folds = (targets.folds.max() ?? 0) + 1
    var totals = [[(weight: Double, loss: Double)]](
      repeating: [(weight: Double, loss: Double)](repeating: (0, 0), count: folds), count: targets.tasks)
    let lanes = [Lanes](repeating: Lanes(), count: targets.linearPredictorCount)
    var (z, labels, weights) = (lanes, lanes, lanes)
    for row in 0..<targets.rows {
      let fold = targets.folds.isEmpty ? 0 : targets.folds[row]
      // Eight tasks at a time, one a lane.
      for first in stride(from: 0, to: targets.tasks, by: Lanes.scalarCount) {
        let count = min(Lanes.scalarCount, targets.tasks - first)
        for k in 0..<targets.linearPredictorCount {
          (z[k], labels[k], weights[k]) = (Lanes(), Lanes(), Lanes())
          for lane in 0..<count {
            let output = (first + lane) * targets.linearPredictorCount + k
            z[k][lane] = scores[row, output]
            labels[k][lane] = targets.labels[row, output]
            weights[k][lane] = targets.weights[row, output]
          }
        }
        let rowWeight = Loss.rowWeight(weights, &labels)
        let loss = Loss.evaluate(&z, labels: labels, weights: weights)
        for lane in 0..<count {
          totals[first + lane][fold].weight += Double(rowWeight[lane])
          totals[first + lane][fold].loss += Double(rowWeight[lane] * loss[lane])
        }
      }
    }
    return totals
  }
}
