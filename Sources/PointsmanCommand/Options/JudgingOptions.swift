import ArgumentParser
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

/// How the figures of an evaluation are shown, and what they decide.
struct JudgingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write a report for the browser.", valueName: "file.html"))
  var report: String?

  @OptionGroup var predictions: PredictionsOption
  @OptionGroup var listing: ListingOption
  @OptionGroup var looks: LooksOption

  @Flag(help: "End with status 2 if routing does not pay.")
  var requireBenefit = false

  /// Before the work: throws where no report can be written, or it would replace one of `inputs`.
  func prepare(reading inputs: [String?]) throws {
    try OutputPaths.check(
      ["--report": report, "--predictions": predictions.predictions, "--looks": looks.looks], reading: inputs)
    if let report { try ReportFile.check(report) }
    try predictions.check()
    try looks.check()
  }

  /// Prints the figures, and writes the report; a router that does not pay ends with status 2 where that was asked.
  ///
  /// - Parameters:
  ///   - worth: of a success in USD, at which regret is reported; nil takes the worth at which the best and the
  ///     cheapest model are equal.
  ///   - look: the command and its settings, for the journal of looks.
  func show(
    _ evaluation: Evaluation, of table: OutcomeTable, worth: Double?,
    look: (command: String, settings: [(key: String, value: JSONValue)]), json: Bool, _ console: Console
  ) throws {
    var evaluation = evaluation
    evaluation.worth = worth
    try looks.record(&evaluation, command: look.command, settings: look.settings)
    console.finish()
    for warning in evaluation.warnings { console.warn(warning) }
    if let report { try ReportFile.write(evaluation, of: table, to: report) }
    try predictions.write(evaluation)
    print(
      json
        ? evaluation.detailedJSON.text : evaluation.text(withChart: Console.drawsOnOutput, allModels: listing.allModels)
    )
    if requireBenefit && !evaluation.verdict.route { throw ExitCode(2) }
  }
}

/// A worth of a success, at which regret is reported.
struct WorthOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Report regret for a success that is worth this many USD (default: the worth at which the best and the "
        + "cheapest model are equal).",
      valueName: "usd"))
  var willingnessToPay: Double?

  func validate() throws {
    guard willingnessToPay.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--willingness-to-pay is a number of USD above 0.")
    }
  }
}

extension OutcomeTable {
  /// A worth in USD needs costs.
  func checkCosts(for worth: Double?) throws {
    guard worth != nil else { return }
    let unpriced = modelsWithoutCosts
    guard unpriced.count < models.count else {
      throw Failure(description: "--willingness-to-pay asks for regret at a price, but the outcomes record no costs")
    }
    guard unpriced.isEmpty else {
      throw Failure(
        description: "--willingness-to-pay asks for regret at a price, but no cost is known of "
          + "\(unpriced.listed); add \"cost\" to its outcomes, or leave it out with --models")
    }
  }
}
