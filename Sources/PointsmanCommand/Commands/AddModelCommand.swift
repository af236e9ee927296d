import ArgumentParser
import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
import PointsmanTraining

struct AddModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-model",
    abstract: "Adds a new model to a trained router from a few hundred outcomes, the others untouched.",
    discussion: """
      pointsman add-model my.router new.jsonl --model new-model -o more.router

      Outcomes of other models in DATA are passed over. The new model mixes what the router knows of the others, so \
      that few outcomes tell something; with thousands, training again is better. Policies \
      stay: those that name no models choose among one more, and what was certified must be certified again.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: DataOptions.dataHelp)
  var data: [String]

  @Option(help: ArgumentHelp("The new model, by the name that DATA has for it.", valueName: "name"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String

  @OptionGroup var crossValidation: FoldOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var external: ExternalOptions
  @OptionGroup var encoder: EncoderOptions

  func run() throws {
    let console = Console()
    defer { console.finish() }
    try Router.checkWritable(at: output)
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    let result = try reading.reader().read(data)
    console.warn(result.skipped)
    var table = try external.read(for: router).map { try result.table.attaching($0) } ?? result.table
    table = try encoder.attach(to: table, for: router, threads: crossValidation.threads, console: console)
    var adder = ModelAdder()
    (adder.folds, adder.seed, adder.threads) = (crossValidation.folds, crossValidation.seed, crossValidation.threads)
    let added = try adder.adding(model, to: router, from: table)
    console.finish()
    if let policies = router.manifest.policies?.policies, !policies.isEmpty {
      console.warn("policies \(policies.keys.sorted().joined(separator: ", ")) stay as they are; certify again")
    }
    try added.router.write(to: output)
    print("\(model): \(added.summary)")
    print(
      "wrote \(output): \(added.router.digest.prefix(12)); the heads of \(router.models.count) models are unchanged")
  }
}

extension AddedModel {
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
