import ArgumentParser
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Judges the decisions of any other router with the same figures.",
    discussion: """
      pointsman score test.jsonl --decisions decisions.jsonl

      A decision is a line {"id": …, "model": …}, and each prompt of the outcomes needs one; \
      route --jsonl --json prints such lines.
      """)

  @OptionGroup(title: "Data") var files: DataFiles

  @Option(help: ArgumentHelp("The decisions: a line {\"id\", \"model\"} a prompt.", valueName: "file.jsonl"))
  var decisions: String

  @OptionGroup(title: "Data") var models: ModelOptions
  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Judging") var worth: WorthOption
  @OptionGroup(title: "Judging") var folds: FoldOptions
  @OptionGroup var memory: MemoryOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    try judging.prepare(reading: try files.paths() + [decisions])
    let interruption = Interruption(discarding: judging.report, judging.predictions.predictions)
    defer { interruption.end() }
    let table = try OutcomeFiles(
      paths: files.paths(), reading: reading, models: models.selection(), split: split.split
    ).table(console)
    try table.checkCosts(for: worth.willingnessToPay)
    let choices = try DecisionLines.choices(in: decisions, for: table, console)
    let set = try FeaturizedTable(table, threads: threads.threads, scratch: memory.scratch())
    let evaluation = folds.evaluator(threads: threads.threads).evaluation(
      ofChoices: choices, on: set, pair: models.pair)
    let look: [(key: String, value: JSONValue)] = [
      ("choices", .string(SHA256.hexDigest(of: Array("\(choices)".utf8)))), ("seed", JSONValue(folds.seed)),
    ]
    try judging.show(
      evaluation, of: table, worth: worth.willingnessToPay, look: ("score", look), json: output.json, console)
  }
}
