internal import ArgumentParser
internal import Outcomes
internal import Pointsman
internal import PointsmanEvaluation
internal import PointsmanTraining

/// `pointsman-benchmark ablation`: what each block of features is worth, in domain and out of it, and what it costs.
struct AblationBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ablation", abstract: "Tabulates blocks of features by quality, time and size.",
    discussion: """
      Every block alone, each pair, and all of them: cross-validated, and on categories never seen where the data names \
      some. Quality is the mean over models; the score is that of the models chosen, beside the best single model's. \
      Time is the mean over the data's prompts on one thread, of the router trained on all of them.
      """)

  @Argument(help: "Files of outcomes, JSON Lines, read as one.")
  var data: [String]
  @Option(help: "The cheaper model of a pair; with --strong, for APGR.")
  var weak: String?
  @Option(help: "The better model of a pair.")
  var strong: String?
  @Option(help: "Folds.")
  var folds = 5
  @Option(help: "Threads to train with.")
  var threads = 2

  func validate() throws {
    guard (weak == nil) == (strong == nil) else { throw ValidationError("--weak and --strong go together") }
    guard folds > 1, threads > 0 else { throw ValidationError("--folds must be at least 2, --threads at least 1") }
  }

  func run() throws {
    var table = try OutcomeReader().read(data).table
    if let weak, let strong { table = try table.selecting(models: [weak, strong]) }
    let set = TrainingSet(table, tokens: try TokenTable.ofThisProcess(), threads: threads)
    var regimes: [(name: String, leavingOut: Evaluation.Attribute?)] = [("cross-validated", nil)]
    if Set(table.rows.compactMap(\.category)).count > 1 { regimes.append(("unseen categories", .category)) }
    print("| blocks | regime | AUC | log loss | APGR | score (best single) | µs a prompt | router, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for blocks in Self.combinations {
      var trainer = RouterTrainer()
      (trainer.blocks, trainer.folds, trainer.threads) = (blocks, folds, threads)
      if let weak, let strong { trainer.pair = .init(weak: weak, strong: strong) }
      try trainer.validate(table)
      let router = try trainer.fitted(to: set).router
      let cost = [fixed(try microseconds(router, table), 1), fixed(Double(router.fileBytes.count) / 1e6, 2)]
      for regime in regimes {
        var evaluator = Evaluator()
        (evaluator.folds, evaluator.threads) = (folds, threads)
        let evaluation = try evaluator.crossValidate(trainer, on: set, leavingOut: regime.leavingOut) { _, _ in }
        let cells = [blocks.map(\.rawValue).joined(separator: ", "), regime.name] + figures(evaluation) + cost
        print("| " + cells.joined(separator: " | ") + " |")
      }
    }
  }

  /// Every set of blocks but the empty one, small sets first.
  private static var combinations: [[Block]] {
    (1..<1 << Block.standard.count)
      .map { mask in Block.standard.enumerated().filter { mask & 1 << $0.offset != 0 }.map(\.element) }
      .sorted { $0.count < $1.count }
  }

  private func figures(_ evaluation: Evaluation) -> [String] {
    let areas = evaluation.models.compactMap(\.auc)
    let losses = evaluation.models.map(\.logLoss)
    let mean = { (values: [Double]) in fixed(values.reduce(0, +) / Double(max(1, values.count)), 4) }
    let apgr = evaluation.pair.flatMap { pair in
      pair.apgr.map { apgr in
        fixed(apgr, 3) + (pair.apgrInterval.map { " [\(fixed($0.low, 3)), \(fixed($0.high, 3))]" } ?? "")
      }
    }
    return [
      areas.isEmpty ? "–" : mean(areas), mean(losses), apgr ?? "–",
      "\(fixed(evaluation.router.score, 3)) (\(fixed(evaluation.baselines.bestSingle.score, 3)))",
    ]
  }

  /// The mean time of a prompt's probabilities: the best of three rounds over 1,000 prompts at most.
  private func microseconds(_ router: Router, _ table: OutcomeTable) throws -> Double {
    let prompts = table.rows.prefix(1000).map(\.prompt)
    let best = try (0..<3).map { _ in
      try seconds { try prompts.reduce(0) { $0 + (try router.probabilities(for: $1)[0]) } }.0
    }.min()!
    return best / Double(prompts.count) * 1e6
  }
}
