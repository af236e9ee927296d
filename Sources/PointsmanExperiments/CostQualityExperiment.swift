internal import ArgumentParser
internal import Foundation
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanEvaluation
internal import PointsmanOutcomes
internal import PointsmanTraining

struct CostQualityExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost-quality",
    abstract: "How much of what an oracle gains over mixing single models a router gains, beside nearest neighbours.",
    discussion: """
      Trains on part of the prompts and sweeps the price of money on the rest, exactly. The router chooses by its \
      probabilities and its forecasts of cost; neighbours by their mean scores and mean costs.
      """)

  @Argument(help: "A file of outcomes with costs, JSON Lines.")
  var data: String

  @Option(help: "The share of prompts to judge on.")
  var testShare = 0.3

  @Option(help: "Resamples for the intervals.")
  var resamples = 1_000

  @Option(help: "Fixes the division and the resamples.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard 0.1...0.9 ~= testShare else { throw ValidationError("--test-share must lie from 0.1 to 0.9.") }
    guard resamples > 0 else { throw ValidationError("--resamples must be at least 1.") }
  }

  func run() throws {
    let set = FeaturizedTable(
      try OutcomeReader().read([data]).table, tokens: try TokenTable.ofThisProcess(), threads: threads)
    let table = set.table
    guard table.hasCosts else { throw ValidationError("\(data) does not record every cost.") }
    let complete = Set(table.rows.indices.filter { table.isComplete(row: $0) })
    // Near-duplicates share a part, so that a large cluster of them can take the share past what was asked for.
    let parts = set.folds(count: 20, seed: seed)
    let judged = Int((testShare * 20).rounded())
    let test = (0..<judged).flatMap { parts.heldOut($0) }.filter(complete.contains).sorted()
    let training = (judged..<parts.count).flatMap { parts.heldOut($0) }.sorted()
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.seed, trainer.threads, trainer.blocks) = (seed, threads, Block.standard)
    let router = try trainer.fitted(to: set.selecting(rows: training)).router
    let chooser = try BoundPolicy(router, under: .mostLikely)
    let decisions = try test.map { try chooser.route(table.rows[$0].prompt) }
    var forecasts = [
      CostQualityComparison.Forecast(
        name: "router", scores: decisions.flatMap(\.probabilities), costs: decisions.flatMap { $0.costs.map { $0! } })
    ]
    let counts = [40, 100]
    let neighbours = set.neighbourForecasts(
      of: test, among: training.filter(complete.contains), neighbours: counts, threads: threads)
    for (count, forecast) in zip(counts, neighbours) {
      forecasts.append(.init(name: "\(count) nearest prompts", scores: forecast.scores, costs: forecast.costs))
    }
    let models = table.models.indices
    guard
      let comparison = CostQualityComparison(
        forecasts, scores: test.flatMap { row in models.map { table.score(row: row, model: $0)! } },
        costs: test.flatMap { row in models.map { table.cost(row: row, model: $0)! } }, models: models.count,
        resamples: resamples, seed: seed, threads: threads)
    else { throw ValidationError("\(data): the models all cost the same.") }
    print(comparison.report(models: table.models, trained: training.count, judged: test.count))
  }
}

extension CostQualityComparison {
  /// A table of AIQ, and whether anything beats the best single model on both axes.
  fileprivate func report(models: [String], trained: Int, judged: Int) -> String {
    func figure(_ value: Double?, _ interval: Interval?) -> String {
      guard let value else { return "–" }
      return String(format: "%.3f", value) + (interval.map { String(format: " [%.3f, %.3f]", $0.low, $0.high) } ?? "")
    }
    var text = ["| \(judged) prompts, \(trained) to train on | AIQ | gap closed |", "|---|---|---|"]
    text.append("| mix of single models | \(figure(lines[0].aiq.zero, zero)) | 0 |")
    for line in lines {
      text.append(
        "| \(line.name) | \(figure(line.aiq.router, line.router)) | \(figure(line.aiq.gapClosed, line.gapClosed)) |")
    }
    text.append("| oracle | \(figure(lines[0].aiq.oracle, oracle)) | 1 |")
    let best = best.point
    let name = models[self.best.model]
    for line in lines {
      guard let point = line.underBest, point.score > best.score else {
        text.append("\nNo point of \(line.name) beats \(name) on both axes.")
        continue
      }
      text.append(
        String(
          format:
            "\n%@ beats %@ on both axes at one price of money: %.4f against %.4f, for %.5f USD a prompt against %.5f.",
          line.name.capitalized(with: nil), name, point.score, best.score, point.cost, best.cost))
    }
    return text.joined(separator: "\n")
  }
}
