import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Estimates the value of more labels, the number that shows a gain, and names prompts to label next.",
    discussion: """
      pointsman plan outcomes.jsonl
      pointsman plan outcomes.jsonl --candidates prompts.jsonl --top 20

      pointsman plan outcomes.jsonl --gain 0.01

      It trains on random parts of the outcomes, and extrapolates the scores. Of the prompts to label next half are \
      drawn at random, so that figures can be judged on them.
      """)

  @OptionGroup(title: "Data") var files: DataFiles

  @Option(
    help: ArgumentHelp(
      "Prompts without outcomes, as JSON Lines, to choose the next ones to label from.", valueName: "file"))
  var candidates: String?

  @Option(help: ArgumentHelp("The number of candidates to show (default: 50).", valueName: "n"))
  var top: Int?

  @Option(help: ArgumentHelp("The least gain over the best single model that would matter.", valueName: "gain"))
  var gain = 0.02

  @OptionGroup(title: "Data") var models: ModelOptions
  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var threads: ThreadOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard top.map({ $0 >= 1 }) ?? true else { throw ValidationError("--top must be at least 1.") }
    guard gain >= 0.0001 && gain <= 1 else {
      throw ValidationError("--gain must be a difference of mean scores from 0.0001 to 1.")
    }
    guard top == nil || candidates != nil else {
      throw ValidationError("--top is how many of --candidates to name: give both.")
    }
  }

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    let prompts = try candidates.map { try read($0, console) } ?? []
    let trainer = try training.trainer(pair: models.pair, threads: threads.threads)
    var table = try OutcomeFiles(
      paths: files.paths(), reading: reading, models: models.selection(),
      tagColumns: tagColumns.names(for: trainer.blocks),
      split: split.split
    ).table(console)
    console.progress("reading \(table.rows.count) prompts with outcomes of \(table.models.count) models")
    table = try vectors.attach(to: table, for: trainer.blocks, threads: threads.threads, console) { table in
      try trainer.validate(table)
    }
    let set = try FeaturizedTable(
      table, tokens: try training.tokens(), threads: threads.threads, scratch: training.memory.scratch())
    let trained = try trainer.fitted(to: set) { console.progress("\($0)") }
    let evaluator = training.crossValidation.evaluator(threads: threads.threads)
    var evaluation = evaluator.evaluation(of: trained, on: set)
    console.progress("training on fewer labels, ten times")
    evaluation.learningCurve = try evaluator.learningCurve(trainer, on: set, whole: evaluation)
    var plan = LabellingPlan(evaluation, showing: gain)
    try plan.choose(
      top ?? 50, of: try attachingVectors(to: prompts, after: table.rows.count, trained.router, console),
      by: trained.router, seed: training.crossValidation.seed)
    console.finish()
    for warning in trained.warnings { console.warn(warning) }
    print(output.json ? plan.json.text : plan.text)
  }

  /// A prompt without an id is called by its place.
  private func read(_ path: String, _ console: Console) throws -> [(id: String, prompt: Prompt)] {
    var lines = try JSONLines(path: path, console)
    var prompts: [(id: String, prompt: Prompt)] = []
    while let line = try lines.nextPrompt() {
      prompts.append((line.id ?? "\(path): prompt \(prompts.count + 1)", line.prompt))
    }
    return prompts
  }

  /// The candidates with the vectors that the router reads; a vector of a line's own comes before one of --embeddings.
  private func attachingVectors(
    to candidates: [(id: String, prompt: Prompt)], after rows: Int, _ router: Router, _ console: Console
  ) throws -> [(id: String, prompt: Prompt)] {
    let embeddings = try vectors.embeddings.read()
    var prompts = candidates.map(\.prompt)
    if let embeddings {
      for index in prompts.indices where prompts[index].vectors[.external] == nil {
        prompts[index].vectors[.external] = try embeddings.vector(at: rows + index, id: candidates[index].id)
      }
    }
    prompts = try vectors.encoded(prompts, for: router, threads: threads.threads, console)
    return zip(candidates, prompts).map { ($0.id, $1) }
  }
}
