public import Pointsman
public import PointsmanEncoder
internal import PointsmanNumerics
public import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// A router with one more model, and the figures of the addition.
public struct AddedModel: Sendable {
  /// The router with the model in it.
  public let router: Router
  /// The origin of the new head.
  public let origin: Origin
  /// The number of rows with an outcome of the model.
  public let rows: Int
  /// The number of these rows that may be among the router's own training prompts.
  public let trainedRows: Int
  /// For each row that the head was fitted on its probability, by a head that did not see the row: an estimate for new
  /// prompts.
  public let heldOut: [Double]
  /// The scores of those rows.
  public let scores: [Double]
  /// The weights of those rows; nil where all are alike.
  public let weights: [Double]?
  /// The largest gradient norm that a regression ended with.
  public let largestGradient: Double

  /// The ways to a new head.
  public enum Origin: String, Sendable, CaseIterable {
    /// A mix of the router's heads, fitted on rows that are new to the router.
    case mix
    /// A head over the router's features, fitted on all rows and on nothing that the router knows of other models.
    case own
  }
}

/// The settings for adding a model to a trained router from a few hundred outcomes; `adding(_:to:from:)` makes the
/// router.
///
/// ```swift
/// let added = try ModelAdder().adding("new-model", to: router, from: outcomes)
/// try added.router.write(to: "my.router")
/// ```
///
/// There are two heads. One is a mix of the router's heads, by logistic regression on each block's logits of each model. The
/// penalty on the mix draws it toward the mean of all heads, the more so the fewer labels there are. It can be learnt only on
/// prompts that are new to the router: of its own training prompts, the router's logits know the labels. The other head is
/// fitted to the new outcomes alone, as training would. It is taken where there are too few new prompts, or where its log loss
/// on rows that neither head has seen is lower by more than a standard error. The heads of the other models stay as they are,
/// bit for bit.
public struct ModelAdder: Sendable {
  /// Folds that choose the penalty and the calibration; five, as in training.
  public var folds = 5
  /// Fixes how rows are assigned to folds.
  public var seed: UInt64 = 0
  /// Threads to work with. The router's bytes do not depend on it.
  public var threads = 1

  /// The defaults.
  public init() {}

  /// Adds `model`, whose outcomes `table` has, to `router`. Outcomes of other models are passed over.
  ///
  /// - Parameters:
  ///   - model: the new model, by its name in `table`.
  ///   - router: the router to add it to; it does not change.
  ///   - table: outcomes of the model, one row a prompt.
  ///   - tokens: the vectors for a router with a semantic block; nil finds the table that comes with Pointsman, as the command
  ///     line does.
  public func adding(
    _ model: String, to router: Router, from table: OutcomeTable, tokens: TokenTable? = nil
  ) throws(TrainingError) -> AddedModel {
    try check(model, router)
    try RouterTrainer.checkAddressSpace(threads: threads)
    let tokens = try self.tokens(tokens, for: router, model)
    let set = FeaturizedTable(try observed(model, table), tokens: tokens, threads: threads)
    let folds = try self.folds(set)
    let own = try Fit(own: OwnHeadFit(router, set, try targets(set, folds), threads: threads), set.table)
    let fresh = set.table.rows.indices.filter { !router.mayBeTrained(on: set.table.rows[$0].prompt) }
    var fit = own
    if fresh.count >= RouterTrainer.leastRows(folds: self.folds),
      let mix = try mix(router, fresh.count == set.table.rows.count ? set : set.selecting(rows: fresh)),
      !mix.isBeaten(by: own.selecting(rows: fresh))
    {
      fit = mix
    }
    let rows = set.table.rows.indices
    var entry = RouterManifest.Model(
      name: model, calibration: fit.calibration,
      meanScore: set.table.mean(of: Array(rows)) { set.table.score(row: $0, model: 0) ?? 0 } ?? 0,
      meanCost: set.table.mean(of: rows.filter { set.table.cost(row: $0, model: 0) != nil }) {
        set.table.cost(row: $0, model: 0) ?? 0
      })
    entry.reliability = Reliability(probabilities: fit.heldOut, scores: fit.scores, weights: fit.weights)
    entry.addition = .init(rows: rows.count, dataDigest: set.table.digest, folds: folds.count, seed: seed)
    let usage = try UsageFit.heads(joining: router.manifest.usage, set, folds: folds.assignment, threads: threads)
    do {
      return AddedModel(
        router: try fit.adding(entry, to: router, usage: usage), origin: fit.origin, rows: rows.count,
        trainedRows: rows.count - fresh.count, heldOut: fit.heldOut, scores: fit.scores, weights: fit.weights,
        largestGradient: fit.largestGradient)
    } catch {
      throw .router(error)
    }
  }

