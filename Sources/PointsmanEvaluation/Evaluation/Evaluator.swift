public import Pointsman
public import PointsmanOutcomes
internal import PointsmanSupport
public import PointsmanTraining

/// Evaluates a finished router on new outcomes, a router just trained, choices made elsewhere, or, by cross-validation,
/// the training itself.
///
/// ```swift
/// let evaluation = try Evaluator().evaluation(of: router, on: FeaturizedTable(test), baselinesFrom: train)
/// print(evaluation.verdict)
/// ```
public struct Evaluator: Sendable {
  /// Folds of the cross-validation, and of the baselines that learn.
  public var folds = 5
  /// The number of times that cross-validation divisions prompts into folds. Figures are means over the divisions.
  public var divisions = 5
  /// The seed of folds and resamples.
  public var seed: UInt64 = 0
  /// Threads to work with. Results do not depend on it.
  public var threads = 1
  /// The policy whose choices are judged.
  public var policy = Policy.mostLikely
  /// Prices for the policy's forecasts of cost; nil goes by recorded costs.
  public var prices: PriceList?

  /// Five divisions into five folds, seed 0, one thread.
  public init() {}

  /// Evaluates `router` on outcomes that it was not trained on.
  ///
  /// Where `set` has some of the router's models only, the router chooses among these.
  ///
  /// - Parameters:
  ///   - router: the router to evaluate.
  ///   - set: outcomes of the router's models, or of some of them, with the vectors that the router reads.
  ///   - pair: the weak and the strong model of figures about a pair; nil for the router's own.
  ///   - training: the outcomes that the router was trained on, for the baselines to learn from; without them they learn
  ///     on folds of the evaluated rows.
  ///
  /// Throws `TrainingError.otherModels` for outcomes of other models than the router's, and `.unsuitableVector` for a row
  /// without a vector that the router reads.
  public func evaluation(
    of router: Router, on set: FeaturizedTable, pair: RouterManifest.Pair? = nil,
    baselinesFrom training: OutcomeTable? = nil
  ) throws(TrainingError) -> Evaluation {
    let table = set.table
    let columns = table.models.compactMap(router.models.firstIndex)
    guard columns.count == table.models.count else {
      throw .otherModels(found: table.models, expected: router.models)
    }
    if let training, training.models != table.models {
      throw .otherModels(found: training.models, expected: table.models)
    }
    let rows = try predictions(of: router, for: table.rows, choosingAmong: table.models)
    let predictions = JoinedPredictions(rows.map { $0.selecting(models: columns) }, models: table.models)
    let own = router.manifest.thresholdPair
    let ownPair = own.map { table.models.contains($0.weak) && table.models.contains($0.strong) } == true ? own : nil
    return Evaluation(
      predictions.results(on: table, clusters: set.clusters), regime: .heldOut, policy: judgedPolicy,
      baselines: training.map { BaselineTrainingRows(table, learningFrom: $0, threads: threads) } ?? ownFolds(of: set),
      pair: pair ?? ownPair, target: router.manifest.target, seed: seed, threads: threads
    ).comparing(predictions.resultsWithoutTags(on: table, clusters: set.clusters), seed: seed, threads: threads)
  }

  /// The policy, unless it is the most likely model.
  var judgedPolicy: Policy? { policy == .mostLikely ? nil : policy }

  /// Evaluates a router just trained on `set` by the predictions that its training held out, without training again.
  public func evaluation(of trained: TrainedRouter, on set: FeaturizedTable) -> Evaluation {
    evaluation(of: trained, on: set, regime: .crossValidated)
  }

