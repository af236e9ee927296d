/// Several forecasts of scores and costs compared on the same prompts, with intervals.
package struct CostQualityComparison: Sendable {
  /// A router's knowledge: n × M expected scores, and n × M expected costs in USD.
  package struct Forecast: Sendable {
    let name: String
    let scores: [Double]
    let costs: [Double]

    package init(name: String, scores: [Double], costs: [Double]) {
      (self.name, self.scores, self.costs) = (name, scores, costs)
    }
  }

  /// One forecast's figures, each with its interval.
  package struct Line: Sendable {
    package let name: String
    package let aiq: AIQ
    package let router: Interval?
    package let gapClosed: Interval?
    /// The router's point of highest score among those that cost no more than the best single model.
    package let underBest: CostQualityPoint?
  }

  package let lines: [Line]
  package let zero: Interval?
  package let oracle: Interval?
  /// The single model of highest score; of equals the cheapest.
  package let best: (model: Int, point: CostQualityPoint)

  /// nil when the single models all cost the same. O(resamples · forecasts · n M log(n M)).
  ///
  /// - Parameters:
  ///   - scores: n × M, row-major.
  ///   - costs: n × M, row-major, USD.
  package init?(
    _ forecasts: [Forecast], scores: [Double], costs: [Double], models: Int, resamples: Int, seed: UInt64, threads: Int
  ) {
    let prompts = scores.count / models
    @Sendable func measured(_ rows: [Int]) -> [(aiq: AIQ, points: [CostQualityPoint])]? {
      func chosen(_ values: [Double]) -> [Double] { rows.flatMap { values[$0 * models..<($0 + 1) * models] } }
      let (actualScores, actualCosts) = (chosen(scores), chosen(costs))
      let oracle = RouterSweep.oracle(scores: actualScores, costs: actualCosts, models: models).points
      let singles = CostQualityPoint.singles(scores: actualScores, costs: actualCosts, models: models)
      var figures: [(aiq: AIQ, points: [CostQualityPoint])] = []
      for forecast in forecasts {
        let points = RouterSweep(
          probabilities: chosen(forecast.scores), predictedCosts: chosen(forecast.costs), actualScores: actualScores,
          actualCosts: actualCosts, models: models
        ).points
        guard let aiq = AIQ(router: points, oracle: oracle, singles: singles) else { return nil }
        figures.append((aiq, points))
      }
      return figures
    }
    guard prompts > 0, let figures = measured(Array(0..<prompts)), !figures.isEmpty else { return nil }
    let bootstrap = Bootstrap(resamples: resamples, seed: seed, threads: threads)
    let drawn = bootstrap.values(rows: prompts, clusters: nil) { counts in
      measured(counts.indices.flatMap { [Int](repeating: $0, count: Int(counts[$0])) })?.map(\.aiq)
    }
    .compactMap(\.self)
    func interval(_ figure: ([AIQ]) -> Double?) -> Interval? {
      bootstrap.interval(of: drawn.map(figure), rows: prompts, clusters: nil)
    }
    let singles = CostQualityPoint.singles(scores: scores, costs: costs, models: models)
    let model = singles.indices.max {
      (singles[$0].score, -singles[$0].cost, -$0) < (singles[$1].score, -singles[$1].cost, -$1)
    }!
    best = (model, singles[model])
    zero = interval { $0[0].zero }
    oracle = interval { $0[0].oracle }
    lines = forecasts.indices.map { k in
      Line(
        name: forecasts[k].name, aiq: figures[k].aiq, router: interval { $0[k].router },
        gapClosed: interval { $0[k].gapClosed },
        underBest: figures[k].points.filter { $0.cost <= singles[model].cost }.max {
          ($0.score, $1.cost) < ($1.score, $0.cost)
        })
    }
  }
}
