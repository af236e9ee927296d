internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanEvaluation
internal import PointsmanOutcomes
internal import PointsmanTraining

/// `pointsman-experiments ablation`: each feature block's quality, in domain and out of it, its time and its size.
struct AblationExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ablation", abstract: "Tabulates blocks of features by quality, time and size.",
    discussion: """
      Every standard block alone, each pair, and all of them; all with kinds where the data \
      names categories, and with neighbours; and with --encoder the encoder alone, \
      with all, and with all and neighbours. Cross-validated, and on categories never seen where the data names some. \
      Quality is the mean over models; the score is that of the models chosen, beside the best single model's. \
      Time is the mean over the data's prompts on one thread, of the router trained on all of them.
      """)

  @Argument(help: "Files of outcomes, JSON Lines, read as one.")
  var data: [String]
  @Option(help: "The cheaper model of a pair; with --strong, for APGR.")
  var weak: String?
  @Option(help: "The better model of a pair.")
  var strong: String?
  @Option(help: "The encoder's weights, as pointsman prepare-encoder wrote them.")
  var encoder: String?
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
    let encoder = try self.encoder.map { try SentenceEncoder(contentsOf: $0) }
    if let encoder {
      table = table.replacing(
        prompts: try encoder.attachingVectors(to: table.rows.map(\.prompt), cache: nil, threads: threads) { _, _ in })
    }
    let set = FeaturizedTable(table, tokens: try TokenTable.ofThisProcess(), threads: threads)
    var regimes: [(name: String, leavingOut: Evaluation.Attribute?)] = [("cross-validated", nil)]
    if Set(table.rows.compactMap(\.category)).count > 1 { regimes.append(("unseen categories", .category)) }
    print("| blocks | regime | AUC | log loss | APGR | score (best single) | µs a prompt | router, MB |")
    print("|---|---|---|---|---|---|---|---|")
    // Three, so that two are left where one is held out; rows for two a fold, and again as many.
    let sizes = Dictionary(grouping: table.rows.compactMap(\.category)) { $0 }.values.map(\.count)
    let withKinds = sizes.count { $0 >= 4 * folds } > 2
    for blocks in Self.combinations(withKinds: withKinds, withEncoder: encoder != nil) {
      var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
      (trainer.blocks, trainer.folds, trainer.threads) = (blocks, folds, threads)
      if let weak, let strong { trainer.pair = .init(weak: weak, strong: strong) }
      try trainer.validate(table)
      let router = try trainer.fitted(to: set).router
      let cost = [fixed(try microseconds(router, table, encoder), 1), fixed(Double(router.fileBytes.count) / 1e6, 2)]
      for regime in regimes {
        var evaluator = Evaluator()
        (evaluator.folds, evaluator.threads) = (folds, threads)
        let evaluation = try evaluator.crossValidate(trainer, on: set, leavingOut: regime.leavingOut) { _, _ in }
        let cells = [blocks.map(\.rawValue).joined(separator: ", "), regime.name] + figures(evaluation) + cost
        print("| " + cells.joined(separator: " | ") + " |")
        // A row may take minutes: show it to a reader of a pipe at once.
        fflush(nil)
      }
    }
  }

  /// Every set of standard blocks but the empty one, small sets first; then sets with opt-in blocks.
  private static func combinations(withKinds: Bool, withEncoder: Bool) -> [[Block]] {
    let standard = (1..<1 << Block.standard.count)
      .map { mask in Block.standard.enumerated().filter { mask & 1 << $0.offset != 0 }.map(\.element) }
      .sorted { $0.count < $1.count }
    let encoded: [[Block]] = [[.encoder], Block.standard + [.encoder], Block.standard + [.encoder, .neighbours]]
    let kinds = withKinds ? [Block.standard + [.category]] : []
    return standard + kinds + [Block.standard + [.neighbours]] + (withEncoder ? encoded : [])
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
      "\(fixed(evaluation.router.score, 3)) (\(fixed(evaluation.baselines.bestSingle?.score ?? .nan, 3)))",
    ]
  }

  /// The mean time of a prompt's probabilities, its vector included: the best of three rounds over 1,000 prompts at
  /// most, over 50 where a vector has to be made.
  private func microseconds(_ router: Router, _ table: OutcomeTable, _ encoder: SentenceEncoder?) throws -> Double {
    let encoder = router.manifest.vectors.isEmpty ? nil : encoder
    let prompts = table.rows.prefix(encoder == nil ? 1000 : 50).map(\.prompt)
    let best = try (0..<3).map { _ in
      try ContinuousClock().measure {
        _ = try prompts.reduce(0) { sum, prompt in
          sum + (try router.probabilities(for: encoder?.attachingVector(to: prompt) ?? prompt)[0])
        }
      } / .seconds(1)
    }.min()!
    return best / Double(prompts.count) * 1e6
  }
}
