internal import LinearAlgebra
internal import Pointsman
internal import Regression

/// What is chosen from held-out logits: for every model a penalty a family, the families' weights, and the calibration.
struct Recipe {
  /// For each model and family the index along the family's path of penalties.
  let strengths: [[Int]]
  /// One a model.
  let fusions: [Fusion]
  /// One a model.
  let calibrations: [Calibration]
  /// nil where they were not asked for, or are not worth their cost.
  let neighbours: NeighbourFit?
  private let chosen: ChosenLogits

  /// Chooses, with the rows of `fold` out of sight if one is given.
  ///
  /// Choosing without fold f what is then judged on fold f costs next to nothing and keeps the figures honest: no row's
  /// label counts in the losses that choose what it is judged by.
  ///
  /// Folds of whole categories were tried in its place, alone and mixed in half and half, so that what is chosen would
  /// suit prompts of an unseen kind: on llmrouter9 and mixed5_dev both lose area under the curve in domain (up to 0.025)
  /// and on unseen categories (up to 0.027).
  ///
  /// - Parameter blocks: for each path the block it belongs to where neighbours are wanted, or nil.
  init(paths: [PenaltyPath], targets: Targets, neighboursOf blocks: [Block]? = nil, excluding fold: Int? = nil) {
    let strengths = (0..<targets.tasks).map { task in paths.map { $0.best(task: task, excludingFold: fold) } }
    let chosen = ChosenLogits(paths: paths, strengths: strengths)
    let fusions = (0..<targets.tasks).map { task in
      Fusion(fitting: chosen.heldOut(task: task, targets: targets, excluding: fold))
    }
    (self.strengths, self.fusions, self.chosen) = (strengths, fusions, chosen)
    neighbours = blocks.flatMap { blocks in
      NeighbourFit(shares: chosen.shares(of: blocks, fusions), targets: targets, excluding: fold)
    }
    let logit = { [neighbours] row, task in
      neighbours.map { Double($0.logits[row, task]) } ?? chosen.fused(fusions[task], row: row, task: task)
    }
    calibrations = (0..<targets.tasks).map { task in
      let rows = (0..<targets.rows).filter { targets.weights[$0, task] > 0 && targets.folds[$0] != fold }
      return CalibrationFit(
        logits: rows.map { logit($0, task) }, labels: rows.map { Double(targets.labels[$0, task]) },
        weights: rows.map { Double(targets.weights[$0, task]) }, folds: rows.map { targets.folds[$0] }
      ).best()
    }
  }

  /// The calibrated probability on a row, from held-out logits.
  func probability(row: Int, task: Int) -> Double {
    let logit =
      neighbours.map { Double($0.logits[row, task]) } ?? chosen.fused(fusions[task], row: row, task: task)
    return calibrations[task].probability(logit: logit)
  }

  /// d × M coefficients of one family, fused: column m is Σ_k weight(of: k, in: m) · column k.
  func fused(_ coefficients: Matrix, family: Int) -> Matrix { fusions.fused(coefficients, family: family) }
}

extension [Fusion] {
  /// The weight of model `source`'s logit by `family` in the logit of `model`.
  func weight(of source: Int, in model: Int, family: Int) -> Float {
    let fusion = self[model]
    return Float((source == model ? fusion.own[family] : 0) + fusion.shared[family] / Double(count))
  }

  /// What M columns of one family, coefficients or logits, come to in the M fused logits.
  func fused(_ columns: Matrix, family: Int) -> Matrix {
    var mixing = Matrix(rows: count, columns: count)
    for source in indices {
      for model in indices { mixing[source, model] = weight(of: source, in: model, family: family) }
    }
    return BLAS.product(columns, mixing)
  }
}
