internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// The figures of a cost–quality curve, each prompt at prices that the other prompts choose.
///
/// The best point of a sweep, or the upper hull of its points, flatters on the prompts that it is the best on: a router that
/// knows nothing closes 11 % of the gap to the oracle with 200 prompts. So the prompts are divided into five folds, by groups
/// where rows name them. The hull, its prices, the best single model and the cheapest point of its quality come from the other
/// four folds, and are measured on the fifth.
///
/// Intervals are at 95 %. They hold the luck of the prompts that are measured, and are √(1 + 2/4) as wide: each prompt has a
/// part in the prices of the other folds, too, a quarter as many as chose its own, and so the folds lean the same way (after Nadeau and
/// Bengio, "Inference for the generalization error", 2003). `FigureSimulation` measures how often they hold: √(1 + 1/4) was too
/// narrow.
public struct CrossFittedCurve: Sendable {
  /// A figure and its interval.
  public struct Figure: Sendable {
    /// The figure.
    public let value: Double
    /// At 95 %; nil for a single prompt or group.
    public let interval: Interval?

    init(_ ratio: ClusteredRatio) {
      let wider = (1 + 2 / Double(CrossFittedCurve.folds - 1)).squareRoot()
      value = ratio.value
      interval = ratio.interval.map { interval in
        let half = wider * (interval.high - ratio.value)
        return Interval(low: ratio.value - half, high: ratio.value + half)
      }
    }
  }

  /// Mean height of the router's cost–quality curve.
  public let aiq: Figure
  /// That of random mixes of single models.
  public let aiqZero: Figure
  /// The part of the way from random mixes to the oracle; nil when the oracle gains nothing.
  public let gapClosed: Figure?
  /// The cost of the point that is to score what the best single model does, over that model's cost.
  public let neutralCost: Figure?
  /// The score of that point, over the best single model's score.
  public let neutralQuality: Figure?
  /// The score of the point of highest score.
  public let peak: Figure
  /// Its gain over the best single model, over that model's score.
  public let performanceGain: Figure?

  fileprivate static let folds = 5

  /// nil without costs that differ between models, without forecasts of them, and where a fold would have no prompts.
  ///
  /// O(n M log(n M)).
  init?(_ all: RoutingResults, seed: UInt64) {
    guard let results = all.priced, let costs = results.costs, let predicted = results.predictedCosts,
      Set(results.clusters ?? Array(results.complete.indices)).count >= Self.folds
    else { return nil }
    let folds = OperatingPoints.folds(of: results, count: Self.folds, seed: seed)
    let complete = results.complete
    let router = Forecasts(
      models: results.models, scores: complete.flatMap { results.predictions[$0] },
      costs: complete.flatMap { predicted[$0 * results.models..<($0 + 1) * results.models] })
    let oracle = Forecasts(models: results.models, scores: results.scores, costs: costs)
    var values = Values(rows: complete.count)
    for fold in 0..<Self.folds {
      let (inside, others) = (folds.indices.filter { folds[$0] == fold }, folds.indices.filter { folds[$0] != fold })
      guard let choice = CurveChoice(results, router, oracle, rows: others) else { return nil }
      for row in inside { values.set(row, choice) }
    }
    func figure(_ above: [Double], over below: [Double]? = nil) -> Figure? {
      ClusteredRatio(above, over: below, clusters: results.clusters, weights: results.weights).map(Figure.init)
    }
    guard let aiq = figure(values.router), let zero = figure(values.zero), let peak = figure(values.peak) else {
      return nil
    }
    (self.aiq, aiqZero, self.peak) = (aiq, zero, peak)
    func differences(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
    let room = differences(values.oracle, values.zero)
    gapClosed =
      results.average(room) > roundingError ? figure(differences(values.router, values.zero), over: room) : nil
    neutralCost = figure(values.neutralCost, over: values.bestCost)
    neutralQuality = figure(values.neutralScore, over: values.bestScore)
    performanceGain = figure(differences(values.peak, values.bestScore), over: values.bestScore)
  }

  /// For each complete row what it adds to each figure.
  private struct Values {
    var router, zero, oracle, peak, neutralCost, neutralScore, bestCost, bestScore: [Double]

    init(rows: Int) {
      let none = [Double](repeating: 0, count: rows)
      (router, zero, oracle, peak) = (none, none, none, none)
      (neutralCost, neutralScore, bestCost, bestScore) = (none, none, none, none)
    }

    mutating func set(_ row: Int, _ choice: CurveChoice) {
      let best = choice.single(choice.best, row)
      let neutral = choice.neutralPrice.map { choice.router(at: $0, row) } ?? best
      router[row] = choice.height(choice.routerHull) { choice.router(at: $0, row) }
      oracle[row] = choice.height(choice.oracleHull) { choice.oracle(at: $0, row) }
      zero[row] = choice.height(choice.singleHull) { choice.single($0, row) }
      peak[row] = choice.router(at: choice.peakPrice, row).score
      (neutralCost[row], neutralScore[row]) = (neutral.cost, neutral.score)
      (bestCost[row], bestScore[row]) = (best.cost, best.score)
    }
  }
}

/// Expected or known scores and costs, n × M, by which a choice is made at a price.
private struct Forecasts {
  let models: Int
  let scores: [Double]
  let costs: [Double]

