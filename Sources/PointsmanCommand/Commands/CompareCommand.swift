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
    abstract: "Holds two routers against each other on the same outcomes: paired differences with intervals.",
    discussion: """
      pointsman compare old.router new.router test.jsonl
      pointsman compare a.router b.router test.jsonl --train a.jsonl --train b.jsonl --drop-leaks
      """)

  @Argument(help: "The first router file.")
  var first: String

  @Argument(help: "The second router file, of the same models.")
  var second: String

  @Argument(
    help: "Files of outcomes that neither was trained on, JSON Lines or CSV, gzip or not; - for standard input.")
  var data: [String]

  @OptionGroup var options: DataOptions
  @OptionGroup var leaks: LeakOptions
  @OptionGroup var external: ExternalOptions
  @OptionGroup var encoder: EncoderOptions

  @Option(help: ArgumentHelp("Fixes the resamples.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Threads to work with. Results do not depend on it.", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let console = Console()
    defer { console.finish() }
    let routers = [try Router(contentsOf: first), try Router(contentsOf: second)]
    guard routers[0].models == routers[1].models else {
      throw Failure(
        description: "the routers choose among different models, \(routers[0].models.joined(separator: ", ")) and "
          + "\(routers[1].models.joined(separator: ", ")); compare routers of the same models")
    }
    let gate = try leaks.gate(routers, data, options, console: console)
    // Vectors that only one of the two reads do the other no harm.
    let reader = routers.first { $0.manifest.vectors.contains { $0.block == .external } } ?? routers[0]
    var table = try external.read(for: reader).map { try gate.test.attaching($0) } ?? gate.test
    let encoded = routers.filter { $0.encoderSource != nil }
    for router in encoded.isEmpty ? [routers[0]] : encoded {
      table = try encoder.attach(to: table, for: router, threads: threads, console: console)
    }
    let set = FeaturizedTable(table, threads: threads)
    var evaluator = Evaluator()
    (evaluator.seed, evaluator.threads) = (seed, threads)
    let evaluations = try routers.map { try evaluator.evaluation(of: $0, on: set) }
    let comparison = Comparison(evaluations[0], evaluations[1], threads: threads)
    console.finish()
    console.warn(gate.check.summary)
    print(json ? comparison.json.text : comparison.text(first: first, second: second))
  }
}
