internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// A grid of regressions to run, and what a run of it gave.
struct RegressionGrid {
  let models: Int
  let folds: Int
  let penalties: [Double]
  let threads: Int
  let tolerance: Double
  let keepsCoefficients: Bool

  struct Run {
    var seconds: Double
    /// Penalty after penalty, model after model, fold after fold.
    var certificates: [Certificate] = []
    /// In that order d numbers and the intercept, if they are kept.
    var coefficients: [Float] = []
    /// For each penalty the mean held-out loss of each model; empty when no fold is held out.
    var heldOutLosses: [[Double]] = []
    /// Thread-seconds by stage, and floating-point operations of the products; of dense problems only.
    var stages: [StageClock.Stage: Double] = [:]
    var operations = 0.0
  }

  /// Fits every penalty from the solution of the one before.
  func run(_ problem: RegressionProblem) throws -> Run {
    let targets = try Targets(
      labels: labels(problem), weights: Matrix(rows: problem.rows, columns: models, repeating: 1),
      folds: folds > 1 ? (0..<problem.rows).map { $0 % folds } : [])
    switch problem.design {
    case .dense(let design):
      var (seconds, (solver, run)) = try seconds {
        let solver = try DenseSolver(design: design, threads: threads, tolerance: tolerance)
        return (solver, fit(solver, targets))
      }
      run.seconds = seconds
      for stage in StageClock.Stage.allCases { run.stages[stage] = solver.clock[stage] / .seconds(1) }
      run.operations = solver.clock.productOperations
      return run
    case .sparse(let design):
      var (seconds, run) = try seconds {
        // Sorting pays over many fits; one fit is better off without (n-grams of routellm_mmlu: 0.61 s with, 0.52 without).
        let (ordered, order) =
          folds * penalties.count > 4
          ? design.orderedByFrequency(threads: threads) : (design, Array(0..<design.columns))
        var run = fit(try SparseSolver(design: ordered, threads: threads, tolerance: tolerance), targets)
        run.coefficients = restored(run.coefficients, order)
        return run
      }
      run.seconds = seconds
      return run
    }
  }

  private func labels(_ problem: RegressionProblem) -> Matrix {
    guard models < problem.labels.columns else { return problem.labels }
    var labels = Matrix(rows: problem.rows, columns: models)
    for row in 0..<problem.rows { for m in 0..<models { labels[row, m] = problem.labels[row, m] } }
    return labels
  }

  private func fit(_ solver: some Solver, _ targets: Targets) -> Run {
    var run = Run(seconds: 0)
    var solution: Solution?
    let judge = HeldOutLoss(targets)
    for penalty in penalties {
      let problems = (0..<models).flatMap { task in
        (0..<folds).map { Problem(task: task, heldOutFold: folds > 1 ? $0 : nil, penalty: penalty) }
      }
      let next = solver.solve(targets, problems: problems, from: solution)
      run.certificates += next.certificates
      if keepsCoefficients {
        let coefficients = next.coefficients
        for p in problems.indices {
          for j in 0..<coefficients.rows { run.coefficients.append(coefficients[j, p]) }
          run.coefficients.append(next.intercepts[p])
        }
      }
      if folds > 1 { run.heldOutLosses.append(judge.losses(next.heldOutScores)) }
      solution = next.withoutScores
    }
    return run
  }

  /// Coefficients in the problem's own order of columns.
  private func restored(_ coefficients: [Float], _ order: [Int]) -> [Float] {
    var restored = coefficients
    let length = order.count + 1
    for start in stride(from: 0, to: coefficients.count, by: length) {
      for (position, column) in order.enumerated() { restored[start + column] = coefficients[start + position] }
    }
    return restored
  }
}
