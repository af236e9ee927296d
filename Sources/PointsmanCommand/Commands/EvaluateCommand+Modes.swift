import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport
import PointsmanTraining

extension EvaluateCommand {
  /// The four uses of the command, which its options tell apart.
  enum Mode {
    /// A router file on new outcomes.
    case router
    /// The training recipe, by cross-validation.
    case crossValidation
    /// The decisions of another router, in a file.
    case decisions(String)
    /// A router file on pairs of prompts that mean the same, in a file.
    case robustness(String)
  }

  var mode: Mode {
    if let paraphrases { return .robustness(paraphrases) }
    if crossValidate || leaveOut != nil { return .crossValidation }
    return decisions.map { .decisions($0) } ?? .router
  }

  private func evaluator() -> Evaluator {
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.seed, evaluator.threads) = (training.folds, training.seed, training.threads)
    return evaluator
  }

  private func validatePrice() throws {
    guard willingnessToPay.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--willingness-to-pay is a number of USD above 0.")
    }
  }

  private func checkPrice(_ table: OutcomeTable) throws {
    guard willingnessToPay != nil else { return }
    let unpriced = table.modelsWithoutCosts
    guard unpriced.count < table.models.count else {
      throw Failure(description: "--willingness-to-pay asks for regret at a price, but the outcomes record no costs")
    }
    guard unpriced.isEmpty else {
      throw Failure(
        description: "--willingness-to-pay asks for regret at a price, but no cost is known of "
          + "\(unpriced.joined(separator: ", ")); add \"cost\" to its outcomes, or leave it out with --models")
    }
  }
}

// A router file on new outcomes.
extension EvaluateCommand {
  func validateRouter() throws {
    try validatePrice()
    guard files.count >= 2 else {
      throw ValidationError("Name a router file and a file of outcomes, or give --cross-validate with outcomes alone.")
    }
    guard options.models == nil && options.weak == nil else {
      throw ValidationError("A router is judged on its own models: leave --models, --weak and --strong out.")
    }
  }

  func judgedRouter(_ console: Console) throws -> (Evaluation, OutcomeTable) {
    let router = try Router(contentsOf: files[0])
    let vectors = try external.read(for: router)
    let gate = try leaks.gate([router], Array(files.dropFirst()), options, console: console)
    try checkPrice(gate.test)
    var table = try vectors.map { try gate.test.attaching($0) } ?? gate.test
    table = try encoder.attach(to: table, for: router, threads: training.threads, console: console)
    console.progress("routing \(table.rows.count) prompts")
    var evaluation = try evaluator().evaluation(
      of: router, on: FeaturizedTable(table, threads: training.threads, scratch: training.scratch()),
      baselinesFrom: gate.training
    )
    evaluation.leaks = gate.check
    return (evaluation, table)
  }
}

// The recipe by cross-validation, or the decisions of another router: outcomes without a router file.
extension EvaluateCommand {
  func validateOutcomes() throws {
    try validatePrice()
    guard decisions == nil || !(crossValidate || leaveOut != nil) else {
      throw ValidationError("--decisions are judged as they are: leave --cross-validate and --leave-out out.")
    }
    guard !leaks.isGiven else {
      throw ValidationError(
        "--train, --drop-leaks, --copies and --allow-leaks are for a router and the outcomes it is judged on.")
    }
  }

  func crossValidated(_ console: Console) throws -> (Evaluation, OutcomeTable) {
    let evaluator = evaluator()
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
    var evaluation = try evaluator.crossValidate(trainer, on: set, leavingOut: leaveOut) { done, count in
      console.progress("\(done) of \(count) folds trained and judged")
    }
    if leaveOut == nil && !oneRegime { evaluation.unseen = evaluator.unseenCategories(trainer, on: set) }
    if report != nil {
      console.progress("training for the report: fewer labels, shuffled outcomes")
      try evaluator.addExperiments(trainer, on: set, to: &evaluation)
    }
    return (evaluation, table)
  }

  func judgedDecisions(in path: String, _ console: Console) throws -> (Evaluation, OutcomeTable) {
    let judged = try options.read(files, console: console)
    try checkPrice(judged)
    let evaluation = try evaluator().evaluation(
      ofChoices: try DecisionLines.choices(in: path, for: judged),
      on: FeaturizedTable(judged, threads: training.threads, scratch: training.scratch()),
      pair: options.pair)
    return (evaluation, judged)
  }
}

// A router file on pairs of prompts that mean the same.
extension EvaluateCommand {
  func validateRobustness() throws {
    guard files.count == 1, !crossValidate, leaveOut == nil, decisions == nil, report == nil, !requireBenefit,
      willingnessToPay == nil, !leaks.isGiven, options.models == nil, options.weak == nil, options.split == nil
    else {
      throw ValidationError("--paraphrases takes a router file, and neither outcomes nor another judgement.")
    }
  }

  func printRobustness(_ pairs: String) throws {
    let router = try Router(contentsOf: files[0])
    let robustness = try ParaphraseRobustness(try ParaphraseLines.read(path: pairs), models: router.models) {
      (prompt) throws(RouterError) in try router.route(prompt)
    }
    print(json ? robustness.json.text : robustness.text)
  }
}
