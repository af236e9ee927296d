import ArgumentParser
import Foundation
import Pointsman
import PointsmanEndpoints
import PointsmanEvaluation
import PointsmanLabelling
import PointsmanOutcomes
internal import PointsmanSupport

struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Asks models for answers to your prompts, and stores them for grade and judge.",
    discussion: """
      pointsman collect prompts.jsonl --models models.yaml --dry-run
      pointsman collect prompts.jsonl --models models.yaml --max-cost 2 -o run

      Prompts are a file of outcomes in any format, JSON Lines with {"id", "prompt"} or {"id", "messages", "tools"}, a folder of .md \
      or .txt files, or a .txt file with a prompt a line. models.yaml names the models:

        upstreams:
          openai: {protocol: openai, base_url: https://api.openai.com/v1, api_key: "${OPENAI_API_KEY}"}
          anthropic: {protocol: anthropic, base_url: https://api.anthropic.com, api_key: "${ANTHROPIC_API_KEY}"}
        models:
          gpt-5.5: {upstream: openai, prices: {input: 1.25, output: 10}}

      The protocols are openai (Chat Completions, also of Ollama, vLLM, LM Studio and llama.cpp), openai-responses and anthropic. \
      Keys come from the environment, or from a file (api_key_file). A model can have max_tokens, concurrency, requests_per_minute \
      and parameters, which are added to each request.

      Every reply is kept in run/journal.jsonl as it comes. After an interruption the same command goes on, and asks for no answer \
      that it has. An answer that does not come is not observed, with its reason; it is no score of 0.
      """)

  @Argument(help: "Prompts: files of outcomes or requests, folders of texts, or texts with a prompt a line.")
  var prompts: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder of the run.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Ask only these models of the file. Separate names by commas; repeat the option for a name that has a comma.",
      valueName: "a,b"))
  var only: [String] = []

  @OptionGroup(title: "Models") var asking: AskOptions

  @Option(help: ArgumentHelp("The number of answers that each model gives to a prompt.", valueName: "n"))
  var samples = 1

  @Option(
    help: ArgumentHelp(
      "Ask only for the n prompts that plan would label next, by a router trained on --labelled.", valueName: "n"))
  var next: Int?

  @Option(help: ArgumentHelp("Outcomes for --next.", valueName: "file"))
  var labelled: [String] = []

  @Option(help: ArgumentHelp("Fixes the order of the prompts, which is random.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup(title: "Reading") var rows: RowOptions
  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    _ = try NameList.names(only, option: "--only")
    guard asking.models != nil else { throw ValidationError("Name the file of models with --models.") }
    guard output != nil || asking.dryRun else {
      throw ValidationError("Name the folder of the run with -o, or see what it would cost with --dry-run.")
    }
    guard (1...1000).contains(samples) else { throw ValidationError("--samples must be a count from 1 to 1000.") }
    guard next.map({ $0 >= 1 }) ?? true else { throw ValidationError("--next must be at least 1.") }
    guard (next == nil) == labelled.isEmpty else {
      throw ValidationError("--next and --labelled go together: the outcomes say which prompts to ask next.")
    }
  }

  func run() async throws {
    let console = quiet.console()
    defer { console.finish() }
    console.announceInput(prompts)
    let plan = try collectPlan(console)
    if asking.dryRun { return try printEstimate(plan) }
    let keys = try AskOptions.keys(of: plan.endpoints)
    let folder = try RunFolder(path: output ?? "")
    let journal = try AskJournal(path: folder.journal)
    let client = HTTPModelClient(agent: "pointsman/\(Version.current)")
    let run = AskRun(client: client, journal: journal, keys: keys, maximumCost: asking.maxCost)
    let asks = InterruptibleAsks(run, console, keeping: "replies are kept in \(journal.path)")
    defer { asks.end() }
    let asked = try await asks.send(plan.asks)
    client.close()
    try folder.write(plan, asked)
    console.finish()
    report(plan, asked, folder, console)
    guard !asked.replies.isEmpty else {
      throw Failure(description: "no answer came; correct what the lines above say, and run the same command again")
    }
  }

  private func collectPlan(_ console: Console) throws -> CollectPlan {
    let names = try NameList.names(only, option: "--only")
    let endpoints = names.isEmpty ? try asking.endpoints() : try asking.endpoints(named: names)
    var reader = try ReadingOptions.reader(rows)
    reader.runsOtherPrograms = true
    var source = PromptSource(reader)
    var found = try source.read(prompts)
    if source.repeated > 0 { console.note("\(source.repeated) prompts came again, and are asked once") }
    if let next {
      let chosen = try LabelChoice(outcomes: labelled, seed: seed).ids(
        next, of: found.map { ($0.id, $0.prompt) }, console)
      found = found.filter { chosen.contains($0.id) }
    }
    return try CollectPlan(found, to: endpoints, samples: samples, maximumTokens: asking.maxTokens, seed: seed)
  }

  private func printEstimate(_ plan: CollectPlan) throws {
    let journal = try output.flatMap { path in
      let journal = "\(path)/journal.jsonl"
      return FileManager.default.fileExists(atPath: journal) ? try AskJournal(path: journal) : nil
    }
    try AskEstimate(plan.asks, to: plan.endpoints, journal).print(spent: journal?.spent, json: result.json)
  }

  /// Prints the answers of each model, and why others did not come.
  private func report(_ plan: CollectPlan, _ results: AskResults, _ folder: RunFolder, _ console: Console) {
    let summary = CollectSummary(plan, results)
    for reason in results.modelsGivenUp { console.warn("\(reason); no further request was sent to it") }
    if results.isCapReached {
      console.warn(
        "the cost cap of \(significant(asking.maxCost)) USD leaves no room for a further prompt; the same command with a "
          + "higher --max-cost goes on")
    }
    for model in summary.models where model.cut > 0 {
      console.warn(
        "\(model.name): \(model.cut) answers ended at the most tokens allowed; give it more by max_tokens or --max-tokens, "
          + "in a new folder")
    }
    guard !result.json else {
      return print(
        JSONValue.object([
          ("folder", .string(folder.path)), ("prompts", .integer(plan.prompts.count)),
          ("complete", .integer(summary.completePrompts)), ("spent", .number(results.spent)),
          ("cap_reached", .bool(results.isCapReached)), ("models", .array(summary.models.map(\.json))),
        ]).text)
    }
    var cells = [["model", "answers", "not observed", "not asked", "USD", "first token, s", "in all, s", "tokens/s"]]
    for model in summary.models {
      cells.append([
        model.name, grouped(model.answers), grouped(model.failed), grouped(model.notAsked), significant(model.cost),
        significant(model.firstToken), significant(model.total), significant(model.tokensPerSecond),
      ])
    }
    for line in aligned(cells) { print(line) }
    for model in summary.models where model.failed > 0 {
      let reasons = model.failures.sorted { ($1.value.count, $0.key.rawValue) < ($0.value.count, $1.key.rawValue) }
      let texts = reasons.map { "\($0.value.count) \($0.key.rawValue) (\($0.value.example))" }
      print("\(model.name), not observed: " + texts.joined(separator: ", "))
    }
    print("")
    print(
      "wrote \(folder.path): \(summary.completePrompts) of \(plan.prompts.count) prompts have every answer, "
        + "\(significant(results.spent)) USD in all")
  }
}
