import ArgumentParser

/// Timings that a reader can repeat.
@main
struct PointsmanBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pointsman-benchmark",
    abstract: "Times the learner, the whole of training, the encoder and routing, and weighs features.",
    subcommands: [
      RegressionBenchmark.self, GrowthBenchmark.self, PipelineBenchmark.self, ReadingBenchmark.self,
      AblationBenchmark.self,
      EncoderBenchmark.self, RoutingBenchmark.self, UsageBenchmark.self, GuaranteeBenchmark.self, GuardBenchmark.self,
      AddModelBenchmark.self, CostQualityBenchmark.self, DecisionsBenchmark.self,
    ])
}
