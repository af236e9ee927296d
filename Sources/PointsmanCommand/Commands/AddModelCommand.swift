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

      Outcomes of other models in DATA are not used. The new model's head is a mix of the heads of the other models, \
      so that few outcomes are enough; with thousands, training again is better. The router keeps its policies. A \
      policy that names no models also chooses the new one. Certify a guaranteed policy again.
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
  @OptionGroup(title: "Reading") var reading: ReadingOptions
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
    let added = try adder.adding(model, to: router, from: table)
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
  fileprivate func json(_ model: String, _ path: String) -> JSONValue {
    let mean = scores.reduce(0, +) / Double(scores.count)
    return .object([
      ("model", .string(model)), ("outcomes", .integer(scores.count)), ("mean_score", .figure(mean)),
      ("auc", .figure(areaUnderROC(scores: heldOut, labels: scores))),
      ("log_loss", .figure(logLoss(probabilities: heldOut, labels: scores))),
      ("log_loss_of_mean", .figure(logLoss(probabilities: scores.map { _ in mean }, labels: scores))),
      ("file", .string(path)), ("digest", .string(router.digest)),
    ])
  }

  /// How the head does on the rows that it did not see.
  fileprivate var summary: String {
    let mean = scores.reduce(0, +) / Double(scores.count)
    let constant = logLoss(probabilities: scores.map { _ in mean }, labels: scores)
    func figure(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
    return "\(scores.count) outcomes, mean score \(figure(mean)); out of fold AUC "
      + "\(figure(areaUnderROC(scores: heldOut, labels: scores))), log loss "
      + "\(figure(logLoss(probabilities: heldOut, labels: scores))) against \(figure(constant)) of the mean score"
  }
}
