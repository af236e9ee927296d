import ArgumentParser
import Pointsman
import PointsmanEvaluation

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract:
      "Sets the threshold of a weak-or-strong router on your own prompts, and says how they differ from training.",
    discussion: """
      pointsman calibrate my.router prompts.jsonl --strong-share 0.3 --name third -o my.router

      The prompts need no outcomes: one JSON object a line, with "prompt" or "messages". With -o, the threshold becomes a \
      policy of the router's: route --policy NAME.
      """)

  @Argument(help: "The router file, trained with --weak and --strong.")
  var router: String

  @Argument(help: "A file of prompts, JSON Lines; - for standard input.")
  var prompts: String

  @Option(help: ArgumentHelp("The share of prompts to send to the strong model.", valueName: "share"))
  var strongShare: Double

  @Option(help: ArgumentHelp("What to call the policy.", valueName: "name"))
  var name = "calibrated"

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String?

  func validate() throws {
    guard 0...1 ~= strongShare else { throw ValidationError("--strong-share must lie from 0 to 1.") }
  }

  func run() throws {
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    guard let pair = router.manifest.pair, let weak = router.models.firstIndex(of: pair.weak),
      let strong = router.models.firstIndex(of: pair.strong)
    else { throw Failure(description: "\(self.router): has no weak and strong model; train with --weak and --strong") }
    var lines = try JSONLines(path: prompts)
    var read: [Prompt] = []
    while let line = try lines.nextPrompt() { read.append(line.prompt) }
    guard !read.isEmpty else { throw Failure(description: "\(prompts): holds no prompts to calibrate on") }
    let probabilities = try read.map { try router.probabilities(for: $0) }
    let found = ShareThreshold(advantages: probabilities.map { $0[strong] - $0[weak] }, share: strongShare)
    print("threshold \(found.threshold) sends \(percent(found.share)) of \(read.count) prompts to \(pair.strong)")
    print("\n" + Drift(router, prompts: read, probabilities: probabilities).text)
    guard let output else { return }
    var book = router.manifest.policies ?? PolicyBook()
    book.policies[name] = .threshold(found.threshold)
    let changed = try router.withPolicies(book)
    try changed.write(to: output)
    print("\nwrote \(output): \(changed.digest.prefix(12)), policy \(name)")
  }

  private func percent(_ share: Double) -> String { "\((1000 * share).rounded() / 10) %" }
}
