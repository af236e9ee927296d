internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The choices made from held-out logits: for every model a penalty a family, the families' weights, and the
/// calibration.
struct ModelSelection {
  /// For each task and family the index along the family's path of penalties.
  let pathIndices: [[Int]]
  /// One a model.
  let stacking: [StackingWeights]
  /// One a model.
  let calibrations: [Calibration]
  /// nil where they were not asked for, or are not worth their cost.
  let neighbours: NeighbourFit?
  /// The model whose logit is taken off all others', where only differences mean something: after a softmax.
  let reference: Int?
  /// Of the fits of stacking weights and calibrations.
  let certificates: [Certificate]
  private let selected: SelectedLogits

  /// The units of weight that the mean loss of all models counts in the choice of one model's penalties. Values from 100
  /// to ∞ differ by less than their noise at 50 to 500 rows; from 5,000 rows on, a model's own loss decides.
  private static let pooling = 300.0

  /// Chooses, with the rows of `fold` out of sight if one is given.
  ///
  /// Choosing without fold f what is then evaluated on fold f costs next to nothing and keeps the figures honest: no
  /// row's label counts in the losses that choose what it is evaluated by.
  ///
  /// Folds of whole categories were tried in its place, alone and mixed in half and half, so that what is chosen would
  /// suit prompts of an unseen kind: on llmrouter9 and mixed5_dev both lose area under the curve in domain (up to 0.025)
  /// and on unseen categories (up to 0.027).
  ///
  /// - Parameter blocks: for each path the block it belongs to where neighbours are wanted, or nil.
  init(paths: [PenaltyPath], targets: Targets, neighboursOf blocks: [Block]? = nil, excluding fold: Int? = nil) {
    let best = paths.map { $0.best(pooling: Self.pooling, excludingFold: fold) }
    let pathIndices = (0..<targets.tasks).map { task in best.map { $0[task] } }
    let selected = SelectedLogits(paths: paths, pathIndices: pathIndices)
    let heldOut = (0..<targets.tasks).map { selected.heldOut(task: $0, targets: targets, excluding: fold) }
    let stacking = StackingWeights.fits(to: heldOut)
    let neighbours = blocks.flatMap { blocks in
      NeighbourFit(shares: selected.shares(of: blocks, stacking), targets: targets, excluding: fold)
    }
    let calibrations = (0..<targets.tasks).map { task in
      if let neighbours { return neighbours.calibration(task: task, targets: targets, excluding: fold) }
      let logits = heldOut[task]
      return CalibrationFit(
        logits: logits.labels.indices.map { logits.stacked(stacking[task], $0) },
        labels: logits.labels.map(Double.init),
        weights: logits.weights.map(Double.init), folds: logits.folds)
    }
    (self.pathIndices, self.stacking, self.selected, self.neighbours) = (pathIndices, stacking, selected, neighbours)
    self.calibrations = calibrations.map(\.calibration)
    certificates =
      (stacking + (neighbours?.stacking ?? [])).compactMap(\.certificate) + calibrations.compactMap(\.certificate)
    reference = nil
  }

  /// The same where all models were fitted together by softmax: a penalty a family, the families' weights and a
  /// temperature, each common to all models.
  ///
  /// - Parameter reference: by default the strongest model, of the highest mean logit on held-out rows.
  init(jointly paths: [PenaltyPath], targets: Targets, reference: Int?, excluding fold: Int? = nil) {
    let models = targets.linearPredictorCount
    let pathIndices = paths.map { $0.best(task: 0, excludingFold: fold) }
    let selected = SelectedLogits(paths: paths, pathIndices: (0..<models).map { _ in pathIndices })
    // What all models share cancels in a softmax.
    let average = StackingWeights(average: paths.count, own: 1)
    let total = (0..<targets.rows).reduce(0) { $0 + (targets.folds[$1] == fold ? 0 : Double(targets.weights[$1, 0])) }
    let own = ConditionalLogit(attributes: selected.own, targets: targets, excluding: fold)
      .fit(around: average.own, shrinkage: StackingWeights.shrinkage(weight: total))
    let weights = StackingWeights(own: own.weights, shared: average.shared, certificate: own.certificate)
    var stacked = Matrix(rows: targets.rows, columns: models)
    for row in 0..<stacked.rows {
      for model in 0..<models { stacked[row, model] = Float(selected.stacked(weights, row: row, task: model)) }
    }
    // As little ridge as keeps the step defined where all logits are alike.
    let temperature = ConditionalLogit(attributes: [stacked], targets: targets, excluding: fold)
      .fit(around: [1], shrinkage: 1e-6)
    (self.pathIndices, self.selected, neighbours) = ([pathIndices], selected, nil)
    stacking = [StackingWeights](repeating: weights, count: models)
    calibrations = stacking.map { _ in .platt(slope: temperature.weights[0], intercept: 0) }
    certificates = [own.certificate, temperature.certificate].compactMap { $0 }
    self.reference = reference ?? Self.strongest(stacked)
  }

  /// The column of the highest mean, the first among equals.
  private static func strongest(_ logits: Matrix) -> Int {
    var sums = [Double](repeating: 0, count: logits.columns)
    for row in 0..<logits.rows {
      for model in sums.indices { sums[model] += Double(logits[row, model]) }
    }
    return sums.indices.max { (sums[$0], -$0) < (sums[$1], -$1) }!
  }

  /// The problems of one family at the penalties selected, one a task.
  func problems(of path: PenaltyPath, family: Int) -> [Problem] {
    pathIndices.enumerated().map { task, indices in
      Problem(task: task, penalty: path.penalties[indices[family]][task])
    }
  }

  /// The calibrated probability of a model on a row, from held-out logits.
  func probability(row: Int, model: Int) -> Double {
    func logit(_ model: Int) -> Double {
      neighbours.map { Double($0.logits[row, model]) } ?? selected.stacked(stacking[model], row: row, task: model)
    }
    return calibrations[model].probability(logit: logit(model) - (reference.map(logit) ?? 0))
  }

  /// One family's share of the coefficients of the router: d × M, stacked.
  func stacked(_ coefficients: Matrix, family: Int) -> Matrix {
    BLAS.product(coefficients, stackingMatrix(family: family))
  }

  /// One family's share of the intercepts of the router: M numbers, stacked.
  func stacked(_ intercepts: [Float], family: Int) -> [Float] {
    let matrix = stackingMatrix(family: family)
    return intercepts.indices.map { model in
      intercepts.indices.reduce(Float(0)) { sum, source in sum + matrix[source, model] * intercepts[source] }
    }
  }

  /// M × M: the weight of the column of each model, by one family, in the stacked logit of each.
  private func stackingMatrix(family: Int) -> Matrix {
    var matrix = stacking.matrix(family: family)
    guard let reference else { return matrix }
    for source in stacking.indices {
      let ofReference = matrix[source, reference]
      for model in stacking.indices { matrix[source, model] -= ofReference }
    }
    return matrix
  }
}
