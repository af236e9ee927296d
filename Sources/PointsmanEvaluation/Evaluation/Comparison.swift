internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

/// Two routers on the same prompts: figures of both and their differences, with paired intervals.
package struct Comparison: Sendable {
  /// One figure of both routers.
  package struct Row: Sendable {
    package let name: String
    package let first: Double
    package let second: Double
    /// Of second − first, from resamples of the same prompts for both.
    package let interval: Interval?
    /// Two-sided, of the hypothesis that they are alike; nil where no test fits.
    package let pValue: Double?
    /// The same for all routers that the first one is compared with, together; nil of two routers, and where no test fits.
    package fileprivate(set) var adjustedPValue: Double?
    /// The values that the p-value is of; nil where no test fits, or it is not of a mean.
    fileprivate let differences: MaxT.Differences?

    package var difference: Double { second - first }

    /// The row under a name that says that both routers chose among the models that both have.
    fileprivate var amongShared: Row {
      Row(
        name: "\(name), shared models", first: first, second: second, interval: interval, pValue: pValue,
        differences: differences)
    }
  }

  package let prompts: Int
  package private(set) var rows: [Row]
  /// The models of each router, where they differ; nil where both have the same.
  package let models: [[String]]?
  /// Where choices cannot be judged.
  let partial: PartialOutcomes?
  let costGaps: CostGaps?
  let fewClusters: FewClusters?

  /// Compares evaluations of two routers of the same models on the same table. O(resamples · n · models).
  package init(_ first: Evaluation, _ second: Evaluation, threads: Int = 1) {
    precondition(first.results.table.models == second.results.table.models, "two routers are compared on one table")
    prompts = first.results.table.rows.count
    models = nil
    (partial, costGaps, fewClusters) = (first.partial, first.costGaps, first.results.fewClusters)
    rows = Self.choices(first, second, threads: threads) + Self.probabilities(first, second, threads: threads)
  }

  /// Compares evaluations of two routers of different models on the same complete rows, each router by its own models.
  ///
  /// - Parameters:
  ///   - shared: evaluations of both by the models that both have; nil where these are fewer than two.
  ///   - models: the models of each router.
  package init(
    _ first: Evaluation, _ second: Evaluation, shared: (Evaluation, Evaluation)?, models: [[String]], threads: Int = 1
  ) {
    prompts = first.results.table.rows.count
    self.models = models
    (partial, costGaps, fewClusters) = (first.partial, first.costGaps, first.results.fewClusters)
    let own = Self.choices(first, second, threads: threads)
    let both = shared.map { a, b in
      Self.choices(a, b, threads: threads).map(\.amongShared) + Self.probabilities(a, b, threads: threads)
    }
    rows = own + (both ?? [])
  }

  /// The figures of the models chosen.
  private static func choices(_ first: Evaluation, _ second: Evaluation, threads: Int) -> [Row] {
    let (a, b) = (first.results, second.results)
    precondition(a.complete == b.complete, "two routers are compared on the same rows")
    var rows = [Self.row("score", a.routedScores, b.routedScores, a.clusters, a.weights)]
    if let one = a.priced, let two = b.priced, let x = one.routedCosts, let y = two.routedCosts {
      rows.append(Self.row("cost, $", x, y, one.clusters, one.weights, unit: nil))
    }
    return rows
  }

  /// The figures of the probabilities of the same models.
  private static func probabilities(_ first: Evaluation, _ second: Evaluation, threads: Int) -> [Row] {
    let (a, b) = (first.results, second.results)
    let bootstrap = Bootstrap(seed: first.seed, threads: threads)
    let observed = a.observedRows
    var rows = [
      Self.row(
        "log loss, nats", a.logLosses(observed), b.logLosses(observed),
        a.allClusters.map { clusters in observed.map { clusters[$0] } },
        a.table.weights.map { weights in observed.map { weights[$0] } }, unit: nil)
    ]
    if let areas = Self.meanAUC(a, b, bootstrap) { rows.append(areas) }
    if let pair = first.pair, pair.gap.isMeasurable, let apgr = Self.apgr(a, b, pair.names, bootstrap) {
      rows.append(apgr)
    }
    return rows
  }

  private static func row(
    _ name: String, _ a: [Double], _ b: [Double], _ clusters: [Int]?, _ weights: [Double]?, unit: Double? = 1
  ) -> Row {
    let differences = zip(a, b).map { $1 - $0 }
    let estimate = ClusteredMean(of: differences, clusters: clusters, weights: weights, unit: unit)
    return Row(
      name: name, first: mean(a, by: weights), second: mean(b, by: weights), interval: estimate.interval(),
      pValue: estimate.pValue, differences: .init(values: differences, clusters: clusters, weights: weights))
  }

  /// Mean AUC over the models that have one, each over all rows at once.
  private static func meanAUC(_ a: RoutingResults, _ b: RoutingResults, _ bootstrap: Bootstrap) -> Row? {
    let rows = Array(a.table.rows.indices)
    let areas = (0..<a.models).map { model in
      (a.areaUnderROC(model: model, rows: rows).area, b.areaUnderROC(model: model, rows: rows).area)
    }
    @Sendable func means(_ counts: [UInt32]) -> (Double, Double)? {
      let pairs = areas.compactMap { one, two in one(counts).flatMap { first in two(counts).map { (first, $0) } } }
      return pairs.isEmpty ? nil : (mean(pairs.map(\.0)), mean(pairs.map(\.1)))
    }
    let all = [UInt32](repeating: 1, count: a.table.rows.count)
    guard let (first, second) = means(all) else { return nil }
    let interval = bootstrap.interval(rows: all.count, clusters: a.allClusters) { counts in
      means(counts).map { $1 - $0 }
    }
    return Row(
      name: "mean AUC", first: first, second: second, interval: interval, pValue: nil, differences: nil)
  }

  private static func apgr(
    _ a: RoutingResults, _ b: RoutingResults, _ pair: RouterManifest.Pair, _ bootstrap: Bootstrap
  ) -> Row? {
    guard let one = a.pairCurve(pair), let two = b.pairCurve(pair) else { return nil }
    let interval = bootstrap.interval(rows: a.complete.count, clusters: a.clusters) { counts in
      one.apgr(counts: counts).flatMap { first in two.apgr(counts: counts).map { $0 - first } }
    }
    if a.weights != nil, let first = one.apgr, let second = two.apgr {
      return Row(name: "APGR", first: first, second: second, interval: interval, pValue: nil, differences: nil)
    }
    guard let first = one.apgrContributions, let second = two.apgrContributions else { return nil }
    let differences = zip(first, second).map { $1 - $0 }
    return Row(
      name: "APGR", first: first.reduce(0, +), second: second.reduce(0, +), interval: interval,
      pValue: a.estimate(differences).pValue,
      differences: .init(values: differences, clusters: a.clusters, weights: a.weights))
  }
}

