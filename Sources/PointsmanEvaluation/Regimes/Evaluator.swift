public import Pointsman
internal import PointsmanNumerics
public import PointsmanOutcomes
internal import PointsmanSupport
public import PointsmanTraining
internal import Synchronization

/// Judges routers: a finished one on new outcomes, or the recipe itself by cross-validation.
public struct Evaluator: Sendable {
  /// Folds of the cross-validation, and of the baselines that learn.
  public var folds = 5
  /// Fixes folds and resamples.
  public var seed: UInt64 = 0
  /// Threads to work with. Results do not depend on it.
  public var threads = 1

  /// Five folds, seed 0, one thread.
  public init() {}

  /// Judges `router` on outcomes that it was not trained on. The table must have the router's models, and its prompts the
  /// vectors that the router reads.
  ///
  /// `training` are the outcomes that the router was trained on, for the baselines to learn from; without them they learn
  /// on folds of the judged rows.
  public func evaluate(
    _ router: Router, on set: FeaturizedTable, trainedOn training: OutcomeTable? = nil
  ) throws(TrainingError) -> Evaluation {
    let table = set.table
    precondition(table.models == router.models, "the table must have the router's models")
    let rows = table.rows
    let routed = concurrentMap(count: rows.count, threads: threads) { row in
      Result<RowProbabilities, TrainingError> { () throws(TrainingError) in try RowProbabilities(router, rows[row]) }
    }
    var (probabilities, untagged, costs) = ([Double](), [Double](), [Double?]())
    for result in routed {
      let row = try result.get()
      probabilities += row.probabilities
      untagged += row.untagged ?? []
      costs += row.costs
    }
    func judged(_ probabilities: [Double]) -> RoutingResults {
      RoutingResults(
        table: table, predictions: Predictions(models: table.models.count, probabilities: probabilities),
        predictedCosts: Self.known(costs))
    }
    return Evaluation(
      judged(probabilities), regime: .heldOut,
      baselines: training.map { BaselineTrainingRows(table, learningFrom: $0, threads: threads) } ?? foldsOfItself(set),
      pair: router.manifest.pair, target: router.manifest.target, seed: seed, threads: threads
    ).comparing(untagged.isEmpty ? nil : judged(untagged), seed: seed, threads: threads)
  }

  /// Judges what training itself held out: honest figures for a router just trained, without training again.
  public func evaluate(_ trained: TrainedRouter, trainedOn set: FeaturizedTable) -> Evaluation {
    evaluate(trained, trainedOn: set, regime: .crossValidated)
  }

  func evaluate(_ trained: TrainedRouter, trainedOn set: FeaturizedTable, regime: Evaluation.Regime) -> Evaluation {
    let costs = meanCosts(set.table, folds: trained.folds)
    func judged(_ predictions: Predictions) -> RoutingResults {
      RoutingResults(table: set.table, predictions: predictions, predictedCosts: costs, folds: trained.folds)
    }
    return Evaluation(
      judged(trained.heldOut), regime: regime, baselines: BaselineTrainingRows(set, folds: trained.folds),
      pair: trained.router.manifest.pair, target: trained.router.manifest.target, seed: seed, threads: threads
    ).comparing(trained.heldOutWithoutTags.map(judged), seed: seed, threads: threads)
  }

