internal import PointsmanNumerics
internal import PointsmanRegression

/// How much the neighbours' answers count in each model's logit, from held-out fused logits and answers.
///
///     z′_m = a_m z_m + b_m n_m + c_m z̄ + d_m n̄
///
/// The same regression as the fusion of families, shrunk toward (1, 0, 0, 0): the fused logit as it is.
struct NeighbourStacking {
  /// n × M.
  private let fused: Matrix
  /// Fused logits and answers, n × M each.
  private let inputs: [Matrix]
  /// For each input n means over the models.
  private let means: [[Float]]
  private let targets: Targets

  init(fused: Matrix, answers: Matrix, targets: Targets) {
    (self.fused, self.targets) = (fused, targets)
    inputs = [fused, answers]
    means = inputs.map { input in
      (0..<input.rows).map { row in
        (0..<input.columns).reduce(0) { $0 + input[row, $1] } / Float(input.columns)
      }
    }
  }

  /// One mixing a model, fitted to the rows of `folds`.
  func mixes(folds: Set<Int>) -> [StackingWeights] {
    (0..<targets.tasks).map { model in
      let rows = (0..<targets.rows).filter { targets.weights[$0, model] > 0 && folds.contains(targets.folds[$0]) }
      return StackingWeights(fitting: heldOut(model, rows), around: StackingWeights(own: [1, 0], shared: [0, 0]))
    }
  }

  /// n × M: z′ of `rows` under `mixes`, z of the others.
  func logits(_ mixes: [StackingWeights], rows: [Int]) -> Matrix {
    var logits = fused
    for model in mixes.indices {
      let heldOut = heldOut(model, rows)
      for (k, row) in rows.enumerated() { logits[row, model] = Float(heldOut.fused(mixes[model], k)) }
    }
    return logits
  }

  /// For each of `folds` by how much its mean loss falls, summed over the models, when the others fit the mixing.
  func gains(folds: [Int]) -> [Double] {
    let judge = HeldOutLoss(targets)
    let before = judge.foldLosses(fused)
    return folds.map { fold in
      let rows = (0..<targets.rows).filter { targets.folds[$0] == fold }
      let mixed = logits(mixes(folds: Set(folds).subtracting([fold])), rows: rows)
      let after = judge.foldLosses(mixed)
      return (0..<targets.tasks).reduce(0) { $0 + before[$1][fold] - after[$1][fold] }
    }
  }

  private func heldOut(_ model: Int, _ rows: [Int]) -> HeldOutLogits {
    HeldOutLogits(
      own: inputs.map { input in rows.map { input[$0, model] } },
      shared: means.map { mean in rows.map { mean[$0] } },
      labels: rows.map { targets.labels[$0, model] }, weights: rows.map { targets.weights[$0, model] },
      folds: rows.map { targets.folds[$0] })
  }
}