  func evaluation(of trained: TrainedRouter, on set: FeaturizedTable, regime: Evaluation.Regime) -> Evaluation {
    let costs = meanCosts(set.table, folds: trained.folds)
    func results(_ predictions: Predictions) -> RoutingResults {
      RoutingResults(
        table: set.table, predictions: predictions, predictedCosts: costs, folds: trained.folds,
        clusters: set.clusters, divisions: FoldDivisions(of: trained.folds))
    }
    return Evaluation(
      results(trained.heldOut), regime: regime, baselines: BaselineTrainingRows(set, folds: trained.folds),
      pair: trained.router.manifest.pair, target: trained.router.manifest.target, seed: seed, threads: threads
    ).comparing(trained.heldOutWithoutTags.map(results), seed: seed, threads: threads)
  }

  /// n × M: each model's mean cost over the other folds' rows that record it, since training holds out no forecasts; nil
  /// where one of them is not known.
  private func meanCosts(_ table: OutcomeTable, folds: [Int]) -> [Double]? {
    let weights = table.weights
    let count = (folds.max() ?? 0) + 1
    let means = (0..<count).map { fold in
      table.models.indices.map { model in
        let rows = table.countedRows.filter { folds[$0] != fold && table.cost(row: $0, model: model) != nil }
        return mean(
          rows.map { table.cost(row: $0, model: model) ?? 0 }, by: weights.map { weights in rows.map { weights[$0] } })
      }
    }
    guard means.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    return folds.flatMap { means[$0] }
  }

  /// Evaluates choices made elsewhere: for each row the number of the model chosen.
  ///
  /// Figures about probabilities are undefined then, and a pair's order of prompts has two steps, chosen strong or not.
  package func evaluation(ofChoices choices: [Int], on set: FeaturizedTable, pair: RouterManifest.Pair?) -> Evaluation {
    let models = set.table.models.count
    precondition(choices.count == set.table.rows.count, "one choice a row")
    let chosen = choices.flatMap { choice in (0..<models).map { $0 == choice ? 1.0 : 0 } }
    let results = RoutingResults(
      table: set.table, predictions: Predictions(models: models, probabilities: chosen), predictedCosts: nil,
      clusters: set.clusters, hasProbabilities: false)
    return Evaluation(
      results, regime: .decisions, baselines: ownFolds(of: set), pair: pair, seed: seed, threads: threads)
  }

  /// Folds of the evaluated rows, for baselines to learn on where no training rows are given.
  private func ownFolds(of set: FeaturizedTable) -> BaselineTrainingRows {
    BaselineTrainingRows(set, folds: set.folds(count: folds, seed: seed).assignment)
  }

  /// The router's predictions for each of `rows`, shared among `threads`. The policy chooses among `models`.
  func predictions(
    of router: Router, for rows: [OutcomeRow], choosingAmong models: [String]
  ) throws(TrainingError) -> [RowPredictions] {
    let rules = try rules(of: router, among: models)
    let results = concurrentMap(count: rows.count, threads: threads) { index in
      Result<RowPredictions, TrainingError> { () throws(TrainingError) in
        try RowPredictions(router, rows[index], under: rules)
      }
    }
    return try results.map { result throws(TrainingError) in try result.get() }
  }

  /// The policy, bound to a router and to some of its models; nil where the most likely model is chosen.
  func rules(of router: Router, among models: [String]) throws(TrainingError) -> BoundPolicy? {
    guard judgedPolicy != nil || prices != nil else { return nil }
    var policy = policy
    if models != router.models { policy.allowed = (policy.allowed ?? models).filter(models.contains) }
    do {
      return try BoundPolicy(router, under: policy, prices: prices)
    } catch {
      throw .router(error)
    }
  }
}

/// A router's predictions for one row.
struct RowPredictions: Sendable {
  let probabilities: [Double]
  /// The probabilities without the row's tags; nil where the router has no context block.
  let untagged: [Double]?
  /// For each model its expected cost, USD; nil where the router cannot predict it.
  let costs: [Double?]
  /// The model that the policy chooses, with the row's tags and without; nil where none is judged.
  let choice: String?
  let untaggedChoice: String?

