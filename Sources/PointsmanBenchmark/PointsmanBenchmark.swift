import ArgumentParser
import PointsmanNumerics

/// Timings that a reader can repeat.
@main
struct PointsmanBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pointsman-benchmark",
    abstract: "Times the regressions, training, reading, the encoder and routing.",
    subcommands: [
      RegressionBenchmark.self, GrowthBenchmark.self, PipelineBenchmark.self, ReadingBenchmark.self,
      EncoderBenchmark.self, RoutingBenchmark.self,
    ])

  static func main() {
    BLASKernel.executeAgainWithBest()
    main(nil)
  }
}
