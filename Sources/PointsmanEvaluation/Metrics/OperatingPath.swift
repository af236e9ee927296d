package import Pointsman
internal import PointsmanSupport

/// A router's operating points on a set of prompts, from the most careful to the cheapest, by its forecasts alone: no
/// outcome decides where a point lies.
///
/// A point lies wherever the share of calls of some model has changed by `step` since the point before, or the forecast
/// mean cost by that part of itself. Where many prompts change together, a step is larger.
///
/// - With costs: always the best model of training, then the most likely model, then a success is worth less and less.
/// - For a pair without costs: the threshold on P(strong) − P(weak) goes from −1, always the strong model, over 0, the most
///   likely of the two, to 1, as a rule always the weak one.
package struct OperatingPath: Sendable {
  /// One way of choosing.
  package struct Point: Sendable {
    /// Its number, saved in a router and read again, makes the same choices.
    package let policy: Policy
    /// For each of the n prompts the model chosen.
    package let choices: [Int]
    /// For each of the M models its share of the prompts.
    package let calls: [Double]
    /// USD a prompt; nil where a forecast is not known.
    package let forecastCost: Double?
  }

  /// No two neighbours make the same choices.
  package let points: [Point]
  /// The point of the most likely model: those before it lead to it from a single model, those after it to the cheapest.
  package let start: Int

  /// The change of a share of calls, or of the forecast mean cost as a part of itself, from one point to the next.
  package static let step = 0.02

  /// The path over n prompts; nil without prompts, and for a router that knows neither every cost nor a pair.
  ///
  /// O(n M log(n M) + points · n M).
  ///
  /// - Parameters:
  ///   - decisions: the router's decision on each prompt, under any objective.
  ///   - weights: n positive numbers, how much each prompt counts in shares and means; all 1 when nil.
  package init?(_ chooser: BoundPolicy, decisions: [Decision], weights: [Double]? = nil) {
    let models = chooser.router.manifest.models
    guard !decisions.isEmpty, !models.isEmpty else { return nil }
    let weights = weights ?? decisions.map { _ in 1 }
    let costs = decisions.flatMap(\.costs).compactMap(\.self)
    let isPriced = costs.count == decisions.count * models.count
    let policies: [Policy]
    let start: Int
    if isPriced {
      let best = models.indices.max { (models[$0].meanScore, -$0) < (models[$1].meanScore, -$1) }!
      let worths = Self.willingness(
        probabilities: decisions.flatMap(\.probabilities), costs: costs, models: models.count, weights: weights)
      policies = [.always(models[best].name), .mostLikely] + worths.map { .willingnessToPay($0) }
      start = 1
    } else if let pair = chooser.router.manifest.thresholdPair,
      let weak = models.firstIndex(where: { $0.name == pair.weak }),
      let strong = models.firstIndex(where: { $0.name == pair.strong })
    {
      let thresholds = Self.thresholds(
        advantages: decisions.map { $0.probabilities[strong] - $0.probabilities[weak] }, weights: weights)
      policies = thresholds.map { .threshold($0) }
      start = thresholds.firstIndex(of: 0)!
    } else {
      return nil
    }
    var points: [Point] = []
    var place = 0
    for (index, policy) in policies.enumerated() {
      let choices = chooser.choices(for: decisions, under: policy)
      // Of equal points the most likely model's stays, else the first.
      if points.last?.choices == choices {
        if index != start { continue }
        points.removeLast()
      }
      if index == start { place = points.count }
      points.append(Point(policy, choices, decisions, weights, models: models.count, isPriced: isPriced))
    }
    (self.points, self.start) = (points, place)
  }

  /// USD that a success is worth at each point after the most likely model, falling.
  ///
  /// Each lies between two values at which some prompt changes its model (see `RouterSweep`). O(n M log(n M)).
  ///
  /// - Parameters:
  ///   - probabilities: n × M, row-major.
  ///   - costs: forecasts, n × M, row-major, USD.
  ///   - weights: n positive numbers.
  package static func willingness(
    probabilities: [Double], costs: [Double], models: Int, weights: [Double]
  ) -> [Double] {
    precondition(models > 0 && probabilities.count == weights.count * models && costs.count == probabilities.count)
    let total = weights.reduce(0, +)
    let costliest = costs.max() ?? 0
    var calls = [Double](repeating: 0, count: models)
    var cost = 0.0
    var changes: [(lambda: Double, row: Int, from: Int, to: Int)] = []
    for row in weights.indices {
      let options = (0..<models).map {
        CostQualityPoint(cost: costs[row * models + $0], score: probabilities[row * models + $0])
      }
      let corners = UpperHull.corners(of: options)
      let choices = corners.prefix(UpperHull.rising(corners.map { options[$0].score }))
      for (cheaper, costlier) in zip(choices, choices.dropFirst()) {
        changes.append((UpperHull.slope(options[cheaper], options[costlier]), row, costlier, cheaper))
      }
      let first = choices[choices.count - 1]
      calls[first] += weights[row]
      cost += weights[row] * options[first].cost
    }
    changes.sort { ($0.lambda, $0.row) < ($1.lambda, $1.row) }
    var (atPoint, costAtPoint, worths) = (calls, cost, [Double]())
    for (index, change) in changes.enumerated() {
      calls[change.from] -= weights[change.row]
      calls[change.to] += weights[change.row]
      cost += weights[change.row] * (costs[change.row * models + change.to] - costs[change.row * models + change.from])
      let isLast = index + 1 == changes.count
      let next = isLast ? change.lambda * 2 : changes[index + 1].lambda
      // Prices that differ by rounding have no number between them.
      guard next > change.lambda * (1 + 1e-9) else { continue }
      let moved = zip(calls, atPoint).map { abs($0 - $1) }.max()!
      let isStep = moved >= step * total || (costAtPoint > 0 && abs(cost - costAtPoint) >= step * costAtPoint)
      let worth = roundNumber(between: 1 / next, and: 1 / change.lambda)
      // A price of money beyond every number would make all models equal.
      guard isStep || isLast, worth > 0, worth.isFinite, (costliest / worth).isFinite else { continue }
      worths.append(worth)
      (atPoint, costAtPoint) = (calls, cost)
    }
    return worths
  }

  /// Thresholds on the strong model's advantage, rising: −1, 0 and the last one always, and one wherever `step` of the
  /// prompts have changed to the weak model. O(n log n).
  ///
  /// - Parameters:
  ///   - advantages: P(strong) − P(weak) of n prompts, each from −1 to 1.
  ///   - weights: n positive numbers.
  package static func thresholds(advantages: [Double], weights: [Double]) -> [Double] {
    precondition(advantages.count == weights.count)
    let total = weights.reduce(0, +)
    let order = advantages.indices.sorted { advantages[$0] < advantages[$1] }
    var (thresholds, moved) = ([-1.0], 0.0)
    func pass(_ rows: some BidirectionalCollection<Int>) {
      for (row, next) in zip(rows, rows.dropFirst()) {
        moved += weights[row]
        guard advantages[row] < advantages[next], moved >= step * total else { continue }
        let middle = roundNumber(between: advantages[row], and: advantages[next])
        // Between two neighbouring numbers there is none: the larger one parts them, too.
        thresholds.append(middle > advantages[row] ? middle : advantages[next])
        moved = 0
      }
    }
    pass(order.prefix { advantages[$0] < 0 })
    thresholds.append(0)
    moved = 0
    pass(order.drop { advantages[$0] < 0 })
    thresholds.append((order.last.map { advantages[$0] } ?? 0) < 1 ? 1 : 2)
    return thresholds.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}

/// A number between two, `low` < `high`, with as few digits as lie well within: people type it.
func roundNumber(between low: Double, and high: Double) -> Double {
  let middle = low + (high - low) / 2
  guard low < middle, middle < high, middle != 0, high.isFinite else { return middle }
  let margin = (high - low) / 16
  var scale = pow(10, -log10(abs(middle)).rounded(.down))
  for _ in 0..<15 {
    let number = (middle * scale).rounded() / scale
    if number > low + margin, number < high - margin { return number }
    scale *= 10
  }
  return middle
}

extension OperatingPath.Point {
  fileprivate init(
    _ policy: Policy, _ choices: [Int], _ decisions: [Decision], _ weights: [Double], models: Int, isPriced: Bool
  ) {
    let total = weights.reduce(0, +)
    var calls = [Double](repeating: 0, count: models)
    var cost = 0.0
    for (row, choice) in choices.enumerated() {
      calls[choice] += weights[row] / total
      if isPriced { cost += weights[row] / total * decisions[row].costs[choice]! }
    }
    self.init(policy: policy, choices: choices, calls: calls, forecastCost: isPriced ? cost : nil)
  }
}

extension BoundPolicy {
  /// The models that `policy`, one model or an objective without other rules, chooses from the forecasts of `decisions`.
  fileprivate func choices(for decisions: [Decision], under policy: Policy) -> [Int] {
    if let name = policy.allowed?.first, let model = router.models.firstIndex(of: name) {
      return decisions.map { _ in model }
    }
    return decisions.map { choice(for: $0, under: policy.objective) }
  }
}
