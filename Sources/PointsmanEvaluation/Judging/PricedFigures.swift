internal import PointsmanTraining

/// What choosing is worth where money has a price: λ = 1 / worth a USD, and u_im = s_im − λ c_im is what an answer is worth.
struct PricedFigures: Sendable {
  /// What a success is worth, USD.
  let worth: Double
  /// Means over the complete rows of what the router chooses at that price, argmax_m p̂_im − λ ĉ_im.
  let score: Double
  let cost: Double
  let utility: Double
  /// The mean of max_m u_im − u_{i,r_i}.
  let regret: Double
  let regretInterval: Interval?
  /// The single model of highest mean utility, and the regret of taking it for every prompt.
  let bestSingle: (model: Int, utility: Double, regret: Double)

  /// nil when costs are not recorded, or without complete rows. O(resamples · n · M).
  init?(_ judged: RoutingResults, worth: Double, _ bootstrap: Bootstrap) {
    precondition(worth > 0, "a success is worth something")
    guard let costs = judged.costs, !judged.complete.isEmpty else { return nil }
    let models = judged.models
    let utilities = zip(judged.scores, costs).map { $0 - $1 / worth }
    let choices = judged.choices(at: 1 / worth)
    func chosen(_ cells: [Double]) -> Double { mean(choices.enumerated().map { cells[$0 * models + $1] }) }
    let regrets = choices.enumerated().compactMap { row, choice in
      PointsmanEvaluation.regret(choice: choice, utilities: utilities[row * models..<(row + 1) * models])
    }
    self.worth = worth
    (score, cost, utility) = (chosen(judged.scores), chosen(costs), chosen(utilities))
    regret = mean(regrets)
    regretInterval = bootstrap.interval(ofMean: regrets, groups: judged.groups)
    let singles = (0..<models).map { model in mean(choices.indices.map { utilities[$0 * models + model] }) }
    let best = singles.indices.max { (singles[$0], -$0) < (singles[$1], -$1) }!
    // The oracle is the same for all: what a way of choosing lacks in utility it has in regret.
    bestSingle = (best, singles[best], regret + utility - singles[best])
  }

  /// The worth of a success at which the best single model and the cheapest are as good as each other, USD; nil where
  /// one of them is both, or costs are not recorded: below it money decides between single models, above it quality.
  static func indifference(_ judged: RoutingResults) -> Double? {
    guard let costs = judged.costs, !judged.complete.isEmpty else { return nil }
    let points = CostQualityPoint.singles(scores: judged.scores, costs: costs, models: judged.models)
    let best = points[judged.bestSingle]
    guard let cheapest = points.min(by: { ($0.cost, -$0.score) < ($1.cost, -$1.score) }) else { return nil }
    let (dearer, better) = (best.cost - cheapest.cost, best.score - cheapest.score)
    return dearer > 0 && better > 0 ? dearer / better : nil
  }
}

extension Evaluation {
  /// The figures at `worth`; where none was given at the worth that makes the best and the cheapest single model equals.
  var price: PricedFigures? {
    (worth ?? PricedFigures.indifference(judged)).flatMap { worth in
      PricedFigures(judged, worth: worth, Bootstrap(seed: seed))
    }
  }
}

extension RoutingResults {
  /// For each complete row argmax_m p̂ − λ ĉ; of equals the cheaper by prediction, then the first. Where no costs are
  /// predicted, or the choices are another's, λ changes nothing. O(n · M).
  func choices(at lambda: Double) -> [Int] {
    complete.map { row in
      let (p, first) = (predictions[row], row * models)
      func worth(_ model: Int) -> Double { p[first + model] - lambda * (predictedCosts?[first + model] ?? 0) }
      return (0..<models).max { a, b in
        let (ua, ub) = (worth(a), worth(b))
        if ua != ub { return ua < ub }
        let (ca, cb) = (predictedCosts?[first + a] ?? 0, predictedCosts?[first + b] ?? 0)
        return ca != cb ? ca > cb : a > b
      }!
    }
  }
}
