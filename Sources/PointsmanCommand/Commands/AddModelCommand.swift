import ArgumentParser
import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct AddModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-model",
    abstract: "Adds a new model to a trained router from a few hundred outcomes. Other models do not change.",
    discussion: """
      pointsman add-model my.router new.jsonl --model new-model -o more.router

      Outcomes of other models in DATA are not used. On prompts that are new to the router, the new model's head can be a \
      mix of the heads of the other models, so that few outcomes are enough. If that is worse, or if the prompts are those \
      of the router's training, its head is fitted to its own outcomes alone. With thousands of outcomes, training again is \
      better. The router keeps its policies. A policy that names no models also chooses the new one. Certify a guaranteed \
      policy again.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: DataFiles.help)
  var data: [String]

  @Option(help: ArgumentHelp("The name of the new model in DATA.", valueName: "name"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String

  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Training") var crossValidation: FoldOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var threads: ThreadOption
  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    // The router may be changed in place.
    try OutputPaths.check(["-o": output], reading: data + vectors.inputs)
    try Router.checkWritable(at: output)
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    let files = OutcomeFiles(paths: data, reading: reading, columns: router.models + [model], split: split.split)
    var table = try files.table(console)
    table = try vectors.attach(to: table, for: [router], threads: threads.threads, console)
    var adder = ModelAdder()
    (adder.folds, adder.seed, adder.threads) = (crossValidation.folds, crossValidation.seed, threads.threads)
    console.progress("fitting \(model) on \(table.rows.count) prompts")
    let tokens = router.heads[SemanticHead.self] == nil ? nil : try TokenTable.ofThisProcess()
    let added = try adder.adding(model, to: router, from: table, tokens: tokens)
    console.finish()
    if let policies = router.manifest.policies?.policies, !policies.isEmpty {
      console.warn("policies \(policies.keys.sorted().joined(separator: ", ")) stay as they are; certify again")
    }
    try added.router.write(to: output)
    guard !result.json else { return print(added.json(model, output).text) }
    print("\(model): \(added.summary)")
    print(
      "wrote \(output): \(added.router.digest.prefix(12)); the heads of \(router.models.count) models are unchanged")
  }
}

extension AddedModel {
  /// The mean score and log losses of the rows that the head was fitted on, by their weights.
  private var meanScore: Double { weightedMean(of: scores, weights: weights) ?? .nan }
  private var auc: Double? { areaUnderROC(scores: heldOut, labels: scores, weights: weights) }
  private var logLossOfHead: Double? { logLoss(probabilities: heldOut, labels: scores, weights: weights) }
  private var logLossOfMean: Double? {
    logLoss(probabilities: scores.map { _ in meanScore }, labels: scores, weights: weights)
  }

  fileprivate func json(_ model: String, _ path: String) -> JSONValue {
    .object([
      ("model", .string(model)), ("outcomes", .integer(rows)), ("fitted", .integer(scores.count)),
      ("trained_prompts", .integer(trainedRows)), ("head", .string(origin.rawValue)),
      ("mean_score", .figure(meanScore)), ("auc", .figure(auc)), ("log_loss", .figure(logLossOfHead)),
      ("log_loss_of_mean", .figure(logLossOfMean)), ("file", .string(path)), ("digest", .string(router.digest)),
    ])
  }

  /// How the head does on the rows that it did not see, and where it is from.
  fileprivate var summary: String {
    func figure(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
    return "\(rows) outcomes, mean score \(figure(meanScore)); out of fold AUC \(figure(auc)), log loss "
      + "\(figure(logLossOfHead)) against \(figure(logLossOfMean)) of the mean score\n\(source)"
  }

  private var source: String {
    switch origin {
    case .mix where trainedRows == 0: "its head mixes those of the other models"
    case .mix:
      "its head mixes those of the other models, fitted on \(scores.count) prompts that are new to the router; the other "
        + "\(trainedRows) may be prompts of its training"
    case .own where trainedRows == 0:
      "its head is fitted to its own outcomes alone; a mix of the other heads is worse on these prompts"
    case .own:
      "its head is fitted to its own outcomes alone; \(trainedRows) of the prompts may be of the router's training, whose "
        + "outcomes its other heads know"
    }
  }
}
