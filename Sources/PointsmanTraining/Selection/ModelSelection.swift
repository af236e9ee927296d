internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// What is chosen from held-out logits: for every model a penalty a family, the families' weights, and the calibration.
struct ModelSelection {
  /// For each task and family the index along the family's path of penalties.
  let strengths: [[Int]]
  /// One a model.
  let fusions: [StackingWeights]
  /// One a model.
  let calibrations: [Calibration]
  /// nil where they were not asked for, or are not worth their cost.
  let neighbours: NeighbourFit?
  /// The model whose logit is taken off all others', where only differences mean something: after a softmax.
  let reference: Int?
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
      StackingWeights(fitting: chosen.heldOut(task: task, targets: targets, excluding: fold))
    }
    (self.strengths, self.fusions, self.chosen, reference) = (strengths, fusions, chosen, nil)
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

  /// The same where all models were fitted together by softmax: a penalty a family, the families' weights and a
  /// temperature, each common to all models.
  ///
  /// - Parameter reference: by default the strongest model, of the highest mean logit on held-out rows.
  init(jointly paths: [PenaltyPath], targets: Targets, reference: Int?, excluding fold: Int? = nil) {
    let models = targets.scores
    let strengths = paths.map { $0.best(task: 0, excludingFold: fold) }
    let chosen = ChosenLogits(paths: paths, strengths: (0..<models).map { _ in strengths })
    let average = StackingWeights(average: paths.count)
    let own = ConditionalLogit(attributes: chosen.own, targets: targets, excluding: fold)
      .weights(around: average.own, shrinkage: StackingWeights.shrinkage)
    let fusion = StackingWeights(own: own, shared: average.shared)
    var fused = Matrix(rows: targets.rows, columns: models)
    for row in 0..<fused.rows {
      for model in 0..<models { fused[row, model] = Float(chosen.fused(fusion, row: row, task: model)) }
    }
    // As little ridge as keeps the step defined where all logits are alike.
    let temperature = ConditionalLogit(attributes: [fused], targets: targets, excluding: fold)
      .weights(around: [1], shrinkage: 1e-6)
    (self.strengths, self.chosen, neighbours) = ([strengths], chosen, nil)
    fusions = [StackingWeights](repeating: fusion, count: models)
    calibrations = fusions.map { _ in .platt(slope: temperature[0], intercept: 0) }
    self.reference = reference ?? Self.strongest(fused)
  }

  /// The column of the highest mean, the first among equals.
  private static func strongest(_ logits: Matrix) -> Int {
    var sums = [Double](repeating: 0, count: logits.columns)
    for row in 0..<logits.rows {
      for model in sums.indices { sums[model] += Double(logits[row, model]) }
    }
    return sums.indices.max { (sums[$0], -$0) < (sums[$1], -$1) }!
  }

  /// The calibrated probability of a model on a row, from held-out logits.
  func probability(row: Int, model: Int) -> Double {
    func logit(_ model: Int) -> Double {
      neighbours.map { Double($0.logits[row, model]) } ?? chosen.fused(fusions[model], row: row, task: model)
    }
    return calibrations[model].probability(logit: logit(model) - (reference.map(logit) ?? 0))
  }

  /// d × M coefficients of one family, fused.
  func fused(_ coefficients: Matrix, family: Int) -> Matrix { BLAS.product(coefficients, mixing(family: family)) }

  /// M × M: how much the column of each model, by one family, adds to the fused logit of each.
  func mixing(family: Int) -> Matrix {
    var mixing = fusions.mixing(family: family)
    guard let reference else { return mixing }
    for source in fusions.indices {
      let ofReference = mixing[source, reference]
      for model in fusions.indices { mixing[source, model] -= ofReference }
    }
    return mixing
  }
}

extension [StackingWeights] {
  /// The weight of model `source`'s logit by `family` in the logit of `model`.
  func weight(of source: Int, in model: Int, family: Int) -> Float {
    let fusion = self[model]
    return Float((source == model ? fusion.own[family] : 0) + fusion.shared[family] / Double(count))
  }

  /// What M columns of one family, coefficients or logits, come to in the M fused logits.
  func fused(_ columns: Matrix, family: Int) -> Matrix { BLAS.product(columns, mixing(family: family)) }

  /// M × M: `weight(of: source, in: model, family: family)` in row `source` and column `model`.
  func mixing(family: Int) -> Matrix {
    var mixing = Matrix(rows: count, columns: count)
    for source in indices {
      for model in indices { mixing[source, model] = weight(of: source, in: model, family: family) }
    }
    return mixing
  }
}
