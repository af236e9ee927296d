import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct ThresholdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold",
    abstract:
      "Sets the threshold of a router of a pair on your own prompts, and reports how they differ from training.",
    discussion: """
      pointsman threshold my.router prompts.jsonl --strong-share 0.3
      pointsman threshold my.router prompts.jsonl --strong-share 0.3 --name third -o third.router

      The prompts need no outcomes: one JSON object a line, with "prompt" or "messages". With -o the threshold is \
      saved as a policy in the router, by default as "\(standardName)", for route --policy. The router keeps its other \
      policies.
      """)

  private static let standardName = "threshold"

  @Argument(help: "The router file, trained with --weak and --strong.")
  var router: String

  @Argument(help: "A file of prompts, JSON Lines; - for standard input.")
  var prompts: String

  @Option(help: ArgumentHelp("The share of prompts to send to the strong model.", valueName: "share"))
  var strongShare: Double

  @OptionGroup(title: "Policy") var policy: PolicyOutput
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var threads: ThreadOption
  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard 0...1 ~= strongShare else { throw ValidationError("--strong-share must lie from 0 to 1.") }
  }

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    try policy.check(reading: [prompts] + vectors.inputs)
    let interruption = Interruption(discarding: policy.output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    guard let pair = router.manifest.thresholdPair, let weak = router.models.firstIndex(of: pair.weak),
      let strong = router.models.firstIndex(of: pair.strong)
    else {
      throw Failure(
        description: "\(self.router): has no weak and strong model; train on two models, or with --weak and --strong")
    }
    try policy.check(router, standard: Self.standardName)
    let prompts = try read(router, console)
    let probabilities = try concurrentMap(count: prompts.count, threads: threads.threads) {
      (index) throws(RouterError) in try router.probabilities(for: prompts[index])
    }
    let found = ShareThreshold(advantages: probabilities.map { $0[strong] - $0[weak] }, share: strongShare)
    let drift = Drift(router, prompts: prompts, probabilities: probabilities)
    let saved = try policy.save(.threshold(found.threshold), in: router, standard: Self.standardName)
    console.finish()
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("threshold", .figure(found.threshold)), ("share", .figure(found.share)), ("prompts", .integer(prompts.count)),
        ("weak", .string(pair.weak)), ("strong", .string(pair.strong)), ("drift", drift.json),
        ("saved", saved?.json ?? .null),
      ]
      return print(JSONValue.object(members).text)
    }
    print("threshold \(found.threshold) sends \(percent(found.share)) of \(prompts.count) prompts to \(pair.strong)")
    print("\n" + drift.text)
    if let saved { print("\n" + saved.text) }
  }

  /// The prompts, with the vectors that the router reads.
  private func read(_ router: Router, _ console: Console) throws -> [Prompt] {
    var lines = try JSONLines(path: prompts, console)
    var (read, ids) = ([Prompt](), [String?]())
    while let line = try lines.nextPrompt() {
      read.append(line.prompt)
      ids.append(line.id)
    }
    guard !read.isEmpty else { throw Failure(description: "\(prompts): holds no prompts to set a threshold on") }
    return try vectors.attach(to: read, ids: ids, for: router, threads: threads.threads, console)
  }

  private func percent(_ share: Double) -> String { "\((1000 * share).rounded() / 10) %" }
}

extension Drift {
  fileprivate var json: JSONValue {
    .object([
      ("trained_on", trainedOn.map { .integer($0.recognized) } ?? .null),
      ("recognizable", trainedOn.map { .integer($0.recognizable) } ?? .null),
      ("stability_index", .object(stability.map { ($0.model, .figure($0.index)) })),
      ("unfamiliar_share", .figure(unfamiliar)),
      ("features", .array(features.map { .object([("name", .string($0.name)), ("shift", .figure($0.shift))]) })),
    ])
  }
}
