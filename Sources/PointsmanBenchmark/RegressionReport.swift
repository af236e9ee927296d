internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression
internal import PointsmanSupport

/// What a run of the grid is worth telling.
struct RegressionReport {
  let problem: RegressionProblem
  let grid: RegressionGrid
  let run: RegressionGrid.Run
  /// GFLOP/s of sgemm, measured in this process.
  let peak: Double
  /// The largest resident size until the last run ended; nil where the system does not tell.
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
      ("blas_kernel", .string(BLAS.kernelName)), ("unconverged", .array(failures.map { .string($0) })),
      ("held_out_losses", .array(run.heldOutLosses.map { .array($0.map { .number($0) }) })),
      ("objectives", .array(run.certificates.map { .number($0.objective) })),
    ])
  }

  var text: String {
    let folds = grid.folds > 1 ? "\(grid.folds) folds" : "no fold held out"
    var lines = [
      "\(Machine.processor), \(grid.threads) threads; OpenBLAS, kernel \(BLAS.kernelName): sgemm \(fixed(peak, 1)) GFLOP/s",
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
