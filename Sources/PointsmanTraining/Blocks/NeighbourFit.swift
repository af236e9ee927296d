internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The block of neighbours, from held-out logits: the nearest rows of the other folds answer each row, and their answers
/// are stacked with the logits of the other blocks.
///
/// A row's point holds each block's share of the stacked logits of all models, by heads that did not see the row. A new
/// prompt's point is made in the same way.
struct NeighbourFit {
  /// k = √n, which lets both the neighbours' distance and the noise of their mean go to 0 as rows are added (Devroye,
  /// Györfi, Lugosi, "A Probabilistic Theory of Pattern Recognition", 1996). On 6,108 prompts, 40 to 130 neighbours
  /// differ by less than 0.001 in mean AUC.
  private static func count(_ rows: Int) -> Int { max(1, Int(Double(rows).squareRoot())) }

  /// n × M: the logits z′ of rows that neither heads nor neighbours have seen.
  let logits: Matrix
  /// The weights of logits and answers, one a model.
  let stacking: [StackingWeights]
  /// n × (blocks · M), intercepts included.
  private let points: Matrix
  private let labels: Matrix
  private let weights: Matrix

  /// nil where the mean held-out loss gains no more than its standard error over the folds: such neighbours would cost
  /// time and bytes for nothing.
  ///
  /// - Parameters:
  ///   - shares: for each block n × M, held-out, stacked; they add up to the stacked logits.
  ///   - excluded: a fold to keep out of sight: its rows get answers and give none.
  init?(shares: [Matrix], targets: Targets, excluding excluded: Int?) {
    points = Self.points(shares)
    (labels, weights) = (targets.labels, targets.weights)
    let answers = Self.answers(points, targets, excluding: excluded)
    let fit = NeighbourStacking(stacked: Self.sum(shares), answers: answers, targets: targets)
    let seen = Set(targets.folds).subtracting([excluded].compactMap { $0 })
    guard fit.gains(folds: seen.sorted()).meanExceedsStandardError else { return nil }
    stacking = fit.weights(folds: seen)
    logits = fit.logits(stacking, rows: Array(0..<targets.rows))
  }

  /// The calibration of a model's logits z′, the rows of `fold` left out.
  func calibration(task: Int, targets: Targets, excluding fold: Int?) -> CalibrationFit {
    let rows = (0..<targets.rows).filter { targets.weights[$0, task] > 0 && targets.folds[$0] != fold }
    return CalibrationFit(
      logits: rows.map { Double(logits[$0, task]) }, labels: rows.map { Double(targets.labels[$0, task]) },
      weights: rows.map { Double(targets.weights[$0, task]) }, folds: rows.map { targets.folds[$0] })
  }

  /// The block of a router, with every row in it. `origins` are the blocks' stacked intercepts, blocks × M, which a
  /// prompt's point lacks.
  func head(origins: [Float]) -> NeighbourHead {
    let models = stacking.count
    let coordinates = points.values.enumerated().map { $1 - origins[$0 % origins.count] }
    guard let index = Self.index(coordinates, labels, weights, rows: Array(0..<points.rows)) else {
      preconditionFailure("no row that was trained on has weight")
    }
    let mix = [
      stacking.map(\.own[0]), stacking.map(\.own[1]), stacking.map(\.shared[0]), stacking.map(\.shared[1]),
    ]
    precondition(index.models == models)
    return NeighbourHead(index: index, mix: mix.flatMap { $0.map(Float.init) })!
  }

  /// The shares of a row side by side, n × (blocks · M).
  private static func points(_ shares: [Matrix]) -> Matrix {
    let (n, models) = (shares[0].rows, shares[0].columns)
    var points = Matrix(rows: n, columns: shares.count * models)
    for row in 0..<n {
      for (block, share) in shares.enumerated() {
        for model in 0..<models { points[row, block * models + model] = share[row, model] }
      }
    }
    return points
  }

  private static func sum(_ shares: [Matrix]) -> Matrix {
    var sum = shares[0]
    for share in shares.dropFirst() { for k in sum.values.indices { sum.values[k] += share.values[k] } }
    return sum
  }

