import ArgumentParser
internal import Foundation
import PointsmanNumerics

/// The experiments behind the tables of the documentation: they measure quality and cost, not time.
@main
struct PointsmanExperiments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pointsman-experiments",
    abstract: "Measures feature blocks, policies, guarantees and added models on outcomes.",
    subcommands: [
      AblationExperiment.self, UsageExperiment.self, GuaranteeExperiment.self, NullExperiment.self,
      VerdictExperiment.self, JudgeExperiment.self, FigureExperiment.self, IntervalExperiment.self,
      DivisionExperiment.self,
      SelectionExperiment.self, GuardExperiment.self,
      AddModelExperiment.self, CostQualityExperiment.self, DecisionsExperiment.self,
    ])

  static func main() {
    BLASKernel.executeAgainWithBest()
    main(nil)
  }
}

/// `value` with `decimals` decimals.
func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }
