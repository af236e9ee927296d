internal import ArgumentParser
internal import Foundation
internal import PointsmanEvaluation

struct IntervalExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interval-nulls",
    abstract: "How often intervals hold the truth where prompts come in groups, and after many looks.",
    discussion: """
      The data are drawn, so that the truth is known. Their shapes are described in IntervalSimulation and LookSimulation. 95 % \
      of the intervals should hold the truth, whatever the number of groups, of those that are printed at all.
      """)

  @Option(help: "Data sets to draw for each line.")
  var draws = 2_000

  @Option(parsing: .upToNextOption, help: "Numbers of groups.")
  var groups = [5, 8, 12, 20, 30, 50]

  @Option(help: "Prompts a group, on average.")
  var size = 10

  @Option(parsing: .upToNextOption, help: "Numbers of looks.")
  var looks = [1, 5, 40]

  @Option(help: "Fixes the draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard draws > 0, size > 0, (groups + looks).allSatisfy({ $0 > 0 }) else {
      throw ValidationError("numbers are at least 1")
    }
  }

  func run() throws {
    print("95 % and two standard errors: \(fixed(95 - 200 * (0.05 * 0.95 / Double(draws)).squareRoot(), 1)) %\n")
    print("| interval of | sizes of groups | \(groups.map { "\($0) groups" }.joined(separator: " | ")) |")
    print("|---|---|\(groups.map { _ in "---|" }.joined())")
    for figure in IntervalSimulation.Figure.allCases {
      for (name, sizes) in [("equal", IntervalSimulation.Sizes.equal(size)), ("unequal", .unequal(size))] {
        let cells = groups.map { count in
          let rates = IntervalSimulation(figure, sizes: sizes)
            .rates(groups: count, draws: draws, seed: seed, threads: threads)
          return rates.printed == 0
            ? "none"
            : percent(rates.covered) + (rates.printed < 0.995 ? " of \(percent(rates.printed))" : "")
        }
        line([figure.rawValue, name] + cells)
      }
    }
    print("\n| looks | gain found | by the p-value for all looks | interval holds 0 | interval for all looks |")
    print("|---|---|---|---|---|")
    for count in looks {
      let rates = LookSimulation(looks: count).rates(prompts: 200, draws: draws, seed: seed, threads: threads)
      line(["\(count)"] + [rates.found, rates.foundAdjusted, rates.covered, rates.coveredAdjusted].map(percent))
    }
  }

  private func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }

  private func line(_ cells: [String]) {
    print("| " + cells.joined(separator: " | ") + " |")
    fflush(nil)
  }
}
