public import ArgumentParser
import Outcomes
import Pointsman
import PointsmanEncoder
public import PointsmanEvaluation
import PointsmanTraining

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges a router on new outcomes or, without one, the recipe by cross-validation.",
    discussion: """
      pointsman evaluate my.router test.jsonl
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

  @OptionGroup var options: DataOptions
  @OptionGroup var training: TrainingOptions
  @OptionGroup var external: ExternalOptions
  @OptionGroup var encoder: EncoderOptions

  @Flag(help: "End with status 2 when routing does not pay.")
  var requireBenefit = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard paraphrases == nil else {
      guard files.count == 1, !crossValidate, leaveOut == nil, !requireBenefit else {
        throw ValidationError("--paraphrases takes a router file, and neither outcomes nor another judgement.")
      }
      return
    }
    guard crossValidate || leaveOut != nil || files.count >= 2 else {
      throw ValidationError("Name a router file and a file of outcomes, or give --cross-validate with outcomes alone.")
    }
    guard crossValidate || leaveOut != nil || (options.models == nil && options.weak == nil) else {
      throw ValidationError("A router is judged on its own models: leave --models, --weak and --strong out.")
    }
  }

  func run() throws {
    if let paraphrases {
      let router = try Router(contentsOf: files[0])
      let robustness = try ParaphraseRobustness(try ParaphraseLines.read(path: paraphrases), models: router.models) {
        (prompt) throws(RouterError) in try router.route(prompt)
      }
      print(json ? robustness.json.text : robustness.text)
      return
    }
    let console = Console()
    defer { console.finish() }
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.seed, evaluator.threads) = (training.folds, training.seed, training.threads)
    let evaluation: Evaluation
    if crossValidate || leaveOut != nil {
      let trainer = try training.trainer(options)
      var table = try external.attach(to: try options.read(files, console: console), for: trainer.blocks)
      try trainer.validate(table)
      console.progress("reading \(table.rows.count) prompts with outcomes of \(table.models.count) models")
      table = try encoder.attach(to: table, for: trainer.blocks, threads: training.threads, console: console)
      let set = TrainingSet(
        table, tokens: try training.tokens(), partingDuplicates: partDuplicates, threads: training.threads)
      console.progress("training on all folds but one, in turn")
      evaluation = try evaluator.crossValidate(trainer, on: set, leavingOut: leaveOut) { done, count in
        console.progress("\(done) of \(count) folds trained and judged")
      }
    } else {
      let router = try Router(contentsOf: files[0])
      let vectors = try external.read(for: router)
      var table = try options.read(Array(files.dropFirst()), models: router.models, console: console)
      if let vectors { table = try table.attaching(vectors) }
      table = try encoder.attach(to: table, for: router, threads: training.threads, console: console)
      console.progress("routing \(table.rows.count) prompts")
      evaluation = try evaluator.evaluate(router, on: TrainingSet(table, threads: training.threads))
    }
    console.finish()
    for warning in evaluation.warnings { console.warn(warning) }
    print(json ? evaluation.json.text : evaluation.text)
    if requireBenefit && !evaluation.verdict.route { throw ExitCode(2) }
  }
}

extension Evaluation.Attribute: ExpressibleByArgument {}