  /// argmax_m score − λ cost; of equals the cheaper, then the first. O(M).
  func choice(at lambda: Double, row: Int) -> Int {
    let cells = row * models
    var best = 0
    for model in 1..<models {
      let utility = scores[cells + model] - lambda * costs[cells + model]
      let most = scores[cells + best] - lambda * costs[cells + best]
      if utility > most || (utility == most && costs[cells + model] < costs[cells + best]) { best = model }
    }
    return best
  }
}

/// The choices of some rows for others: the hulls of the curves with their prices, and the points that figures ask for.
private struct CurveChoice {
  /// A way of choosing, by its price or its model, and its point on the rows that chose it.
  struct Corner<Way> {
    let way: Way
    let point: CostQualityPoint
  }

  let routerHull: [Corner<Double>]
  let oracleHull: [Corner<Double>]
  let singleHull: [Corner<Int>]
  let best: Int
  /// The price of the cheapest point that scores no less than the best single model; nil where none does.
  let neutralPrice: Double?
  /// The price of the point of highest score.
  let peakPrice: Double
  private let low, high: Double
  private let results: RoutingResults
  private let forecasts, outcomes: Forecasts

  /// nil where the single models all cost the same on `rows`, complete rows by their places.
  init?(_ results: RoutingResults, _ router: Forecasts, _ oracle: Forecasts, rows: [Int]) {
    func cells(_ values: [Double]) -> [Double] {
      rows.flatMap { values[$0 * results.models..<($0 + 1) * results.models] }
    }
    let (scores, costs) = (cells(oracle.scores), cells(oracle.costs))
    let weights = results.weights.map { weights in rows.map { weights[$0] } }
    func sweep(_ forecasts: Forecasts) -> [Corner<Double>] {
      let steps = RouterSweep(
        probabilities: cells(forecasts.scores), predictedCosts: cells(forecasts.costs), actualScores: scores,
        actualCosts: costs, models: results.models, weights: weights
      ).steps
      // Midway to the next price, where the other rows have most room.
      return steps.enumerated().map { index, step in
        let next = index + 1 < steps.count ? steps[index + 1].lambda : 4 * step.lambda
        return Corner(way: index == 0 ? 0 : (step.lambda * next).squareRoot(), point: step.point)
      }
    }
    let singles = CostQualityPoint.singles(scores: scores, costs: costs, models: results.models, weights: weights)
    guard let low = singles.map(\.cost).min(), let high = singles.map(\.cost).max(), low < high else { return nil }
    let points = sweep(router)
    (self.low, self.high, self.results, forecasts, outcomes) = (low, high, results, router, oracle)
    routerHull = Self.rising(points)
    oracleHull = Self.rising(sweep(oracle))
    singleHull = Self.rising(singles.enumerated().map { Corner(way: $0.offset, point: $0.element) })
    best = singles.indices.max { (singles[$0].score, -singles[$0].cost) < (singles[$1].score, -singles[$1].cost) }!
    let least = singles[best].score - roundingError
    neutralPrice = points.filter { $0.point.score >= least }.min { $0.point.cost < $1.point.cost }?.way
    peakPrice = points.max { ($0.point.score, -$0.point.cost) < ($1.point.score, -$1.point.cost) }?.way ?? 0
  }

