package import Pointsman
package import PointsmanOutcomes

/// A router's operating points with their scores and costs on outcomes.
///
/// Prompts of one cluster, a `group` or near-duplicates, depend on each other: they are one draw, whose score is their mean.
/// So every mean here is over draws, and a cluster counts once however many prompts it has.
package struct OperatingCurve: Sendable {
  /// One way of choosing, with its outcomes.
  package struct Point: Sendable {
    package let policy: Policy
    /// For each model its share of calls.
    package let calls: [Double]
    /// USD a prompt, as forecast; nil where a forecast is not known.
    package let forecastCost: Double?
    /// Its score on every draw.
    package let scores: [Double]
    /// The mean of `scores`.
    package let score: Double
    /// USD a prompt; nil where costs were not recorded.
    package let cost: Double?
  }

  /// The router's models.
  package let models: [String]
  /// The strong model of the router's pair; nil where it has none.
  package let strong: Int?
  /// From the most careful to the cheapest.
  package let points: [Point]
  /// The point of the most likely model.
  package let start: Int
  /// For each model its score on every draw.
  package let singles: [[Double]]
  /// For each model its mean cost; nil where costs were not recorded.
  package let singleCosts: [Double]?
  /// Prompts with outcomes of every model.
  package let prompts: Int
  /// Prompts left out, since some model was not run on them.
  package let incomplete: Int

  /// Draws: clusters of prompts.
  package var count: Int { singles.first?.count ?? 0 }

  /// The model of highest mean score here.
  package var best: Int { singles.indices.max { (mean(singles[$0]), -$0) < (mean(singles[$1]), -$1) } ?? 0 }
  /// Its mean score.
  package var bestScore: Double { mean(singles[best]) }
  /// Its mean cost; nil where costs were not recorded.
  package var bestCost: Double? { singleCosts.map { $0[best] } }

  /// USD a prompt at a point, by forecast where costs were not recorded; for a pair without costs the share of prompts that
  /// go to the strong model.
  package func expense(_ point: Int) -> Double {
    points[point].cost ?? points[point].forecastCost ?? points[point].calls[strong ?? 0]
  }
}

extension OperatingCurve {
  /// nil when the router knows neither costs nor a pair, or no row is complete.
  ///
  /// - Parameters:
  ///   - table: outcomes with the router's models.
  ///   - decisions: the router's decision on each row, under any objective.
  ///   - clusters: for each row a label; rows that share one are one draw (`OutcomeTable.clusters`).
  package init?(_ chooser: BoundPolicy, table: OutcomeTable, decisions: [Decision], clusters: [Int]) {
    precondition(decisions.count == table.rows.count && clusters.count == table.rows.count)
    let complete = table.rows.indices.filter { table.isComplete(row: $0) }
    var numbers: [Int: Int] = [:]
    for row in complete where numbers[clusters[row]] == nil { numbers[clusters[row]] = numbers.count }
    let draws = complete.map { numbers[clusters[$0]]! }
    var sizes = [Double](repeating: 0, count: numbers.count)
    for draw in draws { sizes[draw] += 1 }
    let weights = draws.map { 1 / sizes[$0] }
    guard let path = OperatingPath(chooser, decisions: complete.map { decisions[$0] }, weights: weights) else {
      return nil
    }
    func perDraw(_ value: (Int) -> Double) -> [Double] {
      var values = [Double](repeating: 0, count: sizes.count)
      for (index, draw) in draws.enumerated() { values[draw] += weights[index] * value(index) }
      return values
    }
    let hasCosts = table.selecting(rows: complete).hasCosts
    let points = path.points.map { point in
      let scores = perDraw { table.score(row: complete[$0], model: point.choices[$0])! }
      let costs = hasCosts ? perDraw { table.cost(row: complete[$0], model: point.choices[$0])! } : nil
      return Point(
        policy: point.policy, calls: point.calls, forecastCost: point.forecastCost, scores: scores,
        score: mean(scores), cost: costs.map(mean))
    }
    let models = table.models.indices
    self.init(
      models: table.models,
      strong: chooser.router.manifest.thresholdPair.flatMap { table.models.firstIndex(of: $0.strong) }, points: points,
      start: path.start, singles: models.map { m in perDraw { table.score(row: complete[$0], model: m)! } },
      singleCosts: hasCosts ? models.map { m in mean(perDraw { table.cost(row: complete[$0], model: m)! }) } : nil,
      prompts: complete.count, incomplete: table.rows.count - complete.count)
  }
}
