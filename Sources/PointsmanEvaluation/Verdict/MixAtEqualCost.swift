internal import PointsmanOutcomes

/// The random mix of two single models that costs what the router costs and scores most: a point of the zero-router
/// hull.
struct MixAtEqualCost {
  /// For each complete row the mix's expected score.
  let scores: [Double]

  /// nil when nothing stands for cost: neither recorded costs nor a pair's strong calls.
  init?(_ judged: RoutingResults, pair: Evaluation.PairFigures?) {
    let models = 0..<judged.models
    let singleCosts: [Double]
    let routerCost: Double
    if let costs = judged.routedCosts {
      singleCosts = models.map { mean(judged.costs(of: $0) ?? []) }
      routerCost = mean(costs)
    } else if let pair, judged.models == 2, let strong = judged.table.models.firstIndex(of: pair.strong) {
      singleCosts = models.map { $0 == strong ? 1 : 0 }
      routerCost = mean(judged.choices.map { $0 == strong ? 1 : 0 })
    } else {
      return nil
    }
    let points = models.map { CostQualityPoint(cost: singleCosts[$0], score: mean(judged.scores(of: $0))) }
    // Corners of the hull up to its highest; below the cheapest, the cheapest itself.
    let all = UpperHull.corners(of: points)
    let corners = all.prefix(UpperHull.rising(all.map { points[$0].score }))
    let right = corners.firstIndex { points[$0].cost > routerCost } ?? corners.endIndex
    let upper = corners[min(right, corners.endIndex - 1)]
    let lower = corners[max(0, right - 1)]
    let span = points[upper].cost - points[lower].cost
    let share = upper == lower || span <= 0 ? 0 : max(0, (routerCost - points[lower].cost) / span)
    scores = zip(judged.scores(of: lower), judged.scores(of: upper)).map { (1 - share) * $0 + share * $1 }
  }
}
