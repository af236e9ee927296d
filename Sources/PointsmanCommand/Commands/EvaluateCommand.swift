public import ArgumentParser
import Pointsman
import PointsmanEncoder
public import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

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
    guard paraphrases == nil else {
      guard files.count == 1, !crossValidate, leaveOut == nil, decisions == nil, report == nil, !requireBenefit,
        willingnessToPay == nil, !leaks.isGiven, options.models == nil, options.weak == nil, options.split == nil
      else {
        throw ValidationError("--paraphrases takes a router file, and neither outcomes nor another judgement.")
      }
      return
    }
    guard willingnessToPay.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--willingness-to-pay is a number of USD above 0.")
    }
    guard !judgesRouter || files.count >= 2 else {
      throw ValidationError("Name a router file and a file of outcomes, or give --cross-validate with outcomes alone.")
    }
    guard decisions == nil || !(crossValidate || leaveOut != nil) else {
      throw ValidationError("--decisions are judged as they are: leave --cross-validate and --leave-out out.")
    }
    guard judgesRouter || !leaks.isGiven else {
      throw ValidationError(
        "--train, --drop-leaks, --copies and --allow-leaks are for a router and the outcomes it is judged on.")
    }
    guard !judgesRouter || (options.models == nil && options.weak == nil) else {
      throw ValidationError("A router is judged on its own models: leave --models, --weak and --strong out.")
    }
  }

  /// Whether a router file is judged, and not a recipe or decisions.
  private var judgesRouter: Bool { !crossValidate && leaveOut == nil && decisions == nil }

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
    if let report { try ReportFile.check(report) }
    let interruption = Interruption(discarding: report)
    defer { interruption.end() }
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.seed, evaluator.threads) = (training.folds, training.seed, training.threads)
    var evaluation: Evaluation
    let judged: OutcomeTable
    if crossValidate || leaveOut != nil {
      let trainer = try training.trainer(options)
      var table = try external.attach(to: try options.read(files, console: console), for: trainer.blocks)
      try trainer.validate(table)
      try checkPrice(table)
      console.progress("reading \(table.rows.count) prompts with outcomes of \(table.models.count) models")
      table = try encoder.attach(to: table, for: trainer.blocks, threads: training.threads, console: console)
      let set = try FeaturizedTable(
        table, tokens: try training.tokens(), partingDuplicates: partDuplicates, threads: training.threads,
        scratch: training.scratch())
      console.progress("training on all folds but one, in turn")
      evaluation = try evaluator.crossValidate(trainer, on: set, leavingOut: leaveOut) { done, count in
        console.progress("\(done) of \(count) folds trained and judged")
      }
      if leaveOut == nil && !oneRegime { evaluation.unseen = evaluator.unseenCategories(trainer, on: set) }
      if report != nil {
        console.progress("training for the report: fewer labels, shuffled outcomes")
        try evaluator.addExperiments(trainer, on: set, to: &evaluation)
      }
      judged = table
    } else if let decisions {
      judged = try options.read(files, console: console)
      try checkPrice(judged)
      evaluation = try evaluator.evaluation(
        ofChoices: try DecisionLines.choices(in: decisions, for: judged),
        on: FeaturizedTable(judged, threads: training.threads, scratch: training.scratch()),
        pair: options.pair)
    } else {
      let router = try Router(contentsOf: files[0])
      let vectors = try external.read(for: router)
      let gate = try leaks.gate([router], Array(files.dropFirst()), options, console: console)
      try checkPrice(gate.test)
      var table = try vectors.map { try gate.test.attaching($0) } ?? gate.test
      table = try encoder.attach(to: table, for: router, threads: training.threads, console: console)
      console.progress("routing \(table.rows.count) prompts")
      evaluation = try evaluator.evaluation(
        of: router, on: FeaturizedTable(table, threads: training.threads, scratch: training.scratch()),
        baselinesFrom: gate.training
      )
      evaluation.leaks = gate.check
      judged = table
    }
    console.finish()
    evaluation.worth = willingnessToPay
    for warning in evaluation.warnings { console.warn(warning) }
    if let report { try ReportFile.write(evaluation, of: judged, to: report) }
    print(json ? evaluation.detailedJSON.text : evaluation.text(withChart: Console.drawsOnOutput))
    if requireBenefit && !evaluation.verdict.route { throw ExitCode(2) }
  }

  private func checkPrice(_ table: OutcomeTable) throws {
    guard willingnessToPay == nil || table.hasCosts else {
      throw Failure(description: "--willingness-to-pay asks for regret at a price, but the outcomes record no costs")
    }
  }
}

extension Evaluation.Attribute: ExpressibleByArgument {}