  /// Judges the recipe: each prompt by a router trained, with all that it chooses, on the other folds.
  public func crossValidate(
    _ trainer: RouterTrainer, on set: FeaturizedTable, leavingOut attribute: Evaluation.Attribute? = nil,
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(TrainingError) -> Evaluation {
    let table = set.table
    try trainer.validate(table)
    let folds = try outerFolds(set, leavingOut: attribute)
    let done = Atomic<Int>(0)
    let results = concurrentMap(count: folds.count, threads: threads) { fold in
      defer { progress(done.wrappingAdd(1, ordering: .relaxed).newValue, folds.count) }
      return Result<(rows: [RowProbabilities], warnings: [String]), TrainingError> { () throws(TrainingError) in
        let part = set.selecting(rows: folds.training(fold))
        let trained = try innerTrainer(trainer, part, leavingOut: attribute).fitted(to: part)
        let rows = try folds.heldOut(fold).map { row throws(TrainingError) in
          try RowProbabilities(trained.router, table.rows[row])
        }
        return (rows, trained.warnings.map { "fold \(fold + 1): \($0)" })
      }
    }
    var probabilities = [Double](repeating: 0, count: table.rows.count * table.models.count)
    var untagged = probabilities
    var costs = [Double?](repeating: nil, count: probabilities.count)
    var warnings: [String] = []
    for (fold, result) in results.enumerated() {
      let part = try result.get()
      warnings += part.warnings
      for (row, values) in zip(folds.heldOut(fold), part.rows) {
        let cells = row * table.models.count..<(row + 1) * table.models.count
        probabilities.replaceSubrange(cells, with: values.probabilities)
        untagged.replaceSubrange(cells, with: values.untagged ?? values.probabilities)
        costs.replaceSubrange(cells, with: values.costs)
      }
    }
    func judged(_ probabilities: [Double]) -> RoutingResults {
      RoutingResults(
        table: table, predictions: Predictions(models: table.models.count, probabilities: probabilities),
        predictedCosts: Self.known(costs), folds: folds.assignment)
    }
    var evaluation = Evaluation(
      judged(probabilities), regime: attribute.map { .leaveOut($0) } ?? .crossValidated,
      baselines: BaselineTrainingRows(set, folds: folds.assignment), pair: trainer.pair, target: trainer.target,
      seed: seed,
      threads: threads
    ).comparing(trainer.blocks.contains(.context) ? judged(untagged) : nil, seed: seed, threads: threads)
    evaluation.warnings = warnings
    return evaluation
  }

  /// The costs, where each is known.
  private static func known(_ costs: [Double?]) -> [Double]? {
    let known = costs.compactMap(\.self)
    return known.count == costs.count ? known : nil
  }

  /// The ground of the baselines that learn, where no training rows are at hand.
  func foldsOfItself(_ set: FeaturizedTable) -> BaselineTrainingRows {
    BaselineTrainingRows(set, folds: Folds(keepingTogether: set.clusters, count: folds, seed: seed).assignment)
  }

  private func outerFolds(
    _ set: FeaturizedTable, leavingOut attribute: Evaluation.Attribute?
  ) throws(TrainingError) -> Folds {
    // A training for each of 57 subjects would tell no more than ten for whole subjects at a time.
    let limit = 10
    let folds: Folds?
    switch attribute {
    case .category: folds = Folds(leavingOutWhole: set.table.rows.map(\.category), atMost: limit)
    case .dataset: folds = Folds(leavingOutWhole: set.table.rows.map(\.dataset), atMost: limit)
    case nil:
      let divided = Folds(keepingTogether: set.clusters, count: self.folds, seed: seed)
      guard divided.count > 1 else { throw .indivisible(rows: set.table.rows.count) }
      return divided
    }
    guard let folds else { throw .noCategories(attribute: attribute?.rawValue ?? "category") }
    return folds
  }

  /// The trainer for one training part: one thread, since the parts share them out, and folds of whole categories where
  /// the regime leaves categories out, so that what it chooses suits the unseen.
  private func innerTrainer(
    _ trainer: RouterTrainer, _ part: FeaturizedTable, leavingOut attribute: Evaluation.Attribute?
  ) -> RouterTrainer {
    var inner = trainer
    inner.threads = 1
    let categories = Set(part.table.rows.map(\.category)).count
    inner.grouping = attribute == .category && categories > 1 ? .wholeCategories : .nearDuplicates
    return inner
  }

  /// n × M: each model's mean cost over the other folds' rows, since training holds out no forecasts; nil when costs are not
  /// recorded.
  private func meanCosts(_ table: OutcomeTable, folds: [Int]) -> [Double]? {
    guard table.hasCosts else { return nil }
    let count = (folds.max() ?? 0) + 1
    let means = (0..<count).map { fold in
      table.models.indices.map { model in
        mean(table.rows.indices.compactMap { folds[$0] == fold ? nil : table.cost(row: $0, model: model) })
      }
    }
    return folds.flatMap { means[$0] }
  }
}
