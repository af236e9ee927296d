internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
public import PointsmanTraining
internal import Synchronization

extension Evaluator {
  /// Evaluates the training: each prompt by a router whose whole training used only the other folds. Prompts are divided into
  /// folds `divisions` times, by seeds of their own, and figures are means over the divisions.
  ///
  /// - Parameters:
  ///   - trainer: the configuration of every training.
  ///   - set: the outcomes, n prompts by M models.
  ///   - attribute: leaves out whole categories, or datasets, in place of folds; these are divided once.
  ///   - progress: is called after each training, with the number of trainings done and of all trainings.
  public func crossValidate(
    _ trainer: RouterTrainer, on set: FeaturizedTable, leavingOut attribute: Evaluation.Attribute? = nil,
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(TrainingError) -> Evaluation {
    precondition(divisions > 0, "folds are formed at least once")
    let table = set.table
    try trainer.validate(table)
    let divided = try (0..<(attribute == nil ? divisions : 1)).map { division throws(TrainingError) in
      try outerFolds(set, leavingOut: attribute, seed: seed &+ UInt64(division))
    }
    let trainings = divided.indices.flatMap { division in
      (0..<divided[division].count).map { (division: division, fold: $0) }
    }
    let done = Atomic<Int>(0)
    let parts = concurrentMap(count: trainings.count, threads: threads) { index in
      defer { progress(done.wrappingAdd(1, ordering: .relaxed).newValue, trainings.count) }
      let (division, fold) = trainings[index]
      return Result<(rows: [RowPredictions], warnings: [String]), TrainingError> { () throws(TrainingError) in
        let part = set.selecting(rows: divided[division].training(fold))
        let trained = try innerTrainer(trainer, part, leavingOut: attribute).fitted(to: part)
        let rules = try rules(of: trained.router, among: table.models)
        let rows = try divided[division].heldOut(fold).map { row throws(TrainingError) in
          try RowPredictions(trained.router, table.rows[row], under: rules)
        }
        let place = (divided.count > 1 ? "division \(division + 1), " : "") + "fold \(fold + 1)"
        return (rows, trained.warnings.map { "\(place): \($0)" })
      }
    }
    var rows = [[RowPredictions?]](repeating: Array(repeating: nil, count: table.rows.count), count: divided.count)
    var warnings: [String] = []
    for (training, result) in zip(trainings, parts) {
      let part = try result.get()
      warnings += part.warnings
      for (row, predictions) in zip(divided[training.division].heldOut(training.fold), part.rows) {
        rows[training.division][row] = predictions
      }
    }
    let predictions = CrossValidatedPredictions(
      // Every row is held out by one fold of a division.
      rows: rows.map { $0.map { $0! } }, folds: divided, set: set)
    let first = predictions.results(ofDivisions: 1)
    let readsTags = trainer.blocks.contains(.context)
    var evaluation = Evaluation(
      first, overDivisions: divided.count > 1 ? predictions.results(ofDivisions: divided.count) : nil,
      regime: attribute.map { .leaveOut($0) } ?? .crossValidated, policy: judgedPolicy,
      baselines: BaselineTrainingRows(set, folds: divided[0].assignment), pair: trainer.pair, target: trainer.target,
      seed: seed, threads: threads
    ).comparing(
      readsTags ? predictions.resultsWithoutTags(ofDivisions: divided.count) : nil, seed: seed, threads: threads)
    evaluation.warnings = warnings
    return evaluation
  }

  private func outerFolds(
    _ set: FeaturizedTable, leavingOut attribute: Evaluation.Attribute?, seed: UInt64
  ) throws(TrainingError) -> Folds {
    // A training for each of 57 subjects would show no more than ten for whole subjects at a time.
    let limit = 10
    let folds: Folds?
    switch attribute {
    case .category: folds = Folds(leavingOutWhole: set.table.rows.map(\.category), atMost: limit)
    case .dataset: folds = Folds(leavingOutWhole: set.table.rows.map(\.dataset), atMost: limit)
    case nil:
      let folds = set.folds(count: self.folds, seed: seed)
      guard folds.count > 1 else { throw .indivisible(rows: set.table.rows.count) }
      return folds
    }
    guard let folds else { throw .noCategories(attribute: attribute?.rawValue ?? "category") }
    return folds
  }

  /// The trainer for one training part: one thread, since the parts share them out, and folds of whole categories where
  /// the regime leaves categories out, so that its choices suit unseen ones.
  private func innerTrainer(
    _ trainer: RouterTrainer, _ part: FeaturizedTable, leavingOut attribute: Evaluation.Attribute?
  ) -> RouterTrainer {
    var inner = trainer
    inner.threads = 1
    let categories = Set(part.table.rows.map(\.category)).count
    inner.grouping = attribute == .category && categories > 1 ? .wholeCategories : .nearDuplicates
    return inner
  }

  /// The training on categories that its heads have not seen, for the cost of one training: the other regime beside the
  /// one in domain. nil when the rows name fewer than two categories, or too few rows remain.
  ///
  /// Folds are whole categories, and each prompt is evaluated by the predictions that its own fold held out, at
  /// penalties, weights and calibration that the other folds chose. `crossValidate(leavingOut:)` trains from scratch for
  /// every fold instead, on more categories at a time: on RouteLLM's MMLU pair it finds an APGR of 0.628 where this finds
  /// 0.587.
  package func unseenCategories(_ trainer: RouterTrainer, on set: FeaturizedTable) -> RegimeFigures? {
    guard Set(set.table.rows.map(\.category)).count > 1 else { return nil }
    var trainer = trainer
    trainer.grouping = .wholeCategories
    guard let trained = try? trainer.fitted(to: set) else { return nil }
    return RegimeFigures(evaluation(of: trained, on: set, regime: .leaveOut(.category)))
  }
}

/// The predictions of every row, once a division of the folds.
private struct CrossValidatedPredictions {
  /// divisions × n.
  let rows: [[RowPredictions]]
  /// One a division.
  let folds: [Folds]
  let set: FeaturizedTable

  /// The results of the first `count` divisions, one after another. Their folds are numbered through.
  func results(ofDivisions count: Int) -> RoutingResults {
    joined(count).results(on: table(count), clusters: clusters(count), divisions: divisions(count))
  }

  func resultsWithoutTags(ofDivisions count: Int) -> RoutingResults? {
    joined(count).resultsWithoutTags(
      on: table(count), clusters: clusters(count), divisions: divisions(count), always: true)
  }

  private func joined(_ count: Int) -> JoinedPredictions {
    var assignment: [Int] = []
    var before = 0
    for folds in folds.prefix(count) {
      assignment += folds.assignment.map { before + $0 }
      before += folds.count
    }
    return JoinedPredictions(Array(rows.prefix(count).joined()), models: set.table.models, folds: assignment)
  }

  private func table(_ count: Int) -> OutcomeTable {
    count == 1 ? set.table : set.table.selecting(rows: (0..<count).flatMap { _ in set.table.rows.indices })
  }

  /// A prompt's rows of several divisions are one cluster.
  private func clusters(_ count: Int) -> [Int] { (0..<count).flatMap { _ in set.clusters } }

  private func divisions(_ count: Int) -> FoldDivisions {
    FoldDivisions(count: count, rows: set.table.rows.count, folds: folds[0].count)
  }
}
