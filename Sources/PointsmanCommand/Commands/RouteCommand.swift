import ArgumentParser
import Outcomes
import Pointsman
import PointsmanEncoder

struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route",
    abstract: "Says which model should get a prompt.",
    discussion: """
      pointsman route my.router "Write a unit test for the date parser"
      git diff | pointsman route my.router -
      pointsman route my.router --jsonl < prompts.jsonl
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

  @OptionGroup var external: ExternalOptions

  @Option(
    name: .customLong("tag"),
    help: ArgumentHelp(
      "Something known of the prompt, language=swift for example; may be repeated. A line's own tags go before.",
      valueName: "key=value"))
  var tags: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take the strong model where P(strong) − P(weak) is at least this.", valueName: "t"))
  var threshold: Double?

  @Option(help: ArgumentHelp("Weigh probability against cost: a success is worth this many USD.", valueName: "usd"))
  var willingnessToPay: Double?

  @OptionGroup var encoder: EncoderOptions

  @Flag(help: "Print the decision as one JSON object, with every probability.")
  var json = false

  func validate() throws {
    guard threshold == nil || willingnessToPay == nil else {
      throw ValidationError("--threshold and --willingness-to-pay exclude each other.")
    }
    _ = try taggedBy(tags)
  }

  func run() throws {
    let router = try Router(contentsOf: router)
    let tags = try taggedBy(tags)
    let vectors = try external.read(for: router)
    let encoder = try encoder.read(for: router)
    if jsonl {
      try routeLines(router, tags, vectors, encoder)
      return
    }
    var prompt = try Prompt(argument: prompt)
    prompt.tags = tags
    prompt.vectors[.external] = try vectors?.onlyVector()
    if let encoder { prompt = encoder.attachingVector(to: prompt) }
    let decision = try router.route(prompt, under: policy)
    print(json ? decision.json(id: nil, router: router).text : decision.model)
  }

  private func routeLines(
    _ router: Router, _ tags: [String: String], _ vectors: VectorFile?, _ encoder: SentenceEncoder?
  ) throws {
    var lines = try PromptLines(path: prompt)
    var count = 0
    while let line = try lines.next() {
      var prompt = line.prompt
      prompt.tags.merge(tags) { own, _ in own }
      if let vectors {
        guard prompt.vectors[.external] == nil else {
          throw Failure(description: "\(lines.place): the line has a \"vector\", and so has --external; give one")
        }
        prompt.vectors[.external] = try vectors.vector(at: count, id: line.id)
      }
      if let encoder { prompt = encoder.attachingVector(to: prompt) }
      count += 1
      let decision: Decision
      do {
        decision = try router.route(prompt, under: policy)
      } catch {
        throw Failure(description: "\(lines.place): \(error)")
      }
      let id = line.id.map { "\t\($0)" } ?? ""
      print(json ? decision.json(id: line.id, router: router).text : decision.model + id)
    }
    try vectors?.check(prompts: count)
  }

  /// The tags that `arguments` of the form key=value name.
  private func taggedBy(_ arguments: [String]) throws -> [String: String] {
    var tags: [String: String] = [:]
    for argument in arguments {
      guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else {
        throw ValidationError("--tag takes key=value, language=swift for example, not \"\(argument)\".")
      }
      let key = String(argument[..<sign])
      guard tags.updateValue(String(argument[argument.index(after: sign)...]), forKey: key) == nil else {
        throw ValidationError("--tag gives \"\(key)\" twice; a key has one value.")
      }
    }
    return tags
  }

  private var policy: Policy {
    if let threshold { return .threshold(threshold) }
    if let willingnessToPay { return .willingnessToPay(willingnessToPay) }
    return .mostLikely
  }
}
