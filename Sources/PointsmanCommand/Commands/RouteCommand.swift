import ArgumentParser
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
      pointsman route my.router "why does it hang" --json --willingness-to-pay 0.05 --prices prices.json

      By default the model of highest probability is chosen. --threshold, --quality and the willingness options choose \
      by another rule. The other options leave models out. --policy reads all of this from the router's file.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: "The prompt, or - to read it from standard input; under --jsonl, a file of prompts.")
  var prompt = "-"

  @Flag(
    help: ArgumentHelp(
      "Read one JSON object a line, with \"prompt\" or \"messages\"; answer a line each.",
      discussion: "A line may also have \"id\", \"tags\" and \"vector\"."))
  var jsonl = false

  @OptionGroup var known: TagOptions

  @OptionGroup(title: "Policy") var wanted: PolicyOptions

  @Option(
    help: ArgumentHelp("The current model of the conversation; see switching_cost in set-policy.", valueName: "model")
  )
  var currentModel: String?

  @Option(
    help: ArgumentHelp(
      "With --jsonl: spend at most this much on all prompts, where it gains most. Answers come after the last "
        + "prompt is read.",
      valueName: "usd"))
  var budget: Double?

  @OptionGroup(title: "Vectors") var embeddings: EmbeddingOptions
  @OptionGroup(title: "Vectors") var encoder: EncoderOption

  @Flag(help: "Print the decision as one JSON object, with every probability.")
  var json = false

  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard budget == nil || jsonl else { throw ValidationError("--budget is for a batch: it needs --jsonl.") }
    guard budget == nil || currentModel == nil else {
      throw ValidationError("--budget moves prompts between models, and --current-model holds them: give one.")
    }
  }

  func run() throws {
    let router = try Router(contentsOf: router)
    let chooser = try BoundPolicy(router, under: try wanted.policy(of: router), prices: try wanted.priceList())
    let tags = try known.dictionary()
    let vectors = try embeddings.read(for: [router])
    let encoder = try encoder.read(for: router)
    if jsonl {
      try routeLines(chooser, tags, vectors, encoder)
      return
    }
    var prompt = try Prompt(argument: prompt, quiet.console())
    prompt.tags = tags
    prompt.vectors[.external] = try vectors?.onlyVector()
    if let encoder { prompt = encoder.attachingVector(to: prompt) }
    let decision = try chooser.route(prompt, current: currentModel)
    print(answer(decision, id: nil, router))
  }

  private func routeLines(
    _ chooser: BoundPolicy, _ tags: [String: String], _ vectors: VectorFile?, _ encoder: SentenceEncoder?
  ) throws {
    var lines = try JSONLines(path: prompt, quiet.console())
    var count = 0
    var batch: [(id: String?, decision: Decision)] = []
    while let line = try lines.nextPrompt() {
      var prompt = line.prompt
      prompt.tags.merge(tags) { own, _ in own }
      if let vectors {
        guard prompt.vectors[.external] == nil else {
          throw Failure(description: "\(lines.place): the line has a \"vector\", and so has --embeddings; give one")
        }
        prompt.vectors[.external] = try vectors.vector(at: count, id: line.id)
      }
      if let encoder { prompt = encoder.attachingVector(to: prompt) }
      count += 1
      let decision: Decision
      do {
        decision = try chooser.route(prompt, current: currentModel)
      } catch {
        throw Failure(description: "\(lines.place): \(error)")
      }
      if budget == nil {
        print(answer(decision, id: line.id, chooser.router))
      } else {
        batch.append((line.id, decision))
      }
    }
    try vectors?.check(prompts: count)
    guard let budget else { return }
    let decisions = try chooser.decisions(batch.map(\.decision), budget: budget)
    for (line, decision) in zip(batch, decisions) { print(answer(decision, id: line.id, chooser.router)) }
  }

  private func answer(_ decision: Decision, id: String?, _ router: Router) -> String {
    json ? decision.json(id: id, router: router).text : decision.model.visible + (id.map { "\t\($0.visible)" } ?? "")
  }
}
