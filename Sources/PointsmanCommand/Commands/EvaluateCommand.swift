public import ArgumentParser
import Pointsman
public import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges a router on new outcomes or, without one, the recipe by cross-validation.",
    discussion: """
      pointsman evaluate my.router test.jsonl
      pointsman evaluate my.router outcomes.jsonl --split test --drop-leaks
      pointsman evaluate outcomes.jsonl --cross-validate
      pointsman evaluate outcomes.jsonl --leave-out category
      pointsman evaluate my.router --paraphrases pairs.jsonl
      """)

  @Argument(help: "A router file and files of outcomes; under --cross-validate or --leave-out, outcomes alone.")
  var files: [String] = []

  @Flag(help: "Train on all folds but one, judge on that one, in turn.")
  var crossValidate = false

  @Option(help: "Hold out whole categories, or whole datasets: how the router does on prompts of a new kind.")
  var leaveOut: Evaluation.Attribute?

  @Flag(
    help: "Let near-duplicates fall into different folds, as scikit-learn's KFold does: flattering, for comparison.")
  var partDuplicates = false

  @Option(
    help: ArgumentHelp(
      "How many decisions flip under paraphrase and trivial edits; an object a line: \"id\", \"prompt\", \"paraphrase\".",
      valueName: "pairs"))
  var paraphrases: String?

  @Option(
    help: ArgumentHelp(
      "Judge another router by what it chose: a line {\"id\", \"model\"} a prompt.", valueName: "file.jsonl"))
  var decisions: String?

  @OptionGroup var options: DataOptions
  @OptionGroup var leaks: LeakOptions
  @OptionGroup var training: TrainingOptions
  @OptionGroup var external: ExternalOptions
  @OptionGroup var encoder: EncoderOptions

  @Flag(help: "Under --cross-validate, leave out the second regime, categories not seen.")
  var oneRegime = false

  @Option(
    help: ArgumentHelp(
      "Write a report for the browser; under --cross-validate it takes as long as two trainings more.",
      valueName: "file.html"))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Regret where a success is worth this many USD; else where the best and the cheapest model are worth the same.",
      valueName: "usd"))
  var willingnessToPay: Double?

  @Flag(help: "End with status 2 when routing does not pay.")
  var requireBenefit = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    switch mode {
    case .robustness: try validateRobustness()
    case .crossValidation: try validateOutcomes()
    case .decisions: try validateOutcomes()
    case .router: try validateRouter()
    }
  }

  func run() throws {
    if case .robustness(let pairs) = mode { return try printRobustness(pairs) }
    let console = Console()
    defer { console.finish() }
    if let report { try ReportFile.check(report) }
    let interruption = Interruption(discarding: report)
    defer { interruption.end() }
    var (evaluation, judged) =
      switch mode {
      case .crossValidation: try crossValidated(console)
      case .decisions(let path): try judgedDecisions(in: path, console)
      case .router, .robustness: try judgedRouter(console)
      }
    console.finish()
    evaluation.worth = willingnessToPay
    for warning in evaluation.warnings { console.warn(warning) }
    if let report { try ReportFile.write(evaluation, of: judged, to: report) }
    print(json ? evaluation.detailedJSON.text : evaluation.text(withChart: Console.drawsOnOutput))
    if requireBenefit && !evaluation.verdict.route { throw ExitCode(2) }
  }
}

extension Evaluation.Attribute: ExpressibleByArgument {}
