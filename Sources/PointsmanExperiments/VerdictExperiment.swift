internal import ArgumentParser
internal import Foundation
internal import PointsmanEvaluation

struct VerdictExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict-nulls",
    abstract: "How often the verdict, its tests and its intervals are wrong where the truth is known.",
    discussion: """
      The truths are described in VerdictSimulation. Where nothing is gained, routing should pay in at most 2.5 % of the data \
      sets, and choices should lead the random mix in at most 2.5 %. An interval should hold the truth in 95 %. Test and \
      interval should never disagree.
      """)

  @Option(help: "Data sets to draw for each line.")
  var draws = 2_000

  @Option(help: "Fixes the draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard draws > 0 else { throw ValidationError("numbers are at least 1") }
  }

  func run() throws {
    let error = 200 * (0.025 * 0.975 / Double(draws)).squareRoot()
    print("2.5 % and two standard errors: \(fixed(2.5 + error, 1)) %\n")
    print(
      "| truth | prompts | routes | leads the mix | interval holds the truth | disagree |\n|---|---|---|---|---|---|")
    for (groups, size) in [(100, 1), (100, 5), (40, 5), (20, 5), (10, 20)] {
      line("\(groups) groups of \(size), no gain", groups * size, .grouped(size: size), groups)
    }
    for count in [1, 2, 3, 5, 10, 100] { line("\(count) diverted at random", 200, .diverted(count), 200) }
    for (count, differing, gain) in [
      (100, 0.02, 0.0), (100, 0.02, 0.02), (200, 0.05, 0.02), (1_000, 0.005, 0), (1_000, 0.05, 0.02),
      (1_000, 0.3, 0.02),
    ] {
      line(
        "gain \(fixed(gain, 2)), \(fixed(100 * differing, 1)) % differ", count, .rare(differing: differing, gain: gain),
        count
      )
    }
    for (count, models) in [(200, 2), (200, 5), (1_000, 2), (1_000, 5), (1_000, 20)] {
      for divisions in [1, 5] {
        line(
          "least favourable, \(models) models, \(divisions) division\(divisions > 1 ? "s" : "")", count,
          .leastFavourable(models: models, divisions: divisions), count)
      }
    }
  }

  private func line(_ name: String, _ prompts: Int, _ truth: VerdictSimulation.Truth, _ units: Int) {
    let rates = VerdictSimulation(truth).rates(prompts: units, draws: draws, seed: seed, threads: threads)
    let figures = [rates.routed, rates.ahead, rates.covered, rates.inconsistent].map { fixed(100 * $0, 1) + " %" }
    print("| \(name) | \(prompts) | \(figures.joined(separator: " | ")) |")
    fflush(nil)
  }
}
