internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

/// Two routers on the same prompts: what the second does better, with paired intervals.
package struct Comparison: Sendable {
  /// One figure of both.
  package struct Row: Sendable {
    package let name: String
    package let first: Double
    package let second: Double
    /// Of second − first, from resamples of the same prompts for both.
    package let interval: Interval?
    /// Two-sided, that they are alike; nil where no test fits.
    package let pValue: Double?

    package var difference: Double { second - first }
  }

  package let prompts: Int
  package let rows: [Row]

  /// Compares evaluations of two routers of the same models on the same table. O(resamples · n · models).
  package init(_ first: Evaluation, _ second: Evaluation, threads: Int = 1) {
    let (a, b) = (first.judged, second.judged)
    precondition(a.table.models == b.table.models && a.complete == b.complete, "two routers are judged on one table")
    let bootstrap = Bootstrap(seed: first.seed, threads: threads)
    prompts = a.table.rows.count
    var rows = [
      Self.row(
        "score", a.routedScores, b.routedScores, a.groups, bootstrap,
        pValue: pairedPValue(b.routedScores, a.routedScores, seed: first.seed))
    ]
    if let x = a.routedCosts, let y = b.routedCosts { rows.append(Self.row("cost, $", x, y, a.groups, bootstrap)) }
    let (x, y) = (a.logLosses, b.logLosses)
    rows.append(Self.row("log loss, nats", x, y, a.allGroups, bootstrap))
    if let areas = Self.areas(a, b, bootstrap) { rows.append(areas) }
    if let pair = first.pair, pair.gap.isMeasurable,
      let apgr = Self.apgr(a, b, .init(weak: pair.weak, strong: pair.strong), bootstrap)
    {
      rows.append(apgr)
    }
    self.rows = rows
  }

  private static func row(
    _ name: String, _ a: [Double], _ b: [Double], _ groups: [Int]?, _ bootstrap: Bootstrap, pValue: Double? = nil
  ) -> Row {
    let differences = zip(a, b).map { $1 - $0 }
    return Row(
      name: name, first: mean(a), second: mean(b), interval: bootstrap.interval(ofMean: differences, groups: groups),
      pValue: pValue ?? SignFlip(differences: differences, seed: bootstrap.seed).twoSided)
  }

  /// Mean AUC over the models that have one, each over all rows at once.
  private static func areas(_ a: RoutingResults, _ b: RoutingResults, _ bootstrap: Bootstrap) -> Row? {
    let rows = Array(a.table.rows.indices)
    let ranked = (0..<a.models).map { (RankedLabels(a, model: $0, rows: rows), RankedLabels(b, model: $0, rows: rows)) }
    @Sendable func difference(_ counts: [UInt32]) -> (Double, Double)? {
      let areas = ranked.compactMap { one, two in
        one.area(counts: counts).flatMap { first in two.area(counts: counts).map { (first, $0) } }
      }
      return areas.isEmpty ? nil : (mean(areas.map(\.0)), mean(areas.map(\.1)))
    }
    let all = [UInt32](repeating: 1, count: a.table.rows.count)
    guard let (first, second) = difference(all) else { return nil }
    let interval = bootstrap.interval(rows: all.count, groups: a.allGroups) { counts in
      difference(counts).map { $1 - $0 }
    }
    return Row(name: "mean AUC", first: first, second: second, interval: interval, pValue: nil)
  }

  private static func apgr(
    _ a: RoutingResults, _ b: RoutingResults, _ pair: RouterManifest.Pair, _ bootstrap: Bootstrap
  ) -> Row? {
    guard let x = a.pairColumns(pair), let y = b.pairColumns(pair) else { return nil }
    let one = RankedPair(sigma: x.sigma, weak: x.weak, strong: x.strong)
    let two = RankedPair(sigma: y.sigma, weak: y.weak, strong: y.strong)
    guard let first = one.contributions, let second = two.contributions else { return nil }
    let interval = bootstrap.interval(rows: x.sigma.count, groups: a.groups) { counts in
      one.apgr(counts: counts).flatMap { first in two.apgr(counts: counts).map { $0 - first } }
    }
    return Row(
      name: "APGR", first: first.reduce(0, +), second: second.reduce(0, +), interval: interval,
      pValue: SignFlip(differences: zip(first, second).map { $1 - $0 }, seed: bootstrap.seed).twoSided)
  }
}

extension RoutingResults {
  /// For each row the mean log loss over the models observed on it, nats.
  fileprivate var logLosses: [Double] {
    table.rows.indices.map { row in
      mean(
        (0..<models).compactMap { model in
          table.score(row: row, model: model).map {
            logLoss(probability: predictions[row][row * models + model], label: $0)
          }
        })
    }
  }
}