  /// The most corners of a hull: a finer one is higher by less than a thousandth of its bend.
  private static let mostCorners = 128

  /// The corners of the hull up to the highest, thinned where there are many.
  private static func rising<Way>(_ points: [Corner<Way>]) -> [Corner<Way>] {
    let corners = UpperHull.corners(of: points.map(\.point)).map { points[$0] }
    let rising = corners.prefix(UpperHull.rising(corners.map(\.point.score)))
    let step = max(1, (rising.count + mostCorners - 2) / (mostCorners - 1))
    return rising.enumerated().filter { $0.offset % step == 0 || $0.offset == rising.count - 1 }.map(\.element)
  }

  func single(_ model: Int, _ row: Int) -> CostQualityPoint {
    let cell = row * results.models + model
    return CostQualityPoint(cost: outcomes.costs[cell], score: outcomes.scores[cell])
  }

  func router(at price: Double, _ row: Int) -> CostQualityPoint { single(forecasts.choice(at: price, row: row), row) }

  func oracle(at price: Double, _ row: Int) -> CostQualityPoint { single(outcomes.choice(at: price, row: row), row) }

  /// The part of a row in the mean height of a hull between the single models' least and greatest cost.
  ///
  /// At a budget the row is answered by the mix of two corners that the hull has there, and what it spends beyond the budget
  /// counts at the hull's slope. Over the rows that chose the hull the mean is its height. O(corners · `at`).
  func height<Way>(_ hull: [Corner<Way>], at point: (Way) -> CostQualityPoint) -> Double {
    guard let last = hull.last else { return 0 }
    var (area, right) = (0.0, point(hull[0].way))
    for (index, corner) in hull.dropLast().enumerated() {
      let (left, next) = (right, hull[index + 1])
      right = point(next.way)
      let (start, end) = (max(low, corner.point.cost), min(high, next.point.cost))
      guard start < end else { continue }
      let middle = (start + end) / 2
      let share = (middle - corner.point.cost) / (next.point.cost - corner.point.cost)
      let score = (1 - share) * left.score + share * right.score
      let cost = (1 - share) * left.cost + share * right.cost
      area += (end - start) * (score + UpperHull.slope(corner.point, next.point) * (middle - cost))
    }
    area += max(0, high - max(low, last.point.cost)) * right.score
    return area / (high - low)
  }
}

extension CrossFittedCurve.Figure {
  /// With its interval; `scale` 100 for percent.
  func text(_ digits: Int = 3, scale: Double = 1) -> String {
    withInterval(
      scale * value, interval.map { Interval(low: scale * $0.low, high: scale * $0.high) }, digits)
  }
}

extension CrossFittedCurve {
  var json: JSONValue {
    let figures: [(String, Figure?)] = [
      ("aiq", aiq), ("aiq_zero", aiqZero), ("gap_closed", gapClosed), ("neutral_cost", neutralCost),
      ("neutral_quality", neutralQuality), ("peak", peak), ("perf_gain", performanceGain),
    ]
    return .object(
      figures.flatMap { name, figure in
        [(name, .figure(figure?.value)), (name + "_interval", figure?.interval?.json ?? .null)]
      })
  }
}