  private func check(_ model: String, _ router: Router) throws(TrainingError) {
    func refuse(_ reason: String) -> TrainingError { .unsuitableAddition(model: model, reason: reason) }
    if folds < 2 { throw .unsuitableSetting(name: "folds", value: folds, least: 2) }
    guard !router.models.contains(model) else { throw refuse("the router has it already; train it again instead") }
    guard router.models.count < RouterTrainer.mostModels else {
      throw .tooManyModels(found: router.models.count + 1, limit: RouterTrainer.mostModels)
    }
    guard router.manifest.target == .success else {
      throw refuse(
        "the router's probabilities are shares of \(router.manifest.target.rawValue), which one more model changes for all; "
          + "train it again with the new model")
    }
    for head in router.heads { if let obstacle = head.additionObstacle { throw refuse(obstacle) } }
    guard !router.heads.families.isEmpty else {
      throw refuse("the router reads nothing of a prompt; train one that does")
    }
    if let head = router.heads[LexicalHead.self], head.specification != .standard {
      throw refuse("the router counts n-grams in another number of buckets than this version; train it again")
    }
  }

  /// The token vectors that the router's semantic block was made of; nil without that block.
  private func tokens(
    _ given: TokenTable?, for router: Router, _ model: String
  ) throws(TrainingError) -> TokenTable? {
    guard let head = router.heads[SemanticHead.self] else { return nil }
    guard let tokens = given ?? (try? TokenTable.ofThisProcess()) else { throw .noTokens }
    guard tokens.vocabulary.lines == head.vocabulary.lines else {
      throw .unsuitableAddition(
        model: model,
        reason:
          "the table of token vectors has another vocabulary than the router; give the table that it was trained with")
    }
    return tokens
  }

  private func folds(_ set: FeaturizedTable) throws(TrainingError) -> Folds {
    let folds = set.folds(count: folds, seed: seed)
    guard folds.count > 1 else { throw .indivisible(rows: set.table.rows.count) }
    return folds
  }

  private func targets(_ set: FeaturizedTable, _ folds: Folds) throws(TrainingError) -> Targets {
    try Targets(set.table, .success, folds: folds.assignment)
  }

  /// The rows with weight on which `model` was observed, and nothing of other models.
  private func observed(_ model: String, _ table: OutcomeTable) throws(TrainingError) -> OutcomeTable {
    guard let m = table.models.firstIndex(of: model) else {
      throw .unsuitableAddition(
        model: model, reason: "the data has outcomes of \(table.models.listed) only")
    }
    let rows = table.countedRows.filter { table.outcome(row: $0, model: m) != nil }
    let battles = rows.count { table.rows[$0].isBattle }
    guard battles == 0 else {
      throw .unsuitableAddition(model: model, reason: "\(battles) of its rows are battles, which hold no scores")
    }
    let needed = RouterTrainer.leastRows(folds: folds)
    guard rows.count >= needed else { throw .tooFewRows(model: model, found: rows.count, needed: needed) }
    do {
      return try table.selecting(models: [model]).selecting(rows: rows)
    } catch {
      preconditionFailure("the table has the model: \(error)")
    }
  }
}

// The mix of the router's heads.
extension ModelAdder {
  /// The mix fitted on `set`, rows that are new to the router; nil where they are all near-duplicates.
  ///
  /// Models that were added later are left out: their heads are made of the same parts, and may know these rows.
  private func mix(_ router: Router, _ set: FeaturizedTable) throws(TrainingError) -> Fit? {
    let folds = set.folds(count: folds, seed: seed)
    guard folds.count > 1 else { return nil }
    let targets = try targets(set, folds)
    let sources = router.manifest.models.indices.filter { router.manifest.models[$0].addition == nil }
    guard !sources.isEmpty else { return nil }
    let shares: [[Float]]
    do {
      shares = try self.shares(router, sources, set.table)
    } catch {
      throw .router(error)
    }
    do {
      let fit = try AdditionFit(
        AdditionDesign(shares: shares, form: form(router, set), models: sources.count), targets, threads: threads)
      return Fit(mix: fit, of: sources, among: router.models.count, set.table)
    } catch {
      throw .regression(error)
    }
  }

