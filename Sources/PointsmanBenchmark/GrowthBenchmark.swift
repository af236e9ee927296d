internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanSupport

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

  /// What `pointsman-benchmark regression --json` prints, from a process of its own: its peak memory is then its own.
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
