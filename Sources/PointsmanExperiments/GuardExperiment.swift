internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanEvaluation
internal import PointsmanOutcomes
internal import PointsmanTraining

struct GuardExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard",
    abstract:
      "The guarded router on known categories and on categories left out, beside the best single model.")

  @Argument(help: "Files of outcomes, JSON Lines.")
  var data: [String]

  @Option(help: "Folds of the cross-validation, and most folds of whole categories.")
  var folds = 5

  @Option(help: "Fixes folds and resamples.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func run() throws {
    print("| data, prompts | router | guarded | best single | guarded − best | moved | unfamiliar |")
    print("|---|---|---|---|---|---|---|")
    for path in data {
      let set = FeaturizedTable(
        try OutcomeReader().read([path]).table, tokens: try TokenTable.ofThisProcess(), threads: threads)
      var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
      (trainer.seed, trainer.threads, trainer.blocks) = (seed, threads, [.lexical, .structural, .semantic])
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      let known = set.folds(count: folds, seed: seed)
      print(
        line(
          "\(name), known categories", try GuardFigures(trainer, on: set, folds: known, isLeavingOut: false, seed: seed)
        ))
      guard let unseen = Folds(leavingOutWhole: set.table.rows.map(\.category), atMost: folds) else { continue }
      print(line("\(name), unseen", try GuardFigures(trainer, on: set, folds: unseen, isLeavingOut: true, seed: seed)))
    }
  }

  private func line(_ name: String, _ figures: GuardFigures) -> String {
    let interval = figures.gainInterval.map { String(format: " [%+.3f, %+.3f]", $0.low, $0.high) } ?? ""
    return String(
      format: "| %@ | %.3f | %.3f | %.3f | %+.3f%@ | %.1f %% | %.1f %% |", name, figures.plain, figures.guarded,
      figures.best, figures.gain, interval, 100 * figures.moved, 100 * figures.unfamiliar)
  }
}
