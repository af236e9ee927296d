import ArgumentParser
import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Finds the cheapest policy that keeps a guaranteed share of the best model's quality.",
    discussion: """
      pointsman certify my.router test.jsonl --guarantee 0.97 --confidence 0.95
      pointsman certify my.router outcomes.jsonl --split test --drop-leaks --guarantee 0.9 --name keep -o kept.router

      The outcomes must be of prompts that the router was not trained on, drawn from the traffic that the guarantee is \
      for. With -o the policy is saved in the router, by default as "\(standardName)", for route --policy. The router keeps \
      its other policies. If no policy can be certified, the saved policy is the best single model.
      """)

  private static let standardName = "guaranteed"

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: DataFiles.help)
  var data: [String]

  @Option(help: ArgumentHelp("The share of the best model's mean score to keep.", valueName: "g"))
  var guarantee = 0.97

  @Option(help: ArgumentHelp("The probability that the guarantee holds.", valueName: "c"))
  var confidence = 0.95

  @Option(help: ArgumentHelp("Prices in JSON, USD a million tokens; see route.", valueName: "file"))
  var prices: String?

  @Option(help: ArgumentHelp("Fixes the order in which prompts are tested.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup(title: "Policy") var policy: PolicyOutput
  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Leaks") var leaks: LeakOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var threads: ThreadOption
  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard guarantee > 0, guarantee <= 1 else { throw ValidationError("--guarantee must be above 0 and at most 1.") }
    guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence must be above 0 and below 1.") }
  }

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    try policy.check(reading: data + leaks.trainingData + [prices] + vectors.inputs)
    let interruption = Interruption(discarding: policy.output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    try policy.check(router, standard: Self.standardName)
    let list = try prices.map { try PriceList(json: try wholeFile($0)) }
    let chooser = try BoundPolicy(router, under: .mostLikely, prices: list)
    let gate = try leaks.gate(
      [router],
      OutcomeFiles(
        paths: data, reading: reading, models: router.models, tagColumns: try tagColumns.names(for: [router]),
        split: split.split),
      console)
    guard gate.test.weights == nil else {
      throw Failure(
        description: "the prompts have different weights, and a guarantee holds for prompts that count alike; "
          + "leave \"weight\" out")
    }
    let table = try vectors.attach(to: gate.test, for: [router], threads: threads.threads, console)
    console.progress("routing \(table.rows.count) prompts")
    let decisions = try concurrentMap(count: table.rows.count, threads: threads.threads) {
      (row) throws(RouterError) in try chooser.route(table.rows[row].prompt)
    }
    guard let curve = OperatingCurve(chooser, table: table, decisions: decisions) else {
      throw Failure(
        description: "a guarantee needs prompts with outcomes of every model, and a router that knows costs or a pair; "
          + "train with \"cost\", give --prices, or train with --weak and --strong")
    }
    var generator = SplitMix64(seed: seed)
    let rows = generator.shuffled(Array(0..<curve.count))
    let test = GuaranteeTest(share: guarantee, confidence: confidence)
    let certified = test.lastCertified(points: curve.scores, singles: curve.singles, rows: rows)
    var found = Policy(certified.map { curve.objectives[$0] } ?? .mostLikely)
    if certified == nil { found.allowed = [router.models[curve.best]] }
    let saved = try policy.save(found, in: router, standard: Self.standardName)
    console.finish()
    console.warn(gate.check.summary)
    if result.json {
      print(json(curve, certified, found, router, gate.check, saved).text)
    } else {
      print(curve.certificate(certified, test, models: router.models))
      if let saved { print(saved.text) }
    }
  }

  private func json(
    _ curve: OperatingCurve, _ certified: Int?, _ policy: Policy, _ router: Router, _ leaks: LeakCheck,
    _ saved: SavedPolicies?
  ) -> JSONValue {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    return .object([
      ("certified", .bool(certified != nil)), ("guarantee", .figure(guarantee)), ("confidence", .figure(confidence)),
      ("prompts", .integer(curve.count)), ("policy", policy.json),
      ("score", .figure(certified.map { mean(curve.scores[$0]) })),
      ("cost", .figure(certified.flatMap { index in curve.costs.map { $0[index] } })),
      ("best_model", .string(router.models[curve.best])), ("best_score", .figure(mean(curve.singles[curve.best]))),
      ("best_cost", .figure(curve.singleCosts.map { $0[curve.best] })),
      ("leaks", leaks.json), ("saved", saved?.json ?? .null),
    ])
  }
}
