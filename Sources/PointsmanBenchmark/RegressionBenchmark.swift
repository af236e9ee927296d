internal import ArgumentParser
internal import Foundation
internal import PointsmanNumerics
internal import PointsmanSupport

/// `pointsman-benchmark regression`: a grid of logistic regressions over one design matrix.
struct RegressionBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regression", abstract: "Times a grid of logistic regressions: models × folds × penalties.",
    discussion: """
      Fits every model at every penalty without each of the folds (row i lies in fold i mod folds), from the strongest \
      penalty to the weakest, and measures each fit on the fold it did not see. The time starts with the matrix in \
      memory and ends with the coefficients.
      """)

  @Option(help: "Folder of a problem: meta.json, x.f32 (or indptr.i64, indices.u32, values.f32), y_*.f32.")
  var problem: String?
  @Option(help: "Which labels of the problem to take: binary or soft.")
  var labels = "binary"
  @Option(help: "Rows of a random problem, without --problem.")
  var rows = 20_000
  @Option(help: "Features of a random problem.")
  var features = 256
  @Option(help: "Models to fit; all of the problem's unless given, 8 for a random one.")
  var models: Int?
  @Option(help: "Number of penalties, evenly spaced in their logarithm.")
  var penalties = 10
  @Option(help: "The strongest penalty λ, against the mean loss.")
  var strongest = 1.0
  @Option(help: "The weakest penalty λ.")
  var weakest = 1e-6
  @Option(help: "Folds; 1 fits all rows and holds none out.")
  var folds = 5
  @Option(help: "The gradient norm to reach.")
  var tolerance = 1e-5
  @Option(help: "Threads.")
  var threads = 2
  @Option(help: "Times to run it; the median counts.")
  var repeats = 1
  @Option(help: "Existing folder for the coefficients: betas.f32, for each fit d numbers and the intercept.")
  var write: String?
  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard penalties > 0, folds > 0, threads > 0, repeats > 0, tolerance > 0, rows > 0, features > 0, models ?? 1 > 0,
      weakest > 0, strongest >= weakest
    else { throw ValidationError("counts, penalties and tolerance must be positive, --strongest at least --weakest") }
    guard ["binary", "soft"].contains(labels) else { throw ValidationError("--labels is binary or soft") }
  }

  func run() throws {
    let problem =
      try self.problem.map { try RegressionProblem(folder: $0, labels: labels) }
      ?? RegressionProblem(rows: rows, features: features, models: models ?? 8)
    let grid = RegressionGrid(
      models: min(models ?? problem.labels.columns, problem.labels.columns), folds: folds,
      penalties: Self.spaced(from: strongest, to: weakest, count: penalties), threads: threads, tolerance: tolerance,
      keepsCoefficients: write != nil)
    let runs = try (0..<repeats).map { _ in try grid.run(problem) }
    let memory = Machine.peakMebibytes
    let report = RegressionReport(
      problem: problem, grid: grid, run: runs.sorted { $0.seconds < $1.seconds }[(runs.count - 1) / 2],
      peak: Machine.productPeak(threads: threads), memory: memory)
    print(json ? report.json.text : report.text)
    if let write { try RawFile.write(runs[0].coefficients, to: "\(write)/betas.f32") }
  }

  private static func spaced(from first: Double, to last: Double, count: Int) -> [Double] {
    guard count > 1 else { return [first] }
    return (0..<count).map { k in
      let share = Double(k) / Double(count - 1)
      return exp(log(first) * (1 - share) + log(last) * share)
    }
  }
}

/// `pointsman-benchmark growth`: how the cost of a grid grows with rows and models.
struct GrowthBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth", abstract: "Tabulates time and memory of regression grids by rows and models.",
    discussion: "Each grid is a run of the regression benchmark in a process of its own, 10 penalties × 5 folds.")

  @Option(parsing: .upToNextOption, help: "Numbers of rows.")
  var rows = [10_000, 100_000, 1_000_000]
  @Option(parsing: .upToNextOption, help: "Numbers of models.")
  var models = [2, 8, 32]
  @Option(help: "Features.")
  var features = 256
  @Option(help: "Threads.")
  var threads = 2

  func run() throws {
    print("\(Machine.processor), \(threads) threads; OpenBLAS, kernel \(BLASKernel.name)\n")
    print("| rows | models | fits | seconds | gradients a fit | memory, MiB | × the design matrix |")
    print("|---|---|---|---|---|---|---|")
    for rows in rows {
      for models in models {
        let report = try measure(rows: rows, models: models)
        guard let fits = report["columns"]?.integer, let seconds = report["seconds"]?.double,
          let gradients = report["iterations_per_column"]?.double, let design = report["design_mib"]?.double
        else { throw ValidationError("the regression benchmark printed no figures for \(rows) × \(features)") }
        let memory = report["peak_rss_mib"]?.double
        print(
          "| \(rows) | \(models) | \(fits) | \(fixed(seconds, 2)) | \(fixed(gradients, 2)) "
            + "| \(memory.map { fixed($0, 0) } ?? "–") | \(memory.map { fixed($0 / design, 2) } ?? "–") |")
      }
    }
  }

  /// The output of `pointsman-benchmark regression --json`, from a process of its own: its peak memory is then its own.
  private func measure(rows: Int, models: Int) throws -> JSONValue {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = [
      "regression", "--rows", "\(rows)", "--features", "\(features)", "--models", "\(models)", "--threads",
      "\(threads)",
      "--json",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    return try JSONValue(parsing: [UInt8](bytes))
  }
}
