internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// Held-out logits of one model's head on the rows it was observed on: what fusion and calibration learn from.
struct HeldOutLogits {
  /// One array a family: the model's own logits; element k belongs to labels[k].
  let own: [[Float]]
  /// One array a family: the mean of all models' logits.
  let shared: [[Float]]
  let labels: [Float]
  let weights: [Float]
  /// The fold that held the row out.
  let folds: [Int]

  /// z of element k under `fusion`.
  func fused(_ fusion: StackingWeights, _ k: Int) -> Double {
    var z = 0.0
    for family in own.indices {
      z += fusion.own[family] * Double(own[family][k]) + fusion.shared[family] * Double(shared[family][k])
    }
    return z
  }
}

/// Every model's held-out logits at the penalties chosen for it, one matrix a family.
struct ChosenLogits {
  /// For each family n × M.
  let own: [Matrix]
  /// For each family n means over the models.
  let shared: [[Float]]

  /// Takes model m's logits of family f from `strengths[m][f]` along the family's path.
  init(paths: [PenaltyPath], strengths: [[Int]]) {
    own = paths.enumerated().map { family, path in
      var chosen = path.heldOutScores[0]
      for model in strengths.indices {
        let source = path.heldOutScores[strengths[model][family]]
        for row in 0..<chosen.rows { chosen[row, model] = source[row, model] }
      }
      return chosen
    }
    shared = own.map { logits in
      (0..<logits.rows).map { row in
        logits.values[row * logits.columns..<(row + 1) * logits.columns].reduce(0, +) / Float(logits.columns)
      }
    }
  }

  /// What head `task` learns from: the rows of `targets` on which it was observed, the rows of `fold` left out.
  func heldOut(task: Int, targets: Targets, excluding fold: Int?) -> HeldOutLogits {
    let rows = (0..<targets.rows).filter { targets.weights[$0, task] > 0 && targets.folds[$0] != fold }
    return HeldOutLogits(
      own: own.map { logits in rows.map { logits[$0, task] } }, shared: shared.map { means in rows.map { means[$0] } },
      labels: rows.map { targets.labels[$0, task] }, weights: rows.map { targets.weights[$0, task] },
      folds: rows.map { targets.folds[$0] })
  }

  /// For each block of `blocks`, which names one a family, n × M: what its families add to the fused logits.
  func shares(of blocks: [Block], _ fusions: [StackingWeights]) -> [Matrix] {
    Block.allCases.filter(blocks.contains).map { block in
      var share = Matrix(rows: own[0].rows, columns: fusions.count)
      for family in blocks.indices where blocks[family] == block {
        let part = fusions.fused(own[family], family: family)
        for k in share.values.indices { share.values[k] += part.values[k] }
      }
      return share
    }
  }

  /// z of `row` for head `task` under `fusion`.
  func fused(_ fusion: StackingWeights, row: Int, task: Int) -> Double {
    var z = 0.0
    for family in own.indices {
      z += fusion.own[family] * Double(own[family][row, task]) + fusion.shared[family] * Double(shared[family][row])
    }
    return z
  }
}
