internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanEvaluation
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

struct AddModelExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-model",
    abstract: "How good a model is that joins a trained router with few labels, beside training with all of them.",
    discussion: """
      Each model in turn is held back: a router is trained on the others, and the model added to it from as many \
      outcomes as the table says. Judged on three tenths of the prompts; draws of labels are averaged. "AUC said" is the \
      one that add-model prints. The router is trained on the same prompts, or with --new-prompts on half of them, and \
      the model added from the other half.
      """)

  @Argument(help: "A file of outcomes, JSON Lines.")
  var data: String

  @Option(help: "A model to hold back; repeat it for several, leave it out for each in turn.")
  var model: [String] = []

  @Option(parsing: .upToNextOption, help: "Numbers of labels.")
  var labels = [30, 100, 300, 1_000]

  @Option(help: "Draws of labels.")
  var draws = 5

  @Flag(help: "Add the model from prompts that the router was not trained on.")
  var newPrompts = false

  @Option(help: "Fixes the division and the draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func run() throws {
    let tokens = try TokenTable.ofThisProcess()
    let table = try OutcomeReader().read([data]).table
    let set = FeaturizedTable(table, tokens: tokens, threads: threads)
    let parts = set.folds(count: 10, seed: seed)
    let test = table.selecting(rows: (0..<3).flatMap { parts.heldOut($0) })
    let middle = newPrompts ? parts.count - (parts.count - 3) / 2 : parts.count
    let training = table.selecting(rows: (3..<middle).flatMap { parts.heldOut($0) })
    let pool = newPrompts ? table.selecting(rows: (middle..<parts.count).flatMap { parts.heldOut($0) }) : training
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.seed, trainer.threads, trainer.blocks) = (seed, threads, Block.standard)
    let whole = try trainer.fitted(to: FeaturizedTable(training, tokens: tokens, threads: threads)).router
    print("| held back | labels | AUC said | AUC | log loss | routed score |\n|---|---|---|---|---|---|")
    for name in model.isEmpty ? table.models : model {
      let others = try training.selecting(models: table.models.filter { $0 != name })
      let router = try trainer.fitted(to: FeaturizedTable(others, tokens: tokens, threads: threads)).router
      print(String(format: "| %@ | 0 | – | – | – | %.3f |", name, try routedScore(router, test)))
      let index = pool.models.firstIndex(of: name)!
      let labelled = pool.rows.indices.filter { pool.score(row: $0, model: index) != nil }
      for count in labels.filter({ $0 < labelled.count }) + [labelled.count] {
        let figures = try (0..<(count < labelled.count ? draws : 1)).map { draw in
          var generator = SplitMix64(seed: seed &+ UInt64(draw))
          let rows = generator.shuffled(labelled).prefix(count).sorted()
          var adder = ModelAdder()
          (adder.seed, adder.threads) = (seed, threads)
          let added = try adder.adding(name, to: router, from: pool.selecting(rows: rows), tokens: tokens)
          let said = areaUnderROC(scores: added.heldOut, labels: added.scores, weights: added.weights)
          return [said ?? .nan] + (try self.figures(added.router, name, test))
        }
        print(line(name, "\(count)", figures))
      }
      print(line(name, "\(labelled.count), trained with all", [[.nan] + (try figures(whole, name, test))]))
    }
  }

  /// AUC and log loss of one model's probabilities, and the score of prompts routed among all.
  private func figures(_ router: Router, _ name: String, _ test: OutcomeTable) throws -> [Double] {
    let (model, column) = (router.models.firstIndex(of: name)!, test.models.firstIndex(of: name)!)
    let rows = test.rows.indices.filter { test.score(row: $0, model: column) != nil }
    let probabilities = try rows.map { try router.probabilities(for: test.rows[$0].prompt)[model] }
    let scores = rows.map { test.score(row: $0, model: column)! }
    return [
      areaUnderROC(scores: probabilities, labels: scores) ?? .nan,
      logLoss(probabilities: probabilities, labels: scores) ?? .nan, try routedScore(router, test),
    ]
  }

  private func routedScore(_ router: Router, _ test: OutcomeTable) throws -> Double {
    let chooser = try BoundPolicy(router, under: .mostLikely)
    let rows = test.rows.indices.filter { test.isComplete(row: $0) }
    let scores = try rows.map { row in
      let chosen = try chooser.route(test.rows[row].prompt).model
      return test.score(row: row, model: test.models.firstIndex(of: chosen)!)!
    }
    return scores.reduce(0, +) / Double(scores.count)
  }

  private func line(_ name: String, _ labels: String, _ draws: [[Double]]) -> String {
    let means = (0..<4).map { k in draws.reduce(0) { $0 + $1[k] } / Double(draws.count) }
    let figures = means.map { $0.isNaN ? "–" : String(format: "%.3f", $0) }
    return "| \(name) | \(labels) | \(figures.joined(separator: " | ")) |"
  }
}
