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
  private let chosen: ChosenLogits

  /// Chooses, with the rows of `fold` out of sight if one is given.
  ///
  /// Choosing without fold f what is then judged on fold f costs next to nothing and keeps the figures honest: no row's
  /// label counts in the losses that choose what it is judged by.
  init(paths: [PenaltyPath], targets: Targets, excluding fold: Int? = nil) {
    let strengths = (0..<targets.tasks).map { task in paths.map { $0.best(task: task, excludingFold: fold) } }
    let chosen = ChosenLogits(paths: paths, strengths: strengths)
    var (fusions, calibrations) = ([Fusion](), [Calibration]())
    for task in 0..<targets.tasks {
      let heldOut = chosen.heldOut(task: task, targets: targets, excluding: fold)
      let fusion = Fusion(fitting: heldOut)
      fusions.append(fusion)
      calibrations.append(
        CalibrationFit(
          logits: heldOut.labels.indices.map { heldOut.fused(fusion, $0) }, labels: heldOut.labels.map(Double.init),
          weights: heldOut.weights.map(Double.init), folds: heldOut.folds
        ).best())
    }
    (self.strengths, self.fusions, self.calibrations, self.chosen) = (strengths, fusions, calibrations, chosen)
  }

  /// The calibrated probability on a row, from held-out logits.
  func probability(row: Int, task: Int) -> Double {
    calibrations[task].probability(logit: chosen.fused(fusions[task], row: row, task: task))
  }

  /// The weight of model `source`'s logit by `family` in the logit of `model`.
  func weight(of source: Int, in model: Int, family: Int) -> Float {
    let fusion = fusions[model]
    return Float((source == model ? fusion.own[family] : 0) + fusion.shared[family] / Double(fusions.count))
  }

  /// d × M coefficients of one family, fused: column m is Σ_k weight(of: k, in: m) · column k.
  func fused(_ coefficients: Matrix, family: Int) -> Matrix {
    let models = fusions.count
    var mixing = Matrix(rows: models, columns: models)
    for source in 0..<models {
      for model in 0..<models { mixing[source, model] = weight(of: source, in: model, family: family) }
    }
    return BLAS.product(coefficients, mixing)
  }
}
