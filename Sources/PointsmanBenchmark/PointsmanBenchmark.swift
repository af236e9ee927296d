import ArgumentParser

/// Timings that a reader can repeat.
@main
struct PointsmanBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pointsman-benchmark", abstract: "Times the learner and the whole of training, and weighs features.",
    subcommands: [
      RegressionBenchmark.self, GrowthBenchmark.self, PipelineBenchmark.self, AblationBenchmark.self,
      UsageBenchmark.self, GuaranteeBenchmark.self, GuardBenchmark.self,
    ])
}
