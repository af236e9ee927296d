internal import Pointsman
package import PointsmanOutcomes
internal import PointsmanTraining

/// The models and the router side by side: score, cost, and how fast the answers came. For outcomes that record a time.
///
/// A model's figures are over the prompts on which it was observed and the quantity recorded. The router's are over the
/// prompts that choices are judged by on which the quantity is known of every model, at least ten: as figures about cost.
package struct SideBySide: Sendable {
  /// One a model, in the table's order.
  let models: [Line]
  /// nil without a router, and where choices cannot be judged.
  private(set) var router: Line?
  /// The router's times against those of each model; none that is not known of every model.
  private(set) var comparisons: [Comparison] = []
  /// The outcomes whose first token came after the whole answer.
  let contradictions: Contradictions?

  /// The times and the speed, in the order of the tables' columns.
  static let quantities: [Usage.Quantity] = [.firstToken, .latency, .outputSpeed]

  /// A model, or the router.
  struct Line: Sendable {
    let name: String
    let score: Double?
    let scoreInterval: Interval?
    /// USD a prompt.
    let cost: Double?
    /// By quantity; none that was not recorded.
    let spreads: [Usage.Quantity: Spread]
  }

  /// One time of the router and of each model, on the same prompts.
  struct Comparison: Sendable {
    let quantity: Usage.Quantity
    let router: Spread
    /// One a model, in the table's order.
    let models: [Spread]
    /// The mean of router − model on the same prompts, one a model.
    let differences: [(value: Double, interval: Interval?)]
  }

  /// The warning of few clusters, for an output without a verdict.
  let fewClusters: FewClusters?

  /// Outcomes that state a time to the first token above that of the whole answer.
  struct Contradictions: Sendable {
    let count: Int
    /// Row and model of the first.
    let example: (row: String, model: String)
  }

  /// Of the models alone; nil where no outcome records a time. O(n · M · log n).
  ///
  /// - Parameter clusters: for each row the number of its cluster; each row is its own when nil.
  package init?(_ table: OutcomeTable, clusters: [Int]?) {
    guard table.recordsTimes else { return nil }
    let counted = table.countedRows
    fewClusters = FewClusters(
      clusters.map { clusters in counted.map { clusters[$0] } },
      weights: table.weights.map { weights in counted.map { weights[$0] } }, prompts: counted.count)
    models = table.models.indices.map { model in
      let rows = table.countedRows.filter { table.outcome(row: $0, model: model) != nil }
      func spread(_ value: (Outcome) -> Double?) -> Spread? {
        let known = rows.compactMap { row in table.outcome(row: row, model: model).flatMap(value).map { (row, $0) } }
        return Spread(
          known.map(\.1), clusters: clusters.map { clusters in known.map { clusters[$0.0] } },
          weights: table.cellWeights(of: known.map(\.0), model: model))
      }
      let score = ClusteredMean(
        of: rows.map { table.score(row: $0, model: model) ?? 0 },
        clusters: clusters.map { clusters in rows.map { clusters[$0] } },
        weights: table.cellWeights(of: rows, model: model))
      return Line(
        name: table.models[model], score: rows.isEmpty ? nil : score.value, scoreInterval: score.shareInterval,
        cost: spread { $0.cost }?.mean,
        spreads: Self.byQuantity { quantity in spread { $0.amount(of: quantity) } })
    }
    let late = table.rows.indices.flatMap { row in
      table.models.indices.compactMap { model -> (row: Int, model: Int)? in
        guard let outcome = table.outcome(row: row, model: model), let latency = outcome.latency,
          let first = outcome.firstTokenTime, first > latency
        else { return nil }
        return (row, model)
      }
    }
    contradictions = late.first.map { first in
      Contradictions(count: late.count, example: (table.rows[first.row].id, table.models[first.model]))
    }
  }

  /// With the router whose choices `averaged` has; `results` are of one division into folds.
  init?(_ results: RoutingResults, averaged: RoutingResults, router figures: Evaluation.RouterFigures) {
    self.init(results.table, clusters: results.allClusters)
    guard !averaged.complete.isEmpty else { return }
    // The rows that lack an outcome differ from the complete ones: of them no time of a choice is known.
    let comparisons = averaged.isDoublyRobust ? [] : Self.quantities.compactMap { Comparison($0, averaged) }
    self.comparisons = comparisons.filter { $0.quantity != .outputSpeed }
    router = Line(
      name: "router", score: figures.score, scoreInterval: figures.scoreInterval, cost: figures.cost,
      spreads: Self.byQuantity { quantity in comparisons.first { $0.quantity == quantity }?.router })
  }

  private static func byQuantity(_ spread: (Usage.Quantity) -> Spread?) -> [Usage.Quantity: Spread] {
    var spreads: [Usage.Quantity: Spread] = [:]
    for quantity in quantities { spreads[quantity] = spread(quantity) }
    return spreads
  }
}

extension SideBySide.Comparison {
  /// nil unless the quantity is known of every model on all complete rows, or on ten prompts at least.
  init?(_ quantity: Usage.Quantity, _ results: RoutingResults) {
    let (table, models) = (results.table, results.table.models.indices)
    func amount(_ row: Int, _ model: Int) -> Double? {
      table.outcome(row: row, model: model).flatMap { $0.amount(of: quantity) }
    }
    let known = results.complete.indices.filter { place in
      models.allSatisfy { amount(results.complete[place], $0) != nil }
    }
    let count = results.allDivisions?.count ?? 1
    guard !known.isEmpty, known.count == results.complete.count || known.count / count >= RoutingResults.fewestComplete
    else {
      return nil
    }
    func amounts(_ model: (_ place: Int) -> Int) -> [Double] {
      known.map { amount(results.complete[$0], model($0)) ?? .nan }
    }
    let clusters = results.clusters.map { clusters in known.map { clusters[$0] } }
    let weights = results.weights.map { weights in known.map { weights[$0] } }
    let divisions = results.divisions?.selecting(rows: known)
    let routed = amounts { results.choices[$0] }
    let singles = models.map { model in amounts { _ in model } }
    func spread(_ values: [Double]) -> Spread? {
      Spread(values, clusters: clusters, weights: weights, divisions: count)
    }
    guard let router = spread(routed) else { return nil }
    self.quantity = quantity
    self.router = router
    self.models = singles.compactMap(spread)
    differences = singles.map { single in
      let estimate = ClusteredMean(
        of: zip(routed, single).map { $0 - $1 }, clusters: clusters, weights: weights, unit: nil,
        divisions: divisions)
      return (estimate.value, estimate.interval())
    }
  }
}
