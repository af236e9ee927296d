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
    abstract: "Compares routers with the first one on the same outcomes: paired differences with intervals.",
    discussion: """
      pointsman compare old.router new.router test.jsonl
      pointsman compare old.router new.router test.jsonl --willingness-to-pay 0.02
      pointsman compare old.router a.router b.router test.jsonl
      pointsman compare a.router b.router test.jsonl --training-data a.jsonl --training-data b.jsonl --drop-leaks

      Routers of different models are compared on prompts with outcomes of all their models: first each with its own \
      models, then both with their common models. With more than two routers each is compared with the first one, and \
      adjusted p-values hold for all comparisons together.
      """)

  @Argument(help: "The first router file.")
  var first: String

  @Argument(help: "The second router file.")
  var second: String

  @Argument(
    help:
      "More routers, if any; then files of outcomes that none was trained on, JSON Lines or CSV, gzip or not; - for standard input."
  )
  var data: [String]

  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Leaks") var leaks: LeakOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var policy: PolicyOptions

  @Option(help: ArgumentHelp("Fixes the resamples.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var threads: ThreadOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    let others = data.prefix(while: Self.isRouter)
    let outcomes = Array(data.dropFirst(others.count))
    guard !outcomes.isEmpty else {
      throw Failure(description: "\(data[data.count - 1]): is a router; name a file of outcomes behind the routers")
    }
    let names = [first, second] + others
    let routers = try names.map { try Router(contentsOf: $0) }
    let models = Set(routers.flatMap(\.models)).sorted()
    var gate = try leaks.gate(
      routers,
      OutcomeFiles(
        paths: outcomes, reading: reading, models: models, tagColumns: try tagColumns.names(for: routers),
        split: split.split), console)
    gate.test = try vectors.attach(to: gate.test, for: routers, threads: threads.threads, console)
    console.progress("routing \(gate.test.rows.count) prompts")
    let comparisons = Comparison.adjusted(try comparisons(routers, gate.test, console), seed: seed)
    console.finish()
    console.warn(gate.check.summary)
    if output.json {
      print((comparisons.count == 1 ? comparisons[0].json : Comparison.json(comparisons, of: names)).text)
    } else {
      print(Comparison.text(comparisons, of: names))
    }
  }

  /// True if the file is a router, by its first bytes. What is no regular file is not read.
  private static func isRouter(_ path: String) -> Bool {
    guard (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeRegular,
      let opening = try? FileHandle(forReadingAtPath: path)?.read(upToCount: 16)
    else { return false }
    return Safetensors.mayBegin(with: Array(opening)[...])
  }

  /// The first router with each further router.
  private func comparisons(_ routers: [Router], _ test: OutcomeTable, _ console: Console) throws -> [Comparison] {
    var evaluator = Evaluator()
    (evaluator.seed, evaluator.threads) = (seed, threads.threads)
    evaluator.prices = try policy.priceList()
    func evaluation(_ router: Router, _ models: [String], _ table: OutcomeTable) throws -> Evaluation {
      let set = FeaturizedTable(try table.selecting(models: models), threads: threads.threads)
      evaluator.policy = try policy.policy(of: router)
      return try evaluator.evaluation(of: router, on: set)
    }
    let first = routers[0]
    guard routers.contains(where: { Set($0.models) != Set(first.models) }) else {
      let all = try routers.map { try evaluation($0, $0.models, test) }
      return all.dropFirst().map { Comparison(all[0], $0, threads: threads.threads) }
    }
    let complete = test.rows.indices.filter { test.isComplete(row: $0) }
    let whose = routers.count == 2 ? "both routers" : "all routers"
    guard !complete.isEmpty else {
      throw Failure(
        description: "no prompt has outcomes of every model of \(whose), \(test.models.listed); "
          + "bring prompts on which all of them were run")
    }
    if complete.count < test.rows.count {
      console.warn(
        "\(test.rows.count - complete.count) of \(test.rows.count) prompts lack a model of "
          + (routers.count == 2 ? "either router" : "a router") + " and are left out")
    }
    let table = test.selecting(rows: complete)
    let own = try routers.map { try evaluation($0, $0.models, table) }
    return try zip(routers, own).dropFirst().map { router, evaluated in
      guard Set(router.models) != Set(first.models) else {
        return Comparison(own[0], evaluated, threads: threads.threads)
      }
      let shared = first.models.filter(router.models.contains)
      let both =
        shared.count < 2 ? nil : (try evaluation(first, shared, table), try evaluation(router, shared, table))
      return Comparison(
        own[0], evaluated, shared: both, models: [first.models, router.models], threads: threads.threads)
    }
  }
}
