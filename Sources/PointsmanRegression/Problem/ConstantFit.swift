internal import PointsmanNumerics
internal import PointsmanSupport

/// The fit of a problem's labels without features: its total weight, and the best intercepts.
///
/// A probability of 0 or 1 has no finite logit. So the constants are those of Krichevsky and Trofimov, half a
/// row added to each class: ln((h + ½) / (Ω − h + ½)) for h = Σ w y, and ln(h_k + ½), centred, for softmax.
struct ConstantFit {
  /// Ω = Σ_i ω_i.
  let weight: Double
  /// K intercepts.
  let intercepts: [Double]
  /// For each score whether there is something to learn about it.
  let isLearnable: [Bool]

  /// True if every observed label is 0, or every one is 1, or all wins are of one alternative, or none was observed.
  var isDegenerate: Bool { !isLearnable.contains(true) }

  /// The constants of each problem. O(n M) for all of them.
  static func fits(_ targets: Targets, _ problems: [Problem]) -> [ConstantFit] {
    let totals = LabelTotals(targets)
    return problems.map { ConstantFit(targets, $0, totals) }
  }

  private init(_ targets: Targets, _ problem: Problem, _ labels: LabelTotals) {
    let first = problem.task * targets.linearPredictorCount
    let totals = (0..<targets.linearPredictorCount).map {
      labels.totals(output: first + $0, without: problem.heldOutFold)
    }
    switch targets.loss {
    case .logistic:
      let (weight, hits) = totals[0]
      self.weight = weight
      intercepts = [log((hits + 0.5) / (weight - hits + 0.5))]
      isLearnable = [hits > 0 && hits < weight]
    case .squared:
      let (weight, sum) = totals[0]
      self.weight = weight
      intercepts = [weight > 0 ? sum / weight : 0]
      isLearnable = [weight > 0]
    case .softmax:
      let wins = totals.map(\.labelled)
      weight = wins.reduce(0, +)
      let logits = wins.map { log($0 + 0.5) }
      let mean = logits.reduce(0, +) / Double(max(1, logits.count))
      intercepts = logits.map { $0 - mean }
      let contested = wins.count { $0 > 0 } > 1
      isLearnable = wins.map { contested && $0 > 0 }
    }
  }
}

/// n × M scores of held-out rows as they are when the problems have nothing to learn: their constants.
func constantScores(_ targets: Targets, _ problems: [Problem], _ constants: [ConstantFit]) -> Matrix {
  var matrix = Matrix(rows: targets.rows, columns: targets.labels.columns)
  for (problem, constant) in zip(problems, constants) where problem.heldOutFold != nil && constant.isDegenerate {
    for row in 0..<targets.rows where targets.isHeldOut(row: row, by: problem) {
      for k in 0..<targets.linearPredictorCount {
        matrix[row, problem.task * targets.linearPredictorCount + k] = Float(constant.intercepts[k])
      }
    }
  }
  return matrix
}

/// Σ w and Σ w y of each output in each fold.
private struct LabelTotals {
  private var totals: [[(weight: Double, labelled: Double)]]

  init(_ targets: Targets) {
    let folds = max(1, (targets.folds.max() ?? 0) + 1)
    totals = [[(weight: Double, labelled: Double)]](
      repeating: [(weight: Double, labelled: Double)](repeating: (0, 0), count: targets.labels.columns), count: folds)
    for row in 0..<targets.rows {
      let fold = targets.folds.isEmpty ? 0 : targets.folds[row]
      for output in 0..<targets.labels.columns {
        let weight = Double(targets.weights[row, output])
        totals[fold][output].weight += weight
        totals[fold][output].labelled += weight * Double(targets.labels[row, output])
      }
    }
  }

  func totals(output: Int, without heldOut: Int?) -> (weight: Double, labelled: Double) {
    totals.enumerated().reduce((0, 0)) { sum, fold in
      guard fold.offset != heldOut else { return sum }
      return (sum.0 + fold.element[output].weight, sum.1 + fold.element[output].labelled)
    }
  }
}
