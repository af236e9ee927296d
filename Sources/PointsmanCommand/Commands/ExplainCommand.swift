import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows the parts of a prompt that moved the decision: signed contributions that sum to each model's "
      + "logit.",
    discussion: """
      pointsman explain my.router "Checkout hangs sometimes since Monday"
      git diff | pointsman explain my.router - --json
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: "The prompt, or a request in JSON; - reads it from standard input.")
  var prompt = "-"

  @OptionGroup var single: SinglePromptOption

  @OptionGroup var known: TagOptions

  @Option(help: "The number of contributions to show; the others are summed.")
  var limit = 20

  @OptionGroup(title: "Vectors") var embeddings: EmbeddingOptions
  @OptionGroup(title: "Vectors") var encoder: EncoderOption

  @Flag(help: "Print every contribution to every model's logit as one JSON object.")
  var json = false

  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit must be at least 0.") }
  }

  func run() throws {
    let router = try Router(contentsOf: router)
    var prompt = try single.prompt(prompt, quiet.console()).prompt
    prompt.tags.merge(try known.dictionary()) { own, _ in own }
    try embeddings.attachOnlyVector(to: &prompt, for: router)
    if let encoder = try encoder.read(for: router) { prompt = encoder.attachingVector(to: prompt) }
    let explanation = try router.explanation(for: prompt)
    print(json ? explanation.json.text : explanation.text(limit: limit))
  }
}
