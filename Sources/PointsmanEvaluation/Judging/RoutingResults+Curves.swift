internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

extension RoutingResults {
  /// What a weak/strong pair is judged by, on the complete rows; nil when the table lacks one of the two.
  func pairColumns(_ pair: RouterManifest.Pair) -> (sigma: [Double], weak: [Double], strong: [Double])? {
    guard let weak = table.models.firstIndex(of: pair.weak), let strong = table.models.firstIndex(of: pair.strong)
    else { return nil }
    let sigma = complete.map { row in
      let p = predictions[row]
      return p[row * models + strong] - p[row * models + weak]
    }
    return (sigma, scores(of: weak), scores(of: strong))
  }

  /// The probabilities of `model`'s head on the rows that observed it, and its scores there.
  func observed(_ model: Int) -> (probabilities: [Double], labels: [Double]) {
    let rows = table.rows.indices.filter { table.score(row: $0, model: model) != nil }
    return (
      rows.map { predictions[$0][$0 * models + model] }, rows.map { table.score(row: $0, model: model) ?? 0 }
    )
  }

  /// The router's sweep, unless it has no probabilities, the oracle's, and the single models; nil when costs are not
  /// recorded.
  var costQuality: (router: RouterSweep?, oracle: RouterSweep, singles: [CostQualityPoint])? {
    guard let costs else { return nil }
    let router = predictedCosts.map { predicted in
      RouterSweep(
        probabilities: complete.flatMap { predictions[$0] },
        predictedCosts: complete.flatMap { predicted[$0 * models..<($0 + 1) * models] },
        actualScores: scores, actualCosts: costs, models: models)
    }
    return (
      router, RouterSweep.oracle(scores: scores, costs: costs, models: models),
      CostQualityPoint.singles(scores: scores, costs: costs, models: models)
    )
  }
}
