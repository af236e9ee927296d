import ArgumentParser
import Foundation
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Finds the cheapest way of choosing that surely keeps a share of the best model's quality.",
    discussion: """
      pointsman certify my.router outcomes.jsonl --guarantee 0.97 --confidence 0.95 --name keep -o my.router

      The outcomes must be of prompts that the router was not trained on, drawn from the traffic that the promise is for. \
      With -o, the way of choosing found becomes a policy of the router's: route --policy NAME. Where nothing can be \
      certified, that policy is the best model alone.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: DataOptions.dataHelp)
  var data: [String]

  @Option(help: ArgumentHelp("The share of the best model's mean score to keep.", valueName: "g"))
  var guarantee = 0.97

  @Option(help: ArgumentHelp("How surely: the chance that the promise holds.", valueName: "c"))
  var confidence = 0.95

  @Option(help: ArgumentHelp("What to call the policy.", valueName: "name"))
  var name = "guaranteed"

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String?

  @Option(help: ArgumentHelp("Prices in JSON, USD a million tokens; see route.", valueName: "file"))
  var prices: String?

  @Option(help: ArgumentHelp("Fixes the order in which prompts are tested.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard guarantee > 0, guarantee <= 1 else { throw ValidationError("--guarantee must be above 0 and at most 1.") }
    guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence must be above 0 and below 1.") }
  }

  func run() throws {
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    let result = try reading.reader().read(data)
    Console().warn(result.skipped)
    let table = try result.table.selecting(models: router.models)
    guard table.weights == nil else {
      throw Failure(
        description: "the prompts have different weights, and a guarantee holds for prompts that count alike; "
          + "leave \"weight\" out")
    }
    let list = try prices.map { try PriceList(json: try wholeFile($0)) }
    let chooser = try BoundPolicy(router, under: .mostLikely, prices: list)
    let decisions = try table.rows.map { try chooser.route($0.prompt) }
    guard let curve = OperatingCurve(chooser, table: table, decisions: decisions) else {
      throw Failure(
        description: "a guarantee needs prompts with outcomes of every model, and a router that knows costs or a pair; "
          + "train with \"cost\", give --prices, or train with --weak and --strong")
    }
    var generator = SplitMix64(seed: seed)
    let rows = generator.shuffled(Array(0..<curve.count))
    let test = GuaranteeTest(share: guarantee, confidence: confidence)
    let certified = test.lastCertified(points: curve.scores, singles: curve.singles, rows: rows)
    print(curve.certificate(certified, test, models: router.models))
    guard let output else { return }
    var policy = Policy(certified.map { curve.objectives[$0] } ?? .mostLikely)
    if certified == nil { policy.allowed = [router.models[curve.best]] }
    var book = router.manifest.policies ?? PolicyBook()
    book.policies[name] = policy
    let changed = try router.withPolicies(book)
    try changed.write(to: output)
    print("wrote \(output): \(changed.digest.prefix(12)), policy \(name)")
  }
}
