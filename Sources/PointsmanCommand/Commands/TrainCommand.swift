import ArgumentParser
import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanNumerics
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a router on outcomes, judges it on prompts held out, and writes it to a file.",
    discussion: """
      pointsman train --demo -o demo.router
      pointsman train outcomes.jsonl -o my.router --report report.html
      pointsman train outcomes.jsonl --weak small --strong large -o pair.router
      pointsman train battles.jsonl --target preference -o my.router

      The router is written even if routing does not pay, unless --require-benefit is given. A report takes the time \
      of four more trainings.
      """)

  @OptionGroup(title: "Data") var files: DataFiles

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String

  @OptionGroup(title: "Data") var models: ModelOptions
  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions

  @Option(help: ArgumentHelp("Write a report for the browser.", valueName: "file.html"))
  var report: String?

  @OptionGroup(title: "Judging") var predictions: PredictionsOption
  @OptionGroup(title: "Judging") var looks: LooksOption

  @Option(
    help: ArgumentHelp("Policies to save in the router, in JSON; see set-policy.", valueName: "policies.json"))
  var policies: String?

  @Flag(help: "Write nothing and end with status 2 if routing does not pay.")
  var requireBenefit = false

  @OptionGroup var threads: ThreadOption
  @OptionGroup var listing: ListingOption

  @Flag(help: "Print the evaluation as one JSON object.")
  var json = false

  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    try OutputPaths.check(
      ["-o": output, "--report": report, "--predictions": predictions.predictions, "--looks": looks.looks],
      reading: try files.paths() + [policies] + vectors.inputs)
    try Router.checkWritable(at: output)
    if let report { try ReportFile.check(report) }
    try predictions.check()
    try looks.check()
    let interruption = Interruption(discarding: output, report, predictions.predictions)
    defer { interruption.end() }
    let trainer = try training.trainer(pair: models.pair, threads: threads.threads)
    let book = try policies.map { try PolicyBook(contentsOf: $0) }
    var table = try OutcomeFiles(
      paths: files.paths(), reading: reading, models: models.selection(),
      tagColumns: tagColumns.names(for: trainer.blocks),
      split: split.split
    ).table(console)
    console.progress("reading \(table.rows.count) prompts with outcomes of \(table.models.count) models")
    table = try vectors.attach(to: table, for: trainer.blocks, threads: threads.threads, console) { table in
      try trainer.validate(table)
      if let policies, let book,
        let fault = RouterManifest.validationError(for: book, models: table.models, pair: trainer.pair)
      {
        throw Failure(description: "\(policies): \(fault)")
      }
    }
    let scratch = training.memory.scratch()
    let set = try FeaturizedTable(table, tokens: try training.tokens(), threads: threads.threads, scratch: scratch)
    let trained = try trainer.fitted(to: set) { console.progress("\($0)" + scratch.progressNote) }
    console.progress("judging the router on prompts held out" + scratch.progressNote)
    let evaluator = training.crossValidation.evaluator(threads: threads.threads)
    var evaluation = evaluator.evaluation(of: trained, on: set)
    let pays = evaluation.verdict.route
    var router = try trained.router.withEvaluation(evaluation.json)
    if let book { router = try router.withPolicies(book) }
    // Before anything is printed or reported: what fails there does not take the router along.
    if pays || !requireBenefit { try router.write(to: output) }
    try looks.record(&evaluation, command: "train", settings: training.settings(pair: models.pair))
    if report != nil {
      console.progress("training for the report: unseen categories, fewer labels, shuffled outcomes")
      evaluation.unseen = evaluator.unseenCategories(trainer, on: set)
      try evaluator.addExperiments(trainer, on: set, to: &evaluation)
    }
    console.finish()
    for warning in trained.warnings { console.warn(warning) }
    if let note = router.costNote { console.note(note) }
    if evaluation.verdict.isBorderline {
      console.note("the gain is on the border: `pointsman cross-validate` on the same outcomes decides")
    }
    if let report { try ReportFile.write(evaluation, of: table, to: report) }
    try predictions.write(evaluation)
    if requireBenefit && !pays {
      print(
        json
          ? evaluation.detailedJSON.text
          : evaluation.text(withChart: Console.drawsOnOutput, allModels: listing.allModels))
      throw ExitCode(2)
    }
    if json {
      print(evaluation.detailedJSON.text)
    } else {
      let size = Double(router.fileBytes.count) / 1e6
      print(evaluation.text(withChart: Console.drawsOnOutput, allModels: listing.allModels))
      print(
        "\n\(trained.regressions) regressions fitted, gradient norm at most "
          + String(format: "%.1e", trained.largestGradient))
      print("wrote \(output): \(String(format: "%.1f", size)) MB, \(router.digest.prefix(12)), in \(console.elapsed)")
    }
  }
}

extension Scratch {
  /// The size and the folder of the files on disk, if there are any, to end a line of progress with.
  fileprivate var progressNote: String {
    bytesWritten == 0 ? "" : String(format: "; %.1f GB of features on disk in ", Double(bytesWritten) / 1e9) + folder
  }
}

extension Router {
  /// A sentence on the costs that the router cannot forecast; nil where it forecasts them for every model.
  fileprivate var costNote: String? {
    let models = manifest.models
    guard models.contains(where: { $0.meanCost == nil }) else { return nil }
    let unknown = models.filter { $0.meanCost == nil }
    let whose =
      unknown.count == models.count ? "no costs are recorded" : "no cost is known of \(unknown.map(\.name).listed)"
    return manifest.forecastsTokens
      ? "\(whose), but tokens are: with --prices the router weighs cost"
      : "\(whose), and tokens are not recorded for every model: the router cannot weigh cost; record \"cost\", or "
        + "\"output_tokens\" for use with --prices"
  }
}
