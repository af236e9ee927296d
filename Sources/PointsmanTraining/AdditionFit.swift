internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// A head fitted over an `AdditionDesign`: penalty, weight of the structural features and calibration chosen by held-out log
/// loss.
struct AdditionFit {
  let head: AddedHead
  let calibration: Calibration
  /// For each row the probability by a head and a calibration that did not see it.
  let heldOut: [Double]
  let largestGradient: Double

  /// C from 0.0001 to 30 in steps of √10: from the mean head to hardly any penalty at all.
  private static let path = inverseRegularizations(from: 1e-4, ratio: 3.1623, count: 12)
  /// Of the structural features beside the mix: none, about a tenth of the mix's variance, or as much.
  private static let weights: [Float] = [0, 0.3, 1]

  init(_ design: AdditionDesign, _ targets: Targets, threads: Int) throws(RegressionError) {
    var best: (path: PenaltyPath, solver: DenseSolver, weight: Float, loss: Double)?
    var largest = 0.0
    for weight in Self.weights {
      let solver = try DenseSolver(design: design.matrix(form: weight), threads: threads)
      let path = PenaltyPath(solver: solver, targets: targets, inverseRegularizations: Self.path, patience: 2)
      largest = max(largest, path.certificates.joined().map(\.gradientNorm).max() ?? 0)
      let losses = zip(path.foldLosses[path.best(task: 0)][0], path.foldWeights[0])
      let loss = losses.reduce(0) { $0 + $1.0 * $1.1 }
      if best.map({ loss < $0.loss }) ?? true { best = (path, solver, weight, loss) }
    }
    let (path, solver, weight, _) = best!
    let index = path.best(task: 0)
    let solution = solver.solve(targets, problems: [Problem(penalty: path.penalties[index][0])])
    let coefficients = solution.coefficients
    head = design.head(
      (0..<coefficients.rows).map { coefficients[$0, 0] }, intercept: solution.intercepts[0], form: weight)
    largestGradient = max(largest, solution.certificates[0].gradientNorm)
    let logits = (0..<targets.rows).map { Double(path.heldOutScores[index][$0, 0]) }
    func calibration(_ rows: [Int]) -> Calibration {
      CalibrationFit(
        logits: rows.map { logits[$0] }, labels: rows.map { Double(targets.labels[$0, 0]) },
        weights: rows.map { Double(targets.weights[$0, 0]) }, folds: rows.map { targets.folds[$0] }
      ).calibration
    }
    let rows = Array(logits.indices)
    self.calibration = calibration(rows)
    let others = (0...(targets.folds.max() ?? 0)).map { fold in calibration(rows.filter { targets.folds[$0] != fold }) }
    heldOut = rows.map { others[targets.folds[$0]].probability(logit: logits[$0]) }
  }
}

/// The design matrix of a head that is a mix of others.
///
/// Columns: the mean head, z̄ = (1 / M) Σ_f Σ_m z_fm; every z_fm for itself; every structural feature. All are centred. The
/// mean head has ten times the unit of the others, so that the penalty weighs a hundredth on it: what is left of the head
/// under a strong penalty is the mean head, stretched to suit.
struct AdditionDesign {
  private let shares: [[Float]]
  private let form: [[Float]]
  private let models: Int
  private let meanShares: [Float]
  /// The root mean square of the centred z_fm, and of z̄; 1 where nothing varies.
  private let units: (shares: Float, mean: Float)
  private static let favour: Float = 10

  /// - Parameters:
  ///   - shares: for each row z_fm, blocks × M.
  ///   - form: for each row the scaled structural features.
  init(shares: [[Float]], form: [[Float]], models: Int) {
    (self.shares, self.form, self.models) = (shares, form, models)
    let columns = shares[0].indices
    let means = columns.map { k in Float(shares.reduce(0) { $0 + Double($1[k]) } / Double(shares.count)) }
    func unit(_ values: some Sequence<Float>, count: Int) -> Float {
      let square = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(1, count))
      return square > 1e-12 ? Float(square.squareRoot()) : 1
    }
    let centred = shares.flatMap { row in columns.map { row[$0] - means[$0] } }
    let width = columns.count
    let mean = shares.indices.map { row in
      centred[row * width..<(row + 1) * width].reduce(0, +) / Float(models)
    }
    meanShares = means
    units = (unit(centred, count: centred.count), unit(mean, count: mean.count))
  }

  /// n × (1 + blocks · M + features), the features times `weight`.
  func matrix(form weight: Float) -> Matrix {
    let width = 1 + meanShares.count + form[0].count
    let values = shares.indices.flatMap { row -> [Float] in
      let centred = zip(shares[row], meanShares).map { $0 - $1 }
      let mean = Self.favour * centred.reduce(0, +) / Float(models) / units.mean
      return [mean] + centred.map { $0 / units.shares } + form[row].map { $0 * weight }
    }
    return Matrix(rows: shares.count, columns: width, values: values)
  }

  /// The head of a solution over `matrix(form: weight)`.
  func head(_ coefficients: [Float], intercept: Float, form weight: Float) -> AddedHead {
    let shared = Self.favour * coefficients[0] / units.mean / Float(models)
    let count = meanShares.count
    let mix = (0..<count).map { shared + coefficients[1 + $0] / units.shares }
    let shift = zip(mix, meanShares).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    return AddedHead(
      intercept: intercept - shift,
      mix: stride(from: 0, to: count, by: models).map { Array(mix[$0..<$0 + models]) },
      structural: coefficients[(1 + count)...].map { $0 * weight })
  }
}
