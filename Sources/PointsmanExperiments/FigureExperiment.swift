internal import ArgumentParser
internal import Foundation
internal import PointsmanEvaluation

struct FigureExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure-nulls",
    abstract: "What the figures of reports show where there is nothing to show.",
    discussion: """
      The data are drawn, so that the truth is known: calibrated heads, a router that knows nothing, equally good models, \
      probabilities that are noise about them, and an AUC whose interval should hold the truth in 95 of 100 data sets. The shapes \
      are described in FigureSimulation.
      """)

  @Option(help: "Data sets to draw for each line.")
  var draws = 1_000

  @Option(parsing: .upToNextOption, help: "Numbers of prompts.")
  var prompts = [50, 200, 1_000]

  @Option(help: "Fixes the draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard draws > 0, prompts.allSatisfy({ $0 > 0 }) else { throw ValidationError("numbers are at least 1") }
  }

  func run() throws {
    let simulation = FigureSimulation(draws: draws, seed: seed, threads: threads)
    print("| calibrated heads of | ECE | said of chance | beyond its limit, 5 % nominal |\n|---|---|---|---|")
    for count in prompts {
      let heads = simulation.calibrated(prompts: count)
      line(["\(count)", fixed(heads.error, 3), fixed(heads.said, 3), percent(heads.beyond)])
    }
    print(
      "\n| a router that knows nothing, prompts | gap closed | QNC | cross-fitted: gap closed | cost | quality | intervals with 0 | wider by |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for count in prompts {
      let router = simulation.uninformed(prompts: count)
      line(
        ["\(count)", percent(router.gapClosed), fixed(router.qnc, 2), percent(router.crossFittedGap)]
          + [router.crossFittedCost, router.crossFittedQuality].map { fixed($0, 2) } + [
            percent(router.held), fixed(router.reach, 2),
          ])
    }
    print(
      "\n| the same, prompts | surely worth more than every single model somewhere, 2.5 % nominal | knowing a tenth | a fifth |"
    )
    print("|---|---|---|---|")
    for count in prompts {
      line(["\(count)"] + [0, 0.1, 0.2].map { percent(simulation.surelyWorth(prompts: count, skill: $0)) })
    }
    print("\n| equal models, prompts | models | headroom | gain on the other half of eight runs |\n|---|---|---|---|")
    for count in prompts {
      for models in [2, 8] {
        let luck = simulation.luck(prompts: count, models: models)
        line(["\(count)", "\(models)", fixed(luck.headroom, 3), fixed(luck.splitGain, 3)])
      }
    }
    print("\n| noise about equal models, prompts | models | promised | got | found too high |\n|---|---|---|---|---|")
    for count in prompts {
      for models in [2, 8] {
        let promise = simulation.promised(prompts: count, models: models)
        line(["\(count)", "\(models)", fixed(promise.promised, 3), fixed(promise.got, 3), percent(promise.found)])
      }
    }
    print("\n| AUC, groups | prompts each | intervals with the truth |\n|---|---|---|")
    for count in prompts {
      for size in [1, 5] { line(["\(count)", "\(size)", percent(simulation.areaCoverage(groups: count, of: size))]) }
    }
  }

  private func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }

  private func line(_ cells: [String]) {
    print("| " + cells.joined(separator: " | ") + " |")
    // A line may take minutes: show it to a reader of a pipe at once.
    fflush(nil)
  }
}
