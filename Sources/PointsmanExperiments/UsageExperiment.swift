internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanOutcomes
internal import PointsmanTraining

struct UsageExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage",
    abstract:
      "Errors of the out-of-fold forecasts of tokens, seconds and cost, in the logarithm, beside a constant.")

  @Argument(help: "Files of outcomes, JSON Lines.")
  var data: [String]

  @Option(help: "Folds of the cross-validation.")
  var folds = 5

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func run() throws {
    for path in data {
      let table = try OutcomeReader().read([path]).table
      let set = FeaturizedTable(table, tokens: try TokenTable.ofThisProcess(), threads: threads)
      for errors in try UsageErrors.all(set, folds: folds, seed: 0, threads: threads) {
        print("\n\(path): \(errors.quantity.rawValue), \(errors.cells) outcomes\n")
        print("| by | RMSE | MAE |\n|---|---|---|")
        for way in errors.ways {
          print("| \(way.name) | " + String(format: "%.3f | %.3f |", way.rootMeanSquare, way.meanAbsolute))
        }
      }
    }
  }
}