  /// n × M: the other folds' answers to each row.
  private static func answers(_ points: Matrix, _ targets: Targets, excluding excluded: Int?) -> Matrix {
    var answers = Matrix(rows: targets.rows, columns: targets.tasks)
    for fold in Set(targets.folds) {
      let asked = (0..<targets.rows).filter { targets.folds[$0] != fold && targets.folds[$0] != excluded }
      // Of rows without weight nothing is known: even odds.
      guard let index = index(points.values, targets.labels, targets.weights, rows: asked) else { continue }
      for row in 0..<targets.rows where targets.folds[row] == fold {
        let point = Array(points.values[row * points.columns..<(row + 1) * points.columns])
        for (model, logit) in index.logits(at: point).enumerated() { answers[row, model] = logit }
      }
    }
    return answers
  }

  /// The index of those of `rows` that have weight: a row without counts nowhere, nor does it take a neighbour's place.
  private static func index(_ points: [Float], _ labels: Matrix, _ weights: Matrix, rows: [Int]) -> NeighbourIndex? {
    let (dimensions, models) = (points.count / labels.rows, labels.columns)
    let rows = rows.filter { row in (0..<models).contains { weights[row, $0] > 0 } }
    return rows.isEmpty
      ? nil
      : NeighbourIndex(
        count: count(rows.count), coordinates: rows.flatMap { points[$0 * dimensions..<($0 + 1) * dimensions] },
        scores: rows.flatMap { row in (0..<models).map { weights[row, $0] > 0 ? labels[row, $0] : .nan } },
        // A row's weight is the same for every model that was observed on it.
        weights: rows.map { row in (0..<models).reduce(0) { max($0, weights[row, $1]) } })
  }
}

/// The weights of the neighbours' answers in each model's logit, from held-out stacked logits and answers.
///
///     z′_m = a_m z_m + b_m n_m + c_m z̄ + d_m n̄
///
/// The same regression as the stacking of families, shrunk toward (1, 0, 0, 0): the stacked logit as it is.
private struct NeighbourStacking {
  /// n × M.
  private let stacked: Matrix
  /// Stacked logits and answers, n × M each.
  private let inputs: [Matrix]
  /// For each input n means over the models.
  private let means: [[Float]]
  private let targets: Targets

  init(stacked: Matrix, answers: Matrix, targets: Targets) {
    (self.stacked, self.targets) = (stacked, targets)
    inputs = [stacked, answers]
    means = inputs.map { input in
      (0..<input.rows).map { row in
        (0..<input.columns).reduce(0) { $0 + input[row, $1] } / Float(input.columns)
      }
    }
  }

  /// One a model, fitted to the rows of `folds`.
  func weights(folds: Set<Int>) -> [StackingWeights] {
    (0..<targets.tasks).map { model in
      let rows = (0..<targets.rows).filter { targets.weights[$0, model] > 0 && folds.contains(targets.folds[$0]) }
      return StackingWeights(fitting: heldOut(model, rows), around: StackingWeights(own: [1, 0], shared: [0, 0]))
    }
  }

  /// n × M: z′ of `rows` under `weights`, z of the others.
  func logits(_ weights: [StackingWeights], rows: [Int]) -> Matrix {
    var logits = stacked
    for model in weights.indices {
      let heldOut = heldOut(model, rows)
      for (k, row) in rows.enumerated() { logits[row, model] = Float(heldOut.stacked(weights[model], k)) }
    }
    return logits
  }

  /// For each of `folds` by how much its mean loss falls, summed over the models, when the others fit the weights.
  func gains(folds: [Int]) -> [Double] {
    let loss = HeldOutLoss(targets)
    let before = loss.foldLosses(stacked)
    return folds.map { fold in
      let rows = (0..<targets.rows).filter { targets.folds[$0] == fold }
      let after = loss.foldLosses(logits(weights(folds: Set(folds).subtracting([fold])), rows: rows))
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