  /// A vector that the row lacks is an error with the row's id, and so is a prompt that the rules leave no model for.
  init(_ router: Router, _ row: OutcomeRow, under rules: BoundPolicy? = nil) throws(TrainingError) {
    var prompt = row.prompt
    let readsTags = router.heads[ContextHead.self] != nil
    do throws(RouterError) {
      let decision = try rules?.route(prompt)
      probabilities = if let decision { decision.probabilities } else { try router.probabilities(for: prompt) }
      (choice, costs) = (decision?.model, decision?.costs ?? router.expectedCosts(of: prompt))
      prompt.tags = [:]
      let withoutTags = readsTags ? try rules?.route(prompt) : nil
      untaggedChoice = withoutTags?.model
      untagged =
        if let withoutTags { withoutTags.probabilities } else if readsTags {
          try router.probabilities(for: prompt)
        } else { nil }
    } catch {
      if case .unsuitablePolicy = error { throw .router(error) }
      throw .unsuitableVector(row: row.id, fault: error)
    }
  }

  private init(_ predictions: RowPredictions, columns: [Int]) {
    probabilities = columns.map { predictions.probabilities[$0] }
    untagged = predictions.untagged.map { all in columns.map { all[$0] } }
    costs = columns.map { predictions.costs[$0] }
    (choice, untaggedChoice) = (predictions.choice, predictions.untaggedChoice)
  }

  /// The predictions for the models at `columns`.
  func selecting(models columns: [Int]) -> RowPredictions {
    columns == Array(probabilities.indices) ? self : RowPredictions(self, columns: columns)
  }
}

/// The predictions of a table's rows, one after another.
struct JoinedPredictions {
  /// n × M.
  let probabilities: [Double]
  /// The same without tags; nil where no router reads them.
  private let untagged: [Double]?
  /// n × M, USD; nil unless all are predicted.
  private let costs: [Double]?
  /// For each row the model that the policy chooses, with tags and without.
  private let choices: [Int]?
  private let untaggedChoices: [Int]?
  private let models: Int
  private let folds: [Int]?

  /// - Parameters:
  ///   - rows: in the table's order, of the table's models.
  ///   - folds: for each row the fold whose router predicted it; nil where one router did.
  init(_ rows: [RowPredictions], models: [String], folds: [Int]? = nil) {
    let columns = Dictionary(uniqueKeysWithValues: models.enumerated().map { ($1, $0) })
    self.models = models.count
    self.folds = folds
    probabilities = rows.flatMap(\.probabilities)
    untagged = rows.contains { $0.untagged != nil } ? rows.flatMap { $0.untagged ?? $0.probabilities } : nil
    let all = rows.flatMap(\.costs)
    let known = all.compactMap(\.self)
    costs = known.count == all.count ? known : nil
    let chosen = rows.compactMap { $0.choice.flatMap { columns[$0] } }
    choices = chosen.count == rows.count && !rows.isEmpty ? chosen : nil
    let withoutTags = rows.compactMap { ($0.untaggedChoice ?? $0.choice).flatMap { columns[$0] } }
    untaggedChoices = withoutTags.count == rows.count && !rows.isEmpty ? withoutTags : nil
  }

  func results(on table: OutcomeTable, clusters: [Int], divisions: FoldDivisions? = nil) -> RoutingResults {
    results(table, probabilities, choices, clusters, divisions)
  }

  /// By the probabilities without tags, or those with tags where no router reads them; nil where that is not asked for.
  func resultsWithoutTags(
    on table: OutcomeTable, clusters: [Int], divisions: FoldDivisions? = nil, always: Bool = false
  ) -> RoutingResults? {
    (untagged ?? (always ? probabilities : nil)).map { results(table, $0, untaggedChoices, clusters, divisions) }
  }

  private func results(
    _ table: OutcomeTable, _ probabilities: [Double], _ chosen: [Int]?, _ clusters: [Int], _ divisions: FoldDivisions?
  ) -> RoutingResults {
    RoutingResults(
      table: table, predictions: Predictions(models: models, probabilities: probabilities), predictedCosts: costs,
      folds: folds, clusters: clusters, divisions: divisions, chosen: chosen)
  }
}
