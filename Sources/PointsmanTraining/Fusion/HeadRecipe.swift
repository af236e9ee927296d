internal import LinearAlgebra
internal import Pointsman
internal import Regression

/// What is chosen for one model's head from held-out logits: a penalty a block, the blocks' weights, and the calibration.
struct HeadRecipe {
  /// For each block the index along its path of penalties.
  let strengths: [Int]
  let fusion: [Double]
  let calibration: Calibration

  /// Chooses for `task`, with the rows of `fold` out of sight if one is given.
  ///
  /// Choosing without fold f what is then judged on fold f costs nothing and keeps the figures honest: no row helps to
  /// choose the penalty, the weights or the calibration that it is judged by.
  init(task: Int, paths: [PenaltyPath], targets: LogisticTargets, excluding fold: Int? = nil) {
    let rows = (0..<targets.rows).filter { targets.weights[$0, task] > 0 && targets.folds[$0] != fold }
    strengths = paths.map { $0.best(task: task, excludingFold: fold) }
    let heldOut = HeldOutLogits(
      blocks: zip(paths, strengths).map { path, strength in
        rows.map { path.heldOutLogits[strength][$0, task] }
      },
      labels: rows.map { targets.labels[$0, task] }, weights: rows.map { targets.weights[$0, task] },
      folds: rows.map { targets.folds[$0] })
    let all = Array(rows.indices)
    let fusion = Fusion.weights(heldOut, rows: all)
    let fit = CalibrationFit(
      logits: all.map { k in zip(fusion, heldOut.blocks).reduce(0) { $0 + $1.0 * Double($1.1[k]) } },
      labels: heldOut.labels.map(Double.init), weights: heldOut.weights.map(Double.init), folds: heldOut.folds)
    self.fusion = fusion
    calibration = fit.logits.isEmpty ? .identity : fit.best()
  }

  /// The calibrated probability on a row, from held-out logits.
  func probability(row: Int, task: Int, paths: [PenaltyPath]) -> Double {
    var logit = 0.0
    for (block, path) in paths.enumerated() {
      logit += fusion[block] * Double(path.heldOutLogits[strengths[block]][row, task])
    }
    return calibration.probability(logit: logit)
  }
}
