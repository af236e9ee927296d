public import Pointsman
internal import PointsmanNumerics
public import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// A router with one more model, and the figures of the addition.
public struct AddedModel: Sendable {
  /// The router with the model in it.
  public let router: Router
  /// For each row with an outcome of the model its probability, by a head that did not see the row.
  public let heldOut: [Double]
  /// The scores of those rows.
  public let scores: [Double]
  /// The largest gradient norm that a regression ended with.
  public let largestGradient: Double
}

/// The settings for adding a model to a trained router from a few hundred outcomes; `adding(_:to:from:)` makes the
/// router.
///
/// ```swift
/// let added = try ModelAdder().adding("new-model", to: router, from: outcomes)
/// try added.router.write(to: "my.router")
/// ```
///
/// The new head is a mix of the router's heads, by logistic regression on each block's logits of each model.
/// The penalty on the mix draws it toward the mean of all heads, the more so the fewer labels there are; the other heads
/// stay as they are, bit for bit.
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
  public func adding(
    _ model: String, to router: Router, from table: OutcomeTable
  ) throws(TrainingError) -> AddedModel {
    try check(model, router)
    let set = FeaturizedTable(try observed(model, table), threads: threads)
    let folds = Folds(keepingTogether: set.clusters, count: folds, seed: seed)
    guard folds.count > 1 else { throw .indivisible(rows: set.table.rows.count) }
    let fit = try fit(router, set, folds)
    let scores = set.table.rows.indices.compactMap { set.table.score(row: $0, model: 0) }
    let costs = set.table.rows.indices.compactMap { set.table.cost(row: $0, model: 0) }
    var entry = RouterManifest.Model(
      name: model, calibration: fit.calibration, meanScore: scores.reduce(0, +) / Double(scores.count),
      meanCost: costs.isEmpty ? nil : costs.reduce(0, +) / Double(costs.count))
    entry.reliability = Reliability(probabilities: fit.heldOut, scores: scores)
    entry.addition = .init(rows: scores.count, dataDigest: set.table.digest, folds: folds.count, seed: seed)
    let usage = try UsageFit.heads(joining: router.manifest.usage, set, folds: folds.assignment, threads: threads)
    do {
      return AddedModel(
        router: try router.adding(entry, fit.head, usage: usage), heldOut: fit.heldOut, scores: scores,
        largestGradient: fit.largestGradient)
    } catch {
      throw .router(error)
    }
  }

  private func fit(_ router: Router, _ set: FeaturizedTable, _ folds: Folds) throws(TrainingError) -> AdditionFit {
    let targets = try Targets(set.table, .success, folds: folds.assignment)
    let shares: [[Float]]
    do {
      shares = try self.shares(router, set.table)
    } catch {
      throw .router(error)
    }
    do {
      return try AdditionFit(
        AdditionDesign(shares: shares, form: form(router, set), models: router.models.count), targets, threads: threads)
    } catch {
      throw .regression(error)
    }
  }

  private func check(_ model: String, _ router: Router) throws(TrainingError) {
    func refuse(_ reason: String) -> TrainingError { .unsuitableAddition(model: model, reason: reason) }
    guard !router.models.contains(model) else { throw refuse("the router has it already; train it again instead") }
    guard router.manifest.target == .success else {
      throw refuse(
        "the router's probabilities are shares of \(router.manifest.target.rawValue), which one more model changes for all; "
          + "train it again with the new model")
    }
    for head in router.heads { if let obstacle = head.additionObstacle { throw refuse(obstacle) } }
  }

  /// The rows on which `model` was observed, and nothing of other models.
  private func observed(_ model: String, _ table: OutcomeTable) throws(TrainingError) -> OutcomeTable {
    guard let m = table.models.firstIndex(of: model) else {
      throw .unsuitableAddition(
        model: model, reason: "the data has outcomes of \(table.models.joined(separator: ", ")) only")
    }
    let rows = table.rows.indices.filter { table.outcome(row: $0, model: m) != nil }
    let battles = rows.count { table.rows[$0].isBattle }
    guard battles == 0 else {
      throw .unsuitableAddition(model: model, reason: "\(battles) of its rows are battles, which hold no scores")
    }
    guard rows.count >= 2 * folds else { throw .tooFewRows(model: model, found: rows.count, needed: 2 * folds) }
    let scores = rows.map { table.score(row: $0, model: m)! }
    if scores[0] == 0 || scores[0] == 1, scores.allSatisfy({ $0 == scores[0] }) {
      throw .singleClass(model: model, score: scores[0])
    }
    do {
      return try table.selecting(models: [model]).selecting(rows: rows)
    } catch {
      preconditionFailure("the table has the model: \(error)")
    }
  }

  /// For each row what each block adds to each model's logit: n × blocks × M.
  private func shares(_ router: Router, _ table: OutcomeTable) throws(RouterError) -> [[Float]] {
    let rows = concurrentMap(count: table.rows.count, threads: threads) { row in
      Result { () throws(RouterError) -> [Float] in
        try router.familyLogits(for: table.rows[row].prompt).flatMap { $0 }
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
