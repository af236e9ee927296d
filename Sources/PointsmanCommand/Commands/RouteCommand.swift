import ArgumentParser
import Foundation
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route",
    abstract: "Chooses the model for a prompt.",
    discussion: """
      pointsman route my.router "Write a unit test for the date parser"
      git diff | pointsman route my.router -
      pointsman route my.router --jsonl < prompts.jsonl
      pointsman route my.router - < request.json
      pointsman route my.router "why does it hang" --json --willingness-to-pay 0.05 --prices prices.json

      By default the model of highest probability is chosen. --threshold, --quality and the willingness options choose \
      by another rule. The other options leave models out. --policy reads all of this from the router's file.

      A request is the body that OpenAI (Chat Completions, Responses, Decisions), Anthropic, Gemini or SystemOne take, a \
      line of a batch of them, or a ShareGPT conversation.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(
    help: "The prompt, or a request in JSON; - reads it from standard input. Under --jsonl, a file of prompts.")
  var prompt = "-"

  @OptionGroup var single: SinglePromptOption

  @OptionGroup var known: TagOptions

  @OptionGroup(title: "Many prompts") var many: BatchOptions

  @OptionGroup var wanted: PolicyOptions

  @Option(
    help: ArgumentHelp("The current model of the conversation; see switching_cost in set-policy.", valueName: "model")
  )
  var currentModel: String?

  @OptionGroup(title: "Vectors") var embeddings: EmbeddingOptions
  @OptionGroup(title: "Vectors") var encoder: EncoderOption

  @Flag(help: "Print the decision as one JSON object, with every probability.")
  var json = false

  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard !many.jsonl || !single.text else {
      throw ValidationError("--text is for one prompt; under --jsonl every line is JSON.")
    }
    guard !many.csv || !json else {
      throw ValidationError("--csv and --json are two forms of an answer: give one.")
    }
    guard many.budget == nil || currentModel == nil else {
      throw ValidationError("--budget moves prompts between models, and --current-model holds them: give one.")
    }
  }

  func run() throws {
    let router = try Router(contentsOf: router)
    let chooser = try BoundPolicy(router, under: try wanted.policy(of: router), prices: try wanted.priceList())
    let tags = try known.dictionary()
    let vectors = try embeddings.read(for: [router])
    let encoder = try encoder.read(for: router)
    if many.jsonl {
      let routing = LineRouting(
        chooser: chooser, tags: tags, vectors: vectors, encoder: encoder, current: currentModel, budget: many.budget,
        threads: many.threads ?? ProcessInfo.processInfo.activeProcessorCount)
      if many.csv { print(RoutedLine.csvHeader(router.models)) }
      try routing.route(prompt, quiet.console()) { print(answer($0, router)) }
      return
    }
    let console = quiet.console()
    var line = try single.prompt(prompt, console)
    line.prompt.tags.merge(tags) { own, _ in own }
    try embeddings.attachOnlyVector(to: &line.prompt, for: router)
    if let encoder { line.prompt = encoder.attachingVector(to: line.prompt) }
    console.warn(needsUnknown: line.prompt.needs, to: router)
    let decision = try chooser.route(line.prompt, current: currentModel)
    print(answer(decision, id: line.id, router))
  }

  private func answer(_ line: RoutedLine, _ router: Router) -> String {
    if many.csv { return line.csv(router.models) }
    switch line.result {
    case .success(let decision): return answer(decision, id: line.id, router)
    case .failure(let fault):
      return json ? fault.json.text : "error: \(fault.message.visible)" + (line.id.map { "\t\($0.visible)" } ?? "")
    }
  }

  private func answer(_ decision: Decision, id: String?, _ router: Router) -> String {
    json ? decision.json(id: id, router: router).text : decision.model.visible + (id.map { "\t\($0.visible)" } ?? "")
  }
}
