import ArgumentParser
import PointsmanEvaluation
internal import PointsmanSupport

/// A file of the predictions that the figures come from.
struct PredictionsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write each row's fold, choice, scores and predicted probabilities: CSV to a name that ends with .csv, else JSON Lines.",
      valueName: "file"))
  var predictions: String?

  /// Before the work: throws where the file cannot be written.
  func check() throws {
    guard let predictions else { return }
    do { try AtomicFile.check(predictions) } catch { throw Self.failure(predictions, error) }
  }

  /// Writes the file, if one is named.
  func write(_ evaluation: Evaluation) throws {
    guard let predictions else { return }
    let lines = PredictionLines(evaluation)
    let isCSV = predictions.hasSuffix(".csv")
    do throws(FileFailure) {
      var file = try AtomicFileWriter(path: predictions)
      if isCSV { try file.append((lines.csvHeader + "\n").utf8) }
      for row in 0..<lines.count {
        try file.append(((isCSV ? lines.csv(row: row) : lines.json(row: row).text) + "\n").utf8)
      }
      try file.commit()
    } catch {
      throw Self.failure(predictions, error)
    }
  }

  private static func failure(_ path: String, _ error: FileFailure) -> Failure {
    Failure(description: "\(path): the predictions cannot be written, \(error.reason); name another file")
  }
}
