import ArgumentParser
import Outcomes
import Pointsman
import PointsmanEvaluation
import PointsmanTraining

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Holds two routers against each other on the same outcomes: paired differences with intervals.")

  @Argument(help: "The first router file.")
  var first: String

  @Argument(help: "The second router file, of the same models.")
  var second: String

  @Argument(help: "Files of outcomes that neither was trained on, JSON Lines.")
  var data: [String]

  @OptionGroup var options: DataOptions
  @OptionGroup var leaks: LeakOptions

  @Option(help: "Fixes the resamples.")
  var seed: UInt64 = 0

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
    let (table, _) = try leaks.gate(routers[0], data, options, console: console)
    // The second may have been trained on other rows of the same outcomes.
    _ = try leaks.gate(routers[1], data, options, console: console)
    let set = TrainingSet(table)
    var evaluator = Evaluator()
    evaluator.seed = seed
    let evaluations = try routers.map { try evaluator.evaluate($0, on: set) }
    let comparison = Comparison(evaluations[0], evaluations[1])
    print(json ? comparison.json.text : comparison.text(first: first, second: second))
  }
}
