import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges a router on outcomes of prompts that it was not trained on.",
    discussion: """
      pointsman evaluate my.router test.jsonl
      pointsman evaluate my.router outcomes.jsonl --split test --drop-leaks
      pointsman evaluate my.router test.jsonl --willingness-to-pay 0.02
      pointsman evaluate my.router test.jsonl --weak small --strong large

      The choices judged are those of the most likely model, or of the policy that the options give. With --weak and \
      --strong the router chooses between these two of its models alone. cross-validate judges training \
      without a router file, score judges the decisions of another router, and robustness the decisions on paraphrases.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: DataFiles.help)
  var data: [String]

  @OptionGroup(title: "Data") var pair: PairOptions
  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Data") var tagColumns: TagColumnOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup(title: "Leaks") var leaks: LeakOptions
  @OptionGroup(title: "Vectors") var vectors: VectorOptions
  @OptionGroup var policy: PolicyOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Judging") var folds: FoldOptions
  @OptionGroup var memory: MemoryOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    defer { console.finish() }
    try judging.prepare(
      reading: [router] + data + leaks.trainingData + vectors.inputs + [policy.objective.choice.prices])
    let interruption = Interruption(discarding: judging.report, judging.predictions.predictions)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    try checkPair(router)
    var gate = try gate(router, console)
    gate.test = try vectors.attach(to: gate.test, for: [router], threads: threads.threads, console)
    console.progress("routing \(gate.test.rows.count) prompts")
    let set = try FeaturizedTable(gate.test, threads: threads.threads, scratch: memory.scratch())
    var evaluator = folds.evaluator(threads: threads.threads)
    (evaluator.policy, evaluator.prices) = (try policy.policy(of: router), try policy.priceList())
    var evaluation = try evaluator.evaluation(
      of: router, on: set, pair: pair.pair, baselinesFrom: gate.training)
    evaluation.leaks = gate.check
    try judging.show(
      evaluation, of: gate.test, worth: evaluator.policy.worth,
      look: ("evaluate", [("router", .string(router.digest)), ("seed", JSONValue(folds.seed))]), json: output.json,
      console)
  }

  private func checkPair(_ router: Router) throws {
    guard let pair = pair.pair else { return }
    for name in [pair.weak, pair.strong] where !router.models.contains(name) {
      throw Failure(
        description: "\(self.router): has no model \"\(name)\"; it has \(router.models.listed)")
    }
  }

  /// The outcomes to judge the router on: of all its models, or of the pair's alone.
  private func gate(_ router: Router, _ console: Console) throws -> LeakOptions.Gate {
    var files = OutcomeFiles(
      paths: data, reading: reading, models: router.models, tagColumns: try tagColumns.names(for: [router]),
      split: split.split)
    guard let pair = pair.pair else { return try leaks.gate([router], files, console) }
    let names = [pair.weak, pair.strong]
    var gate: LeakOptions.Gate
    do {
      gate = try leaks.gate([router], files, console)
    } catch OutcomesError.unknownModel where !data.contains("-") {
      // Outcomes of the pair alone will do.
      files.models = names
      gate = try leaks.gate([router], files, console)
    }
    gate.test = try gate.test.selecting(models: names)
    gate.training = try gate.training?.selecting(models: names)
    return gate
  }
}
