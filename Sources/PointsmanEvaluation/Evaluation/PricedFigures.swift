/// The quality of the choices where money has a price: λ = 1 / worth per USD, and an answer has the utility
/// u_im = s_im − λ c_im.
struct PricedFigures: Sendable {
  /// The value of a success, USD.
  let worth: Double
  /// Means over the complete rows of the router's choices at that price, argmax_m p̂_im − λ ĉ_im.
  let score: Double
  let cost: Double
  let utility: Double
  /// The mean of max_m u_im − u_{i,r_i}.
  let regret: Double
  let regretInterval: Interval?
  /// The regret without the luck of single runs, see `Evaluation.RouterFigures`; nil without repeated runs.
  let regretOfSplitRuns: ClusteredMean?
  /// The single model of highest mean utility, and the regret of taking it for every prompt.
  let bestSingle: (model: Int, utility: Double, regret: Double)

  /// nil when costs are not recorded, or without complete rows. O(n · M).
  init?(_ all: RoutingResults, worth: Double) {
    precondition(worth > 0, "a success has a value")
    guard let results = all.priced, let costs = results.costs else { return nil }
    let models = results.models
    let utilities = zip(results.scores, costs).map { $0 - $1 / worth }
    let choices = results.choices(at: 1 / worth)
    func chosen(_ cells: [Double]) -> Double {
      results.average(choices.enumerated().map { cells[$0 * models + $1] })
    }
    let regrets = choices.enumerated().compactMap { row, choice in
      PointsmanEvaluation.regret(choice: choice, utilities: utilities[row * models..<(row + 1) * models])
    }
    self.worth = worth
    (score, cost, utility) = (chosen(results.scores), chosen(costs), chosen(utilities))
    regret = results.average(regrets)
    regretInterval = results.estimate(regrets).interval()
    regretOfSplitRuns = results.regretOfSplitRuns(choices, costs: costs.map { $0 / worth })
    let singles = (0..<models).map { model in results.average(choices.indices.map { utilities[$0 * models + model] }) }
    let best = singles.indices.max { (singles[$0], -$0) < (singles[$1], -$1) }!
    // Utility and regret sum to the oracle's utility, for every way of choosing.
    bestSingle = (best, singles[best], regret + utility - singles[best])
  }

  /// The worth of a success at which the best single model and the cheapest are as good as each other, USD; nil where
  /// one of them is both, or costs are not recorded: below it money decides between single models, above it quality.
  static func indifference(_ all: RoutingResults) -> Double? {
    guard let results = all.priced, let costs = results.costs else { return nil }
    let points = CostQualityPoint.singles(
      scores: results.scores, costs: costs, models: results.models, weights: results.weights)
    let best = points[results.bestSingle]
    guard let cheapest = points.min(by: { ($0.cost, -$0.score) < ($1.cost, -$1.score) }) else { return nil }
    let (costlier, better) = (best.cost - cheapest.cost, best.score - cheapest.score)
    return costlier > 0 && better > 0 ? costlier / better : nil
  }
}

extension Evaluation {
  /// The figures at `worth`; where none was given at the worth that makes the best and the cheapest single model equals.
  var price: PricedFigures? {
    (worth ?? PricedFigures.indifference(results)).flatMap { worth in
      PricedFigures(results, worth: worth)
    }
  }
}
