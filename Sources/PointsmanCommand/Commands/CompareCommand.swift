import ArgumentParser
import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two routers on the same outcomes: paired differences with intervals.",
    discussion: """
      pointsman compare old.router new.router test.jsonl
      pointsman compare old.router new.router test.jsonl --willingness-to-pay 0.02
      pointsman compare a.router b.router test.jsonl --training-data a.jsonl --training-data b.jsonl --drop-leaks

      Routers of different models are compared on prompts with outcomes of all their models: first each with its own \
      models, then both with their common models.
      """)

  @Argument(help: "The first router file.")
  var first: String

  @Argument(help: "The second router file.")
  var second: String

  @Argument(
    help: "Files of outcomes that neither was trained on, JSON Lines or CSV, gzip or not; - for standard input.")
  var data: [String]

  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Leaks") var leaks: LeakOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Option(help: ArgumentHelp("Fixes the resamples.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var threads: ThreadOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    let routers = [try Router(contentsOf: first), try Router(contentsOf: second)]
    let models = Set(routers.flatMap(\.models)).sorted()
    var gate = try leaks.gate(
      routers,
      OutcomeFiles(
        paths: data, reading: reading, models: models, tagColumns: try tagColumns.names(for: routers),
        split: split.split), console)
    gate.test = try vectors.attach(to: gate.test, for: routers, threads: threads.threads, console)
    console.progress("routing \(gate.test.rows.count) prompts")
    let comparison = try comparison(routers, gate.test, console)
    console.finish()
    console.warn(gate.check.summary)
    print(output.json ? comparison.json.text : comparison.text(first: first, second: second))
  }

  private func comparison(_ routers: [Router], _ test: OutcomeTable, _ console: Console) throws -> Comparison {
    var evaluator = Evaluator()
    (evaluator.seed, evaluator.threads) = (seed, threads.threads)
    evaluator.prices = try policy.priceList()
    func evaluations(_ models: [[String]], _ table: OutcomeTable) throws -> [Evaluation] {
      try zip(routers, models).map { router, models in
        let set = FeaturizedTable(try table.selecting(models: models), threads: threads.threads)
        evaluator.policy = try policy.policy(of: router)
        return try evaluator.evaluation(of: router, on: set)
      }
    }
    guard Set(routers[0].models) != Set(routers[1].models) else {
      let both = try evaluations(routers.map(\.models), test)
      return Comparison(both[0], both[1], threads: threads.threads)
    }
    let complete = test.rows.indices.filter { test.isComplete(row: $0) }
    guard !complete.isEmpty else {
      throw Failure(
        description: "no prompt has outcomes of every model of both routers, \(test.models.listed); "
          + "bring prompts on which all of them were run")
    }
    if complete.count < test.rows.count {
      console.warn(
        "\(test.rows.count - complete.count) of \(test.rows.count) prompts lack a model of either router and are left out"
      )
    }
    let table = test.selecting(rows: complete)
    let own = try evaluations(routers.map(\.models), table)
    let shared = routers[0].models.filter(routers[1].models.contains)
    let both = shared.count < 2 ? nil : try evaluations([shared, shared], table)
    return Comparison(
      own[0], own[1], shared: both.map { ($0[0], $0[1]) }, models: routers.map(\.models), threads: threads.threads)
  }
}
