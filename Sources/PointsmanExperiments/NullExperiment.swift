internal import ArgumentParser
internal import Foundation
internal import PointsmanEvaluation

struct NullExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guarantee-nulls",
    abstract: "How often the promise of `certify` is broken where the truth lies exactly at the bound.",
    discussion: """
      The shapes of the truth are described in GuaranteeSimulation. The first table has independent prompts. The second \
      one has clusters of prompts with the same outcomes, once with each cluster as a draw, as certify has it, and once \
      with each prompt, which is wrong. At most 5 % may be broken, but for chance: two standard errors are printed.
      """)

  @Option(help: "Data sets to draw for each line.")
  var draws = 2_000

  @Option(parsing: .upToNextOption, help: "Numbers of independent prompts, or of clusters.")
  var prompts = [200, 1_000]

  @Option(help: "Fixes the draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard draws > 0, prompts.allSatisfy({ $0 > 0 }) else { throw ValidationError("numbers are at least 1") }
  }

  func run() throws {
    let allowed = 5 + 200 * (0.05 * 0.95 / Double(draws)).squareRoot()
    print("5 % and two standard errors: \(fixed(allowed, 1)) %\n")
    print("| truth | prompts | share kept | certified | broken |\n|---|---|---|---|---|")
    for shape in GuaranteeSimulation.Shape.allCases {
      for count in prompts {
        for share in [0.9, 0.93, 0.95, 0.97, 0.99] {
          let rate = GuaranteeSimulation(shape, share: share)
            .rate(clusters: count, draws: draws, seed: seed, threads: threads)
          line([shape.rawValue, "\(count)", fixed(share, 2)], rate)
        }
      }
    }
    print("\n| draws are | clusters | prompts each | share kept | certified | broken |\n|---|---|---|---|---|---|")
    for unit in GuaranteeSimulation.Unit.allCases {
      for size in [2, 5, 10] {
        for share in [0.9, 0.95, 0.97] {
          let rate = GuaranteeSimulation(.cliff, share: share)
            .rate(clusters: prompts[0], of: size, unit: unit, draws: draws, seed: seed, threads: threads)
          line([unit.rawValue + "s", "\(prompts[0])", "\(size)", fixed(share, 2)], rate)
        }
      }
    }
  }

  private func line(_ cells: [String], _ rate: GuaranteeSimulation.Rate) {
    print(
      "| " + (cells + [rate.certified, rate.broken].map { fixed(100 * $0, 1) + " %" }).joined(separator: " | ") + " |")
    // A line may take minutes: show it to a reader of a pipe at once.
    fflush(nil)
  }
}
