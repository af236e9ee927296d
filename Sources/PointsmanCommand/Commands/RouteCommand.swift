import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route",
    abstract: "Says which model should get a prompt.",
    discussion: """
      pointsman route my.router "Write a unit test for the date parser"
      git diff | pointsman route my.router -
      pointsman route my.router --jsonl < prompts.jsonl
      pointsman route my.router - < request.json
      pointsman route my.router "why does it hang" --json --willingness-to-pay 0.05 --prices prices.json

      The model of highest probability is taken, unless --threshold, --quality or a willingness says how else to choose; \
      further options narrow the choice. --policy takes all of it from the router's file.

      A request is the body that OpenAI (Chat Completions, Responses), Anthropic or Gemini take, a line of a batch of \
      them, or a ShareGPT conversation.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(
    help: "The prompt, or a request in JSON; - reads it from standard input. Under --jsonl, a file of prompts.")
  var prompt = "-"

  @Flag(
    help: ArgumentHelp(
      "Read one JSON object a line, with \"prompt\" or a request; answer a line each.",
      discussion:
        "A line may also have \"id\", \"tags\" and \"vector\". One without a decision is answered by its error, and the "
        + "exit status is then 1."))
  var jsonl = false

  @OptionGroup var single: SinglePromptOption

  @OptionGroup var known: TagOptions

  @OptionGroup(title: "Policy") var wanted: PolicyOptions

  @Option(
    help: ArgumentHelp("The model that the conversation is with: see switching_cost in set-policy.", valueName: "model")
  )
  var currentModel: String?

  @Option(
    help: ArgumentHelp(
      "Under --jsonl: spend at most this much in all, where it gains most. Answers come once all prompts are read.",
      valueName: "usd"))
  var budget: Double?

  @OptionGroup(title: "Vectors") var embeddings: EmbeddingOptions
  @OptionGroup(title: "Vectors") var encoder: EncoderOption

  @Flag(help: "Print the decision as one JSON object, with every probability.")
  var json = false

  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard !jsonl || !single.text else {
      throw ValidationError("--text is for one prompt; under --jsonl every line is JSON.")
    }
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
    let console = quiet.console()
    var line = try single.prompt(prompt, console)
    line.prompt.tags.merge(tags) { own, _ in own }
    try embeddings.attachOnlyVector(to: &line.prompt, for: router)
    if let encoder { line.prompt = encoder.attachingVector(to: line.prompt) }
    console.warn(needsUnknown: line.prompt.needs, to: router)
    let decision = try chooser.route(line.prompt, current: currentModel)
    print(answer(decision, id: line.id, router))
  }

  /// One answer a line, in the order of the lines: a decision, or why there is none.
  private func routeLines(
    _ chooser: BoundPolicy, _ tags: [String: String], _ vectors: VectorFile?, _ encoder: SentenceEncoder?
  ) throws {
    let console = quiet.console()
    var lines = try JSONLines(path: prompt, console)
    var (count, faulty, partsPassedOver) = (0, 0, 0)
    var firstFault: String?
    var needs: Set<String> = []
    var batch: [Result<(id: String?, decision: Decision), FaultyLine>] = []
    while let next = try lines.nextAnswerable() {
      // Vectors in the order of the lines go by all of them.
      defer { count += 1 }
      var result: Result<(id: String?, decision: Decision), FaultyLine>
      do throws(FaultyLine) {
        var line = try next.get()
        line.prompt.tags.merge(tags) { own, _ in own }
        partsPassedOver += line.partsPassedOver
        needs.formUnion(line.prompt.needs)
        result = .success((line.id, try decision(on: line, count, lines, chooser, vectors, encoder)))
      } catch {
        faulty += 1
        firstFault = firstFault ?? error.message
        result = .failure(error)
      }
      if budget == nil { print(answer(result, chooser.router)) } else { batch.append(result) }
    }
    try vectors?.check(prompts: count)
    if let budget {
      let decisions = try chooser.decisions(batch.compactMap { try? $0.get().decision }, budget: budget)
      var moved = decisions.makeIterator()
      for result in batch { print(answer(result.map { ($0.id, moved.next()!) }, chooser.router)) }
    }
    console.warn(partsPassedOver: partsPassedOver)
    console.warn(needsUnknown: needs, to: chooser.router)
    guard let firstFault else { return }
    throw Failure(
      description: "\(faulty) of \(count) lines got no decision, and their answers say why; the first is \(firstFault)")
  }

  private func decision(
    on line: PromptReader.Line, _ index: Int, _ lines: borrowing JSONLines, _ chooser: BoundPolicy,
    _ vectors: VectorFile?, _ encoder: SentenceEncoder?
  ) throws(FaultyLine) -> Decision {
    var prompt = line.prompt
    do {
      if let vectors {
        guard prompt.vectors[.external] == nil else {
          throw Failure(description: "the line has a \"vector\", and so has --embeddings; give one")
        }
        prompt.vectors[.external] = try vectors.vector(at: index, id: line.id)
      }
      if let encoder { prompt = encoder.attachingVector(to: prompt) }
      return try chooser.route(prompt, current: currentModel)
    } catch {
      throw FaultyLine(id: line.id, number: lines.number, message: "\(lines.place): \(error)")
    }
  }

  private func answer(
    _ result: Result<(id: String?, decision: Decision), FaultyLine>, _ router: Router
  ) -> String {
    switch result {
    case .success(let (id, decision)): return answer(decision, id: id, router)
    case .failure(let line):
      return json ? line.json.text : "error: \(line.message.visible)" + (line.id.map { "\t\($0.visible)" } ?? "")
    }
  }

  private func answer(_ decision: Decision, id: String?, _ router: Router) -> String {
    json ? decision.json(id: id, router: router).text : decision.model.visible + (id.map { "\t\($0.visible)" } ?? "")
  }
}
