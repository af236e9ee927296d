internal import PointsmanNumerics
internal import PointsmanRegression
internal import PointsmanSupport

/// A grid of regressions to run: models × folds × penalties.
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

/// The figures of one run of the grid, as text and as JSON.
struct RegressionReport {
  let problem: RegressionProblem
  let grid: RegressionGrid
  let run: RegressionGrid.Run
  /// GFLOP/s of sgemm, measured in this process.
  let peak: Double
  /// The largest resident size until the last run ended; nil where the system does not report it.
  let memory: Double?

  private var largestGradient: Double { run.certificates.map(\.gradientNorm).max() ?? 0 }
  private var iterations: Double {
    Double(run.certificates.reduce(0) { $0 + $1.iterations }) / Double(max(1, run.certificates.count))
  }
  /// Wall seconds of a stage, its threads' seconds shared out among them; eigenvalues take one thread.
  private func wall(_ stage: StageClock.Stage) -> Double {
    (run.stages[stage] ?? 0) / Double(stage == .eigen ? 1 : grid.threads)
  }
  private var rest: Double { run.seconds - StageClock.Stage.allCases.reduce(0) { $0 + wall($1) } }
  private var productShare: Double { (wall(.product) + wall(.gram)) / run.seconds }
  private var productRate: Double? { wall(.product) > 0 ? run.operations / wall(.product) / 1e9 : nil }
  /// "model 2, fold 0, penalty 1e-06" for each fit that did not converge.
  private var failures: [String] {
    run.certificates.enumerated().filter { !$0.element.converged }.map { index, certificate in
      let (rest, fold) = index.quotientAndRemainder(dividingBy: grid.folds)
      let (penalty, model) = rest.quotientAndRemainder(dividingBy: grid.models)
      return "model \(model), fold \(fold), penalty \(grid.penalties[penalty]): gradient \(certificate.gradientNorm)"
    }
  }

  var json: JSONValue {
    let isDense = !run.stages.isEmpty
    let stages: [(key: String, value: JSONValue)] = [
      ("gram", .number(wall(.gram))), ("eigen", .number(wall(.eigen))), ("gemm", .number(wall(.product))),
      ("sigmoid", .number(wall(.loss))), ("rest", .number(rest)),
    ]
    return .object([
      ("seconds", .number(run.seconds)), ("columns", .integer(run.certificates.count)),
      ("max_gradient", .number(largestGradient)), ("iterations_per_column", .number(iterations)),
      ("gemm_share", .figure(isDense ? productShare : nil)), ("gflops", .figure(productRate)),
      ("peak_gflops", .number(peak)), ("peak_rss_mib", .figure(memory)),
      ("design_mib", .number(problem.mebibytes)), ("stages", isDense ? .object(stages) : .null),
      ("threads", .integer(grid.threads)), ("processor", .string(Machine.processor)),
      ("blas_kernel", .string(BLASKernel.name)), ("unconverged", .array(failures.map { .string($0) })),
      ("held_out_losses", .array(run.heldOutLosses.map { .array($0.map { .number($0) }) })),
      ("objectives", .array(run.certificates.map { .number($0.objective) })),
    ])
  }

  var text: String {
    let folds = grid.folds > 1 ? "\(grid.folds) folds" : "no fold held out"
    var lines = [
      "\(Machine.processor), \(grid.threads) threads; OpenBLAS, kernel \(BLASKernel.name): sgemm \(fixed(peak, 1)) GFLOP/s",
      "\(problem.name): \(problem.rows) × \(problem.features), \(grid.models) models, \(folds), \(grid.penalties.count) penalties: \(run.certificates.count) fits",
      "\(fixed(run.seconds, 3)) s; \(fixed(iterations, 2)) iterations a fit; gradient norm at most \(largestGradient)",
    ]
    if !run.stages.isEmpty {
      lines.append(
        "s: Gram \(fixed(wall(.gram), 3)), eigen \(fixed(wall(.eigen), 3)), GEMM \(fixed(wall(.product), 3)), sigmoid \(fixed(wall(.loss), 3)), rest \(fixed(rest, 3))"
      )
      lines.append(
        "GEMM, the Gram matrix included: \(fixed(100 * productShare, 1)) % of the time; \(fixed(productRate ?? 0, 1)) GFLOP/s there, \(fixed(100 * (productRate ?? 0) / peak, 1)) % of sgemm's"
      )
    }
    if let memory {
      lines.append(
        "memory at most \(fixed(memory, 0)) MiB, \(fixed(memory / problem.mebibytes, 2)) × the design matrix of \(fixed(problem.mebibytes, 0))"
      )
    }
    return (lines + failures.map { "not converged: \($0)" }).joined(separator: "\n")
  }
}