  /// For each row what each block adds to the logit of each model of `sources`: n × blocks × M.
  private func shares(
    _ router: Router, _ sources: [Int], _ table: OutcomeTable
  ) throws(RouterError) -> [[Float]] {
    let rows = concurrentMap(count: table.rows.count, threads: threads) { row in
      Result { () throws(RouterError) -> [Float] in
        try router.familyLogits(for: table.rows[row].prompt).flatMap { logits in sources.map { logits[$0] } }
      }
    }
    return try rows.map { (row) throws(RouterError) in try row.get() }
  }

  /// For each row the scaled structural features; none in a router without that block.
  private func form(_ router: Router, _ set: FeaturizedTable) -> [[Float]] {
    guard let scaling = router.heads[StructuralHead.self]?.scaling else { return set.table.rows.map { _ in [] } }
    return set.features.structural.map { values in values.enumerated().map { scaling.scaled($1, $0) } }
  }
}

/// A head of one model, with its probabilities of rows that it did not see.
private struct Fit {
  let calibration: Calibration
  /// One a row, with the row's score and, where they differ, weight.
  let heldOut: [Double]
  let scores: [Double]
  let weights: [Double]?
  let largestGradient: Double
  private let head: Head

  private enum Head {
    case mix(AddedHead)
    case own(RouterHeads)
  }

  /// - Parameter table: the rows that the head was fitted on.
  init(own fit: OwnHeadFit, _ table: OutcomeTable) {
    (calibration, heldOut, largestGradient) = (fit.calibration, fit.heldOut, fit.largestGradient)
    (scores, weights, head) = (Self.scores(table), table.weights, .own(fit.heads))
  }

  /// - Parameters:
  ///   - sources: the models that are mixed, of a router of `models`.
  ///   - table: the rows that the head was fitted on.
  init(mix fit: AdditionFit, of sources: [Int], among models: Int, _ table: OutcomeTable) {
    (calibration, heldOut, largestGradient) = (fit.calibration, fit.heldOut, fit.largestGradient)
    (scores, weights) = (Self.scores(table), table.weights)
    let mix = fit.head.mix.map { family in
      var all = [Float](repeating: 0, count: models)
      for (source, weight) in zip(sources, family) { all[source] = weight }
      return all
    }
    head = .mix(AddedHead(intercept: fit.head.intercept, mix: mix, structural: fit.head.structural))
  }

  private init(_ fit: Fit, rows: [Int]) {
    (calibration, largestGradient, head) = (fit.calibration, fit.largestGradient, fit.head)
    heldOut = rows.map { fit.heldOut[$0] }
    scores = rows.map { fit.scores[$0] }
    weights = fit.weights.map { weights in rows.map { weights[$0] } }
  }

  var origin: AddedModel.Origin {
    if case .mix = head { .mix } else { .own }
  }

  /// The figures of some rows.
  func selecting(rows: [Int]) -> Fit { Fit(self, rows: rows) }

  /// True if the log loss of `other` on the same rows is lower by more than the standard error of the difference: few rows
  /// do not tell which of the two is better.
  func isBeaten(by other: Fit) -> Bool {
    zip(losses, other.losses).map { $0 - $1 }.meanExceedsStandardError
  }

  /// For each row its log loss, times its weight.
  private var losses: [Double] {
    heldOut.enumerated().map { row, p in
      let z = logit(p, clip: LogitClip.loss)
      return (weights?[row] ?? 1) * (softplus(z) - scores[row] * z)
    }
  }

  /// The router with the head in it.
  func adding(
    _ entry: RouterManifest.Model, to router: Router, usage: [Usage.Quantity: UsageHead]
  ) throws(RouterError) -> Router {
    switch head {
    case .mix(let mix): try router.adding(entry, mix, usage: usage)
    case .own(let heads): try router.adding(entry, columnOf: heads, usage: usage)
    }
  }

  private static func scores(_ table: OutcomeTable) -> [Double] {
    table.rows.indices.compactMap { table.score(row: $0, model: 0) }
  }
}
