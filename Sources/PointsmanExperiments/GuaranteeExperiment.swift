internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanEvaluation
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

struct GuaranteeExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guarantee",
    abstract: "How often the promise of `certify` is broken, over data sets drawn from a table whose truth is known.",
    discussion: """
      A router is trained on half of the prompts. The other half is taken for the whole truth: data sets are drawn from it \
      with replacement, a way of choosing is certified on each, and the promise is held to the half as it is.
      """)

  @Argument(help: "A file of outcomes, JSON Lines.")
  var data: String

  @Option(help: ArgumentHelp("Choose between this model and --strong, by a threshold.", valueName: "a"))
  var weak: String?

  @Option(help: ArgumentHelp("The stronger and more expensive model of the two.", valueName: "b"))
  var strong: String?

  @Option(help: "Data sets to draw.")
  var draws = 1_000

  @Option(help: "Fixes folds and draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (weak == nil) == (strong == nil) else { throw ValidationError("--weak and --strong go together.") }
  }

  func run() throws {
    var table = try OutcomeReader().read([data]).table
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.seed, trainer.threads) = (seed, threads)
    if let weak, let strong {
      table = try table.selecting(models: [weak, strong])
      trainer.pair = .init(weak: weak, strong: strong)
    }
    let set = FeaturizedTable(table, threads: threads)
    let halves = set.folds(count: 2, seed: seed)
    let chooser = try BoundPolicy(
      try trainer.fitted(to: set.selecting(rows: halves.training(0))).router, under: .mostLikely)
    let truth = set.table.selecting(rows: halves.heldOut(0))
    let decisions = try truth.rows.map { try chooser.route($0.prompt) }
    guard
      let curve = OperatingCurve(chooser, table: truth, decisions: decisions, clusters: Array(truth.rows.indices))
    else {
      throw ValidationError("\(data) records no costs: name a pair by --weak and --strong.")
    }
    print(
      "| prompts | share kept | confidence | certified | broken | cost, of the best model's |\n|---|---|---|---|---|---|"
    )
    for count in [200, 500, 1_000, 2_000] {
      for share in [0.9, 0.95, 0.97, 0.99] { print(row(curve, GuaranteeTest(share: share, confidence: 0.95), count)) }
    }
  }

  /// One line: over all draws how often a point was certified, how often a promise was broken, and what it costs.
  private func row(_ curve: OperatingCurve, _ test: GuaranteeTest, _ count: Int) -> String {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let keeps = curve.points.map { $0.score >= test.share * curve.bestScore }
    let results = concurrentMap(count: draws, threads: threads) { draw in
      var generator = SplitMix64(seed: seed &+ UInt64(draw) &* 0x9e37_79b9)
      let rows = (0..<count).map { _ in Int(generator.next(below: UInt64(curve.count))) }
      func drawn(_ scores: [Double]) -> [Double] { rows.map { scores[$0] } }
      return test.lastCertified(
        points: curve.points.map { drawn($0.scores) }, start: curve.start, singles: curve.singles.map(drawn))
    }
    let certified = results.compactMap(\.self)
    // Without a certificate the best model answers.
    let costs = curve.bestCost.map { best in
      results.map { ($0.flatMap { curve.points[$0].cost } ?? best) / best }
    }
    let broken = certified.count { !keeps[$0] }
    return String(
      format: "| %d | %.2f | %.2f | %.1f %% | %.1f %% | %@ |", count, test.share, test.confidence,
      100 * Double(certified.count) / Double(draws), 100 * Double(broken) / Double(draws),
      costs.map { String(format: "%.0f %%", 100 * mean($0)) } ?? "–")
  }
}
