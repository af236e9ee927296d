public import ArgumentParser
import Pointsman
import PointsmanEncoder
public import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct CrossValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cross-validate",
    abstract: "Judges training without a router file, by cross-validation: each fold is judged by a router trained on "
      + "the others.",
    discussion: """
      pointsman cross-validate outcomes.jsonl
      pointsman cross-validate --demo
      pointsman cross-validate outcomes.jsonl --leave-out category
      pointsman cross-validate outcomes.jsonl --willingness-to-pay 0.02
      pointsman cross-validate outcomes.jsonl --seed 1 --looks looks.jsonl
      """)

  @OptionGroup(title: "Data") var files: DataFiles
  @OptionGroup(title: "Data") var models: ModelOptions
  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions

  @Option(help: "Hold out whole categories or datasets. This shows how the router does on prompts of a new kind.")
  var leaveOut: Evaluation.Attribute?

  @Flag(
    help: ArgumentHelp(
      "Allow near-duplicates in different folds, as scikit-learn's KFold does. The figures are then too good; "
        + "use it for comparisons only."))
  var noGroupDuplicates = false

  @Flag(help: "Do not judge on categories that training has not seen.")
  var skipUnseen = false

  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Training") var dividing: DivisionOption
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var policy: ObjectiveOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup var threads: ThreadOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard leaveOut == nil || !skipUnseen else {
      throw ValidationError("--leave-out judges on unseen categories alone, which --skip-unseen leaves out: give one.")
    }
  }

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    try judging.prepare(reading: try files.paths() + vectors.inputs + [policy.choice.prices])
    let interruption = Interruption(discarding: judging.report, judging.predictions.predictions)
    defer { interruption.end() }
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
      table, tokens: try training.tokens(), partingDuplicates: noGroupDuplicates, threads: threads.threads,
      scratch: training.memory.scratch())
    var evaluator = training.crossValidation.evaluator(threads: threads.threads)
    (evaluator.policy, evaluator.prices) = (try policy.policy(), try policy.priceList())
    evaluator.divisions = dividing.divisions
    console.progress("training on all folds but one, in turn")
    var evaluation = try evaluator.crossValidate(trainer, on: set, leavingOut: leaveOut) { done, count in
      console.progress("\(done) of \(count) trainings done and judged")
    }
    if leaveOut == nil && !skipUnseen { evaluation.unseen = evaluator.unseenCategories(trainer, on: set) }
    if judging.report != nil {
      console.progress("training for the report: fewer labels, shuffled outcomes")
      try evaluator.addExperiments(trainer, on: set, to: &evaluation)
    }
    let look: [(key: String, value: JSONValue)] =
      training.settings(pair: models.pair) + [
        ("divisions", .integer(dividing.divisions)), ("leave_out", leaveOut.map { .string($0.rawValue) } ?? .null),
      ]
    try judging.show(
      evaluation, of: table, worth: evaluator.policy.worth, look: ("cross-validate", look), json: output.json, console)
  }
}

extension Evaluation.Attribute: ExpressibleByArgument {}