extension Comparison {
  /// Comparisons of one router with several others on the same rows, with p-values that hold for all of them together, figure by
  /// figure.
  package static func adjusted(_ comparisons: [Comparison], seed: UInt64) -> [Comparison] {
    var adjusted = comparisons
    guard comparisons.count > 1 else { return adjusted }
    for name in Set(comparisons.flatMap { $0.rows.map(\.name) }) {
      let places = comparisons.indices.flatMap { comparison in
        comparisons[comparison].rows.indices.filter { row in
          let row = comparisons[comparison].rows[row]
          return row.name == name && row.differences != nil && row.pValue != nil
        }.map { (comparison, $0) }
      }
      let differences = places.compactMap { comparisons[$0.0].rows[$0.1].differences }
      guard let first = differences.first,
        differences.allSatisfy({ $0.values.count == first.values.count && $0.clusters == first.clusters }),
        let pValues = MaxT(differences, seed: seed).pValues
      else { continue }
      for ((comparison, row), pValue) in zip(places, pValues) {
        // The test of a single mean has pseudo-observations, and can be the stricter one.
        adjusted[comparison].rows[row].adjustedPValue = max(pValue, comparisons[comparison].rows[row].pValue ?? 1)
      }
    }
    return adjusted
  }
}

extension RoutingResults {
  /// The rows with weight and an outcome.
  fileprivate var observedRows: [Int] {
    table.countedRows.filter { row in (0..<models).contains { table.score(row: row, model: $0) != nil } }
  }

  /// For each of `rows` the mean log loss over the models observed on it, nats.
  fileprivate func logLosses(_ rows: [Int]) -> [Double] {
    rows.map { row in
      mean(
        (0..<models).compactMap { model in
          table.score(row: row, model: model).map {
            logLoss(probability: predictions[row, model], label: $0)
          }
        })
    }
  }
}
