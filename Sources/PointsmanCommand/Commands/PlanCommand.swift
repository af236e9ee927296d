import ArgumentParser
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Says what more labels would be worth, how many it takes to show the gain, and which prompts to label next.",
    discussion: """
      pointsman plan outcomes.jsonl
      pointsman plan outcomes.jsonl --candidates prompts.jsonl --next 20

      It trains on parts of the outcomes, and draws out the line that the scores make.
      """)

  @Argument(help: DataOptions.dataHelp)
  var data: [String] = []

  @Option(help: ArgumentHelp("Prompts without outcomes, a JSON object a line: which to label next.", valueName: "file"))
  var candidates: String?

  @Option(help: ArgumentHelp("How many of them to name.", valueName: "n"))
  var next = 50

  @OptionGroup var options: DataOptions
  @OptionGroup var training: TrainingOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard next >= 1 else { throw ValidationError("--next must be at least 1.") }
  }

  func run() throws {
    let console = Console()
    defer { console.finish() }
    let prompts = try candidates.map(Self.read) ?? []
    let table = try options.read(data, console: console)
    let trainer = try training.trainer(options)
    try trainer.validate(table)
    console.progress("reading \(table.rows.count) prompts with outcomes of \(table.models.count) models")
    let set = try FeaturizedTable(
      table, tokens: try training.tokens(), threads: training.threads, scratch: training.scratch())
    let trained = try trainer.fitted(to: set) { console.progress($0.words) }
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.seed, evaluator.threads) = (training.folds, training.seed, training.threads)
    var evaluation = evaluator.evaluation(of: trained, on: set)
    console.progress("training on fewer labels")
    evaluation.learningCurve = try evaluator.learningCurve(trainer, on: set, whole: evaluation)
    var plan = LabellingPlan(evaluation)
    try plan.choose(next, of: prompts, by: trained.router)
    console.finish()
    for warning in trained.warnings { console.warn(warning) }
    print(json ? plan.json.text : plan.text)
  }

  /// A prompt without an id is called by its place.
  private static func read(_ path: String) throws -> [(id: String, prompt: Prompt)] {
    var lines = try JSONLines(path: path)
    var prompts: [(id: String, prompt: Prompt)] = []
    while let (id, prompt) = try lines.nextPrompt() {
      prompts.append((id ?? "\(path): prompt \(prompts.count + 1)", prompt))
    }
    return prompts
  }
}
