internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanEvaluation
internal import PointsmanOutcomes
internal import PointsmanTraining

struct SelectionExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selection",
    abstract: "What the chosen model's probability promises and gets, as it is and shrunk toward the models' mean.",
    discussion: """
      Each of five folds is judged by a router trained on the others. logit p_m is moved to the mean over the models + s · (its \
      distance from it), with s chosen on the training's held-out rows by the log loss of the model chosen. The net benefit is at \
      the worth of a success at which the best and the cheapest single model are equal.
      """)

  @Argument(help: "Files of outcomes, JSON Lines.")
  var data: [String]

  @Option(help: "Fixes the folds.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func run() throws {
    print("| data, models | s | | probability promised − got | lead promised − got | log loss, chosen | net benefit |")
    print("|---|---|---|---|---|---|---|")
    for path in data {
      let set = FeaturizedTable(
        try OutcomeReader().read([path]).table, tokens: try TokenTable.ofThisProcess(), threads: threads)
      var trainer = RouterTrainer(blocks: Block.standard, threads: threads)
      trainer.seed = seed
      let comparison = try SelectionShrinkage(trainer, on: set, seed: seed)
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      let shrinkage = comparison.shrinkages.map { fixed($0, 2) }.joined(separator: " ")
      line("\(name), \(set.table.models.count) | \(shrinkage) | as it is", comparison.plain)
      line(" | | shrunk", comparison.shrunk)
    }
  }

  private func line(_ name: String, _ figures: SelectionShrinkage.Figures) {
    func difference(_ promised: Double, _ got: Double) -> String {
      "\(fixed(promised, 3)) − \(fixed(got, 3)) = \(fixed(promised - got, 3))"
    }
    let cells = [
      difference(figures.promised, figures.got), difference(figures.leadPromised, figures.leadGot),
      fixed(figures.logLoss, 4), figures.netBenefit.map { fixed($0, 4) } ?? "–",
    ]
    print("| \(name) | " + cells.joined(separator: " | ") + " |")
    fflush(nil)
  }
}
