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
  private static let strengths = (0..<12).map { 1e-4 * Double.exponential(base: 3.1623, power: $0) }
  /// Of the structural features beside the mix: none, about a tenth of the mix's variance, or as much.
  private static let weights: [Float] = [0, 0.3, 1]

  init(_ design: AdditionDesign, _ targets: Targets, threads: Int) throws(RegressionError) {
    var best: (path: PenaltyPath, solver: DenseSolver, weight: Float, loss: Double)?
    var largest = 0.0
    for weight in Self.weights {
      let solver = try DenseSolver(design: design.matrix(form: weight), threads: threads)
      let path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths, patience: 2)
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
      ).best()
    }
    let rows = Array(logits.indices)
    self.calibration = calibration(rows)
    let others = (0...(targets.folds.max() ?? 0)).map { fold in calibration(rows.filter { targets.folds[$0] != fold }) }
    heldOut = rows.map { others[targets.folds[$0]].probability(logit: logits[$0]) }
  }
}
