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
      pointsman train -o my.router
      pointsman train outcomes.jsonl -o my.router --report report.html
      pointsman train outcomes.jsonl --weak small-model --strong large-model -o pair.router
      pointsman train battles.jsonl --target preference -o my.router

      Without DATA it trains on the data set that comes with Pointsman. The router is written whatever the verdict, unless \
      --require-benefit is given.
      """)

  @Argument(help: DataOptions.dataHelp)
  var data: [String] = []

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String

  @OptionGroup var options: DataOptions
  @OptionGroup var training: TrainingOptions
  @OptionGroup var external: ExternalOptions
  @OptionGroup var encoder: EncoderOptions

  @Option(
    help: ArgumentHelp("Write a report for the browser; takes as long as two trainings more.", valueName: "file.html"))
  var report: String?

  @Option(
    help: ArgumentHelp("Policies to save in the router, in JSON; see set-policy.", valueName: "policies.json"))
  var policies: String?

  @Flag(help: "End with status 2, and write nothing, when routing does not pay.")
  var requireBenefit = false

  @Flag(help: "Print the evaluation as one JSON object.")
  var json = false

  func run() throws {
    let console = Console()
    defer { console.finish() }
    try Router.checkWritable(at: output)
    if let report { try ReportFile.check(report) }
    let interruption = Interruption(discarding: output, report)
    defer { interruption.end() }
    let trainer = try training.trainer(options)
    let book = try policies.map { try PolicyBook(contentsOf: $0) }
    var table = try external.attach(to: try options.read(data, console: console), for: trainer.blocks)
    try trainer.validate(table)
    if let policies, let book,
      let fault = RouterManifest.validationError(for: book, models: table.models, pair: trainer.pair)
    {
      throw Failure(description: "\(policies): \(fault)")
    }
    console.progress("reading \(table.rows.count) prompts with outcomes of \(table.models.count) models")
    table = try encoder.attach(to: table, for: trainer.blocks, threads: training.threads, console: console)
    let scratch = training.scratch()
    let set = try FeaturizedTable(table, tokens: try training.tokens(), threads: training.threads, scratch: scratch)
    let trained = try trainer.fitted(to: set) { console.progress($0.words + scratch.words) }
    console.progress("judging the router on prompts held out" + scratch.words)
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.seed, evaluator.threads) = (training.folds, training.seed, training.threads)
    var evaluation = evaluator.evaluation(of: trained, on: set)
    let pays = evaluation.verdict.route
    var router = try trained.router.withEvaluation(evaluation.json)
    if let book { router = try router.withPolicies(book) }
    // Before anything is printed or reported: what fails there does not take the router along.
    if pays || !requireBenefit { try router.write(to: output) }
    if report != nil {
      console.progress("training for the report: unseen categories, fewer labels, shuffled outcomes")
      evaluation.unseen = evaluator.unseenCategories(trainer, on: set)
      try evaluator.addExperiments(trainer, on: set, to: &evaluation)
    }
    console.finish()
    for warning in trained.warnings { console.warn(warning) }
    if let report { try ReportFile.write(evaluation, of: table, to: report) }
    if requireBenefit && !pays {
      print(json ? evaluation.detailedJSON.text : evaluation.text(withChart: Console.drawsOnOutput))
      throw ExitCode(2)
    }
    if json {
      print(evaluation.detailedJSON.text)
    } else {
      let size = Double(router.fileBytes.count) / 1e6
      print(evaluation.text(withChart: Console.drawsOnOutput))
      print(
        "\n\(trained.regressions) regressions fitted, gradient norm at most "
          + String(format: "%.1e", trained.largestGradient))
      print("wrote \(output): \(String(format: "%.1f", size)) MB, \(router.digest.prefix(12)), in \(console.elapsed)")
    }
  }
}

extension Scratch {
  /// What is on disk, if anything.
  var words: String {
    bytesWritten == 0 ? "" : String(format: "; %.1f GB of features on disk in ", Double(bytesWritten) / 1e9) + folder
  }
}

extension TrainingStage {
  var words: String {
    switch self {
    case .fitting(let block): "fitting the \(block.rawValue) block along its penalties"
    case .choosing: "choosing penalties, fusion and calibration"
    case .finishing: "fitting once more on all prompts"
    }
  }
}
