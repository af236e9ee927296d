internal import ArgumentParser
internal import Foundation
internal import PointsmanEvaluation

struct DivisionExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "division-ties",
    abstract: "The verdict of `train` beside that of `cross-validate`, where models nearly tie and nothing is gained.",
    discussion: "The truth is described in DivisionSimulation. Each data set is trained on 1 + 5 · divisions times.")

  @Option(help: "Data sets to draw for each line.")
  var draws = 200

  @Option(parsing: .upToNextOption, help: "Numbers of models.")
  var models = [2, 5]

  @Option(parsing: .upToNextOption, help: "Numbers of prompts.")
  var prompts = [200]

  @Option(help: "Divisions into folds of the cross-validation.")
  var divisions = 5

  @Option(help: "Fixes the draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard draws > 0, divisions > 0, prompts.allSatisfy({ $0 > 0 }), models.allSatisfy({ $0 > 1 }) else {
      throw ValidationError("numbers are at least 1, of models 2")
    }
  }

  func run() throws {
    print(
      "| models | prompts | judged by | mean gain | its spread | stated error | route | borderline | difference | disagree |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for count in models {
      for prompts in prompts {
        let ties = try DivisionSimulation(
          models: count, prompts: prompts, divisions: divisions, draws: draws, seed: seed, threads: threads)
        line("\(count) | \(prompts) | train", ties.train, " | ")
        line(
          " | | cross-validate", ties.crossValidated,
          "\(signed(ties.difference)) ± \(fixed(ties.differenceError, 4)) | \(fixed(100 * ties.disagree, 1)) %")
      }
    }
  }

  private func signed(_ value: Double) -> String { (value < 0 ? "−" : "+") + fixed(abs(value), 4) }

  private func line(_ name: String, _ figures: DivisionSimulation.Figures, _ difference: String) {
    let cells =
      [signed(figures.gain), fixed(figures.spread, 4), fixed(figures.standardError, 4)]
      + [figures.routed, figures.borderline].map { fixed(100 * $0, 1) + " %" } + [difference]
    print("| \(name) | " + cells.joined(separator: " | ") + " |")
    fflush(nil)
  }
}
