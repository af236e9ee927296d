internal import PointsmanOutcomes

/// How routing does on the prompts of one category.
struct CategoryFigures: Sendable {
  let name: String
  /// Complete rows in the category.
  let prompts: Int
  let router: Double
  let routerInterval: Interval?
  /// The best single model over all categories, on this one.
  let bestSingle: Double
  /// The router less the best single model, prompt by prompt.
  let gain: Double
  let gainInterval: Interval?

  /// One entry a category, the largest first; none when the rows name fewer than two. O(resamples · n).
  static func all(_ judged: RoutingResults, _ bootstrap: Bootstrap) -> [CategoryFigures] {
    let (routed, single) = (judged.routedScores, judged.scores(of: judged.bestSingle))
    let names = judged.complete.map { judged.table.rows[$0].category ?? "no category" }
    let rows = Dictionary(grouping: names.indices, by: { names[$0] })
    guard rows.count > 1 else { return [] }
    return rows.sorted { (-$0.value.count, $0.key) < (-$1.value.count, $1.key) }.map { name, rows in
      let differences = rows.map { routed[$0] - single[$0] }
      let groups = judged.groups.map { groups in rows.map { groups[$0] } }
      return CategoryFigures(
        name: name, prompts: rows.count, router: mean(rows.map { routed[$0] }),
        routerInterval: bootstrap.interval(ofMean: rows.map { routed[$0] }, groups: groups),
        bestSingle: mean(rows.map { single[$0] }), gain: mean(differences),
        gainInterval: bootstrap.interval(ofMean: differences, groups: groups))
    }
  }
}
