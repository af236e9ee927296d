internal import ArgumentParser
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// `pointsman-benchmark pipeline`: from a file of outcomes to a router, stage by stage.
struct PipelineBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline", abstract: "Times training from outcomes to a router, by stage.",
    discussion: """
      Reads the outcomes, looks for near-duplicates, turns prompts into features, fits every block along its penalties \
      by cross-validation, chooses penalties, stacking and calibration, fits once more on all prompts, and assembles the \
      router. What `pointsman train` does besides, judging the router against baselines, is not part of it.
      """)

  @Argument(help: "Files of outcomes, JSON Lines.")
  var data: [String]
  @Option(help: "Families of features: lexical, structural, semantic.")
  var blocks = Block.standard.map(\.rawValue).joined(separator: ",")
  @Option(help: "Folds.")
  var folds = 5
  @Option(help: "Threads.")
  var threads = 2
  @Option(help: "Times to run it; the median counts, and its stages.")
  var repeats = 1
  @Option(help: "Gigabytes of features to hold in memory; all unless given. The rest is read from files in $TMPDIR.")
  var memory: Double?
  @Flag(help: "Print one JSON object.")
  var json = false

  private struct Stage {
    let name: String
    let seconds: Double
    /// The most memory that the process had while it ran, where the system tells.
    let peak: Double?

    init(_ name: String, since start: ContinuousClock.Instant) {
      self.name = name
      seconds = start.duration(to: .now) / .seconds(1)
      peak = Machine.peakMebibytes
      Machine.forgetPeak()
    }
  }

  func validate() throws {
    guard folds > 1, threads > 0, repeats > 0 else {
      throw ValidationError("--folds must be at least 2, --threads and --repeats at least 1")
    }
  }

  func run() throws {
    var trainer = RouterTrainer()
    trainer.blocks = try blocks.split(separator: ",").map { name in
      guard let block = Block(rawValue: String(name)) else { throw ValidationError("no block is named \"\(name)\"") }
      return block
    }
    (trainer.folds, trainer.threads) = (folds, threads)
    let runs = try (0..<repeats).map { _ in try stages(trainer) }
    let total = { (stages: [Stage]) in stages.reduce(0) { $0 + $1.seconds } }
    let middle = runs.sorted { total($0) < total($1) }[(runs.count - 1) / 2]
    let memory = runs.flatMap { $0.compactMap(\.peak) }.max()
    let peak = Machine.productPeak(threads: threads)
    if json {
      let report = JSONValue.object([
        ("seconds", .number(total(middle))),
        ("stages", .object(middle.map { ($0.name, .number($0.seconds)) })),
        ("stage_peak_rss_mib", .object(middle.map { ($0.name, .figure($0.peak)) })),
        ("peak_rss_mib", .figure(memory)), ("threads", .integer(threads)), ("processor", .string(Machine.processor)),
        ("blas_kernel", .string(BLASKernel.name)), ("peak_gflops", .number(peak)),
      ])
      print(report.text)
    } else {
      print(
        "\(Machine.processor), \(threads) threads; OpenBLAS, kernel \(BLASKernel.name): sgemm \(fixed(peak, 1)) GFLOP/s"
      )
      for stage in middle {
        print("\(stage.name): \(fixed(stage.seconds, 3)) s" + (stage.peak.map { ", \(fixed($0, 0)) MiB" } ?? ""))
      }
      print("in all \(fixed(total(middle), 3)) s")
      if let memory { print("memory at most \(fixed(memory, 0)) MiB") }
    }
  }

  private func stages(_ trainer: RouterTrainer) throws -> [Stage] {
    var stages: [Stage] = []
    var start = ContinuousClock.now
    func finish(_ name: String) {
      stages.append(Stage(name, since: start))
      start = .now
    }
    Machine.forgetPeak()
    let table = try OutcomeReader().read(data).table
    finish("read")
    try trainer.validate(table)
    let tokens = trainer.blocks.contains(.semantic) ? try TokenTable.ofThisProcess() : nil
    let limit = memory.map { Int(min($0 * 1e9, 1e18)) }
    let set = try FeaturizedTable(
      table, tokens: tokens, threads: threads, scratch: limit.map { Scratch(limit: $0) } ?? Scratch())
    var name = "features and duplicates"
    _ = try trainer.fitted(to: set) { stage in
      finish(name)
      name =
        switch stage {
        case .reading: "features and duplicates"
        case .fitting(let block): "fit \(block.rawValue)"
        case .choosing: "choose"
        case .finishing: "finish"
        }
    }
    finish(name)
    return stages
  }
}
