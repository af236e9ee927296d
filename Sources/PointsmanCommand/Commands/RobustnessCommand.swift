import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
internal import PointsmanSupport

struct RobustnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robustness",
    abstract: "Counts the decisions that flip under paraphrase and under trivial edits.",
    discussion: """
      pointsman robustness my.router pairs.jsonl

      A pair is a line {"id": …, "prompt": …, "paraphrase": …}. Routers with the external block are not judged: each \
      edit would need a vector that only the user can make.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: "Pairs of prompts that mean the same, JSON Lines; - for standard input.")
  var pairs: String

  @OptionGroup(title: "Vectors") var encoder: EncoderOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    let router = try Router(contentsOf: router)
    guard !router.readsEmbeddings else {
      throw Failure(
        description:
          "\(self.router): reads vectors of your own (the external block), which the edits of a prompt do not "
          + "have; judge a router without that block")
    }
    let encoder = try encoder.read(for: router)
    let pairs = try ParaphraseLines.read(path: pairs, console)
    console.progress("routing \(pairs.count) pairs")
    let robustness = try ParaphraseRobustness(pairs, models: router.models) { (prompt) throws(RouterError) in
      try router.route(encoder?.attachingVector(to: prompt) ?? prompt)
    }
    console.finish()
    print(output.json ? robustness.json.text : robustness.text)
  }
}
