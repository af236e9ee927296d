internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport

/// The cost of keeping a share of the best single model's quality, and the quality that a share of its cost buys.
///
/// A candidate is a policy that one option names: a willingness to pay, for a pair without costs a threshold, or one model
/// for every prompt. Which policies are candidates depends on the forecasts alone. Each prompt is judged by the candidate
/// that is best on the other folds of the judged prompts, so that no point is judged on the prompts that chose it.
struct OperatingPoints: Sendable {
  /// The wish that a point is for.
  enum Goal: Sendable, Equatable {
    /// The least cost at this share of the best single model's score.
    case quality(Double)
    /// The highest score at this share of the best single model's cost.
    case cost(Double)
  }

  struct Point: Sendable {
    let goal: Goal
    /// Chosen on all judged prompts, with its number as it would be typed.
    let policy: Policy
    let score: Double
    /// The score over the best single model's, with its interval at 95 %.
    let quality: Double
    let qualityInterval: Interval?
    /// USD a prompt, or strong calls a prompt.
    let cost: Double
    /// The cost over the best single model's, with its interval at 95 %.
    let costShare: Double
    let costInterval: Interval?
    /// For each model the share of prompts that it gets.
    let calls: [Double]
    /// The mean score less that of a random mix of single models at the same cost.
    let gainOverMix: Double
    /// One a complete row.
    fileprivate let choices: [Int]
  }

  /// In the order of `goals`; a goal that no candidate reaches is left out.
  let points: [Point]
  /// The single model of highest mean score.
  let best: String
  /// True if costs are USD; false if they are shares of strong calls.
  let isPriced: Bool
  let models: [String]
  private let results: RoutingResults
  private let pair: Evaluation.PairFigures?

  static let goals: [Goal] = [.quality(0.99), .quality(0.97), .quality(0.95), .quality(0.9), .cost(0.5)]
  private static let folds = 5
  /// nil without costs that differ between models and forecasts of them, or a pair; and without probabilities.
  init?(_ all: RoutingResults, pair: Evaluation.PairFigures?, _ bootstrap: Bootstrap) {
    guard all.hasProbabilities, let results = all.priced ?? (all.costs == nil ? all : nil), !results.complete.isEmpty,
      let candidates = Candidates(results, pair: pair)
    else { return nil }
    let table = results.table
    (models, isPriced) = (table.models, candidates.isPriced)
    (self.results, self.pair) = (results, pair)
    let bestModel = results.bestSingle
    best = table.models[bestModel]
    let rows = results.complete.indices
    let bestScores = results.scores(of: bestModel)
    let bestCosts = rows.map { candidates.cost(row: $0, model: bestModel) }
    guard results.average(bestScores) > 0, results.average(bestCosts) > 0 else { return nil }
    let folds = Self.folds(of: results, count: Self.folds, seed: bootstrap.seed)
    let sums = candidates.sums(folds: folds, count: Self.folds, best: bestModel)
    let reached = Self.goals.compactMap { goal -> Reached? in
      guard let whole = sums.choice(for: goal, excluding: nil) else { return nil }
      // Of one model for every prompt there is nothing to choose.
      let chosen = (0..<Self.folds).map { fold in
        candidates.isSingle(whole) ? whole : sums.choice(for: goal, excluding: fold) ?? whole
      }
      let choices = rows.map { candidates.choices[chosen[folds[$0]]][$0] }
      return Reached(
        goal: goal, policy: candidates.policies[whole], choices: choices,
        scores: rows.map { results.scores[$0 * results.models + choices[$0]] },
        costs: rows.map { candidates.cost(row: $0, model: choices[$0]) })
    }
    // One pass of resamples for all points.
    let clusters = results.clusters
    let resampled = bootstrap.values(rows: rows.count, clusters: clusters) { counts -> [(Double?, Double?)] in
      let weights = counts.indices.map { Double(counts[$0]) * (results.weights?[$0] ?? 1) }
      func ratio(_ values: [Double], to base: Double?) -> Double? {
        guard let base, base > 0 else { return nil }
        return weightedMean(of: values, weights: weights).map { $0 / base }
      }
      let (score, cost) = (
        weightedMean(of: bestScores, weights: weights), weightedMean(of: bestCosts, weights: weights)
      )
      return reached.map { (ratio($0.scores, to: score), ratio($0.costs, to: cost)) }
    }
    let mix = RandomMix(
      singles: (0..<results.models).map { model in
        CostQualityPoint(
          cost: results.average(rows.map { candidates.cost(row: $0, model: model) }),
          score: results.average(results.scores(of: model)))
      })
    points = reached.enumerated().map { index, reached in
      let (score, cost) = (results.average(reached.scores), results.average(reached.costs))
      return Point(
        goal: reached.goal, policy: reached.policy, score: score, quality: score / results.average(bestScores),
        qualityInterval: bootstrap.interval(of: resampled.map { $0[index].0 }, rows: rows.count, clusters: clusters),
        cost: cost, costShare: cost / results.average(bestCosts),
        costInterval: bootstrap.interval(of: resampled.map { $0[index].1 }, rows: rows.count, clusters: clusters),
        calls: (0..<results.models).map { model in results.average(reached.choices.map { $0 == model ? 1 : 0 }) },
        gainOverMix: score - mix.score(at: cost), choices: reached.choices)
    }
  }

  /// The choices for a goal, one a complete row, with their scores and costs.
  private struct Reached {
    let goal: Goal
    let policy: Policy
    let choices: [Int]
    let scores: [Double]
    let costs: [Double]
  }

  /// Of the points that keep a share of the quality the first that surely beats a random mix at its cost, at 5 % for all
  /// of them together (Bonferroni), with its two-sided p by permutation; nil if none does.
  func saving(seed: UInt64, threads: Int) -> (point: Point, pValue: Double)? {
    let kept = points.filter { if case .quality = $0.goal { true } else { false } }
    for point in kept where point.costShare < 1 && point.gainOverMix > 0 {
      let lead = LeadOverMix(results.choosing(point.choices), pair: pair, seed: seed, threads: threads)
      if let pValue = lead?.pValue, pValue <= Verdict.significance / Double(kept.count) { return (point, pValue) }
    }
    return nil
  }

  /// For each complete row a fold; rows of one cluster share one.
  static func folds(of results: RoutingResults, count: Int, seed: UInt64) -> [Int] {
    var generator = SplitMix64(seed: seed)
    let clusters = results.clusters ?? Array(results.complete.indices)
    let order = generator.shuffled(Array(Set(clusters)).sorted())
    let fold = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0 % count) })
    return clusters.map { fold[$0]! }
  }
}

/// The policies that are compared, with the choices of each.
private struct Candidates {
  let policies: [Policy]
  /// For each policy one model a complete row.
  let choices: [[Int]]
  let isPriced: Bool
  private let results: RoutingResults
  private let strong: Int?

  init?(_ results: RoutingResults, pair: Evaluation.PairFigures?) {
    self.results = results
    var policies: [(policy: Policy, choices: [Int])] = [(.mostLikely, results.choices(at: 0))]
    if let costs = results.costs, let sweep = results.costQuality?.router {
      guard costs.contains(where: { $0 != costs[0] }) else { return nil }
      (isPriced, strong) = (true, nil)
      // Midway between two prices at which a choice changes, to three digits, as it is typed.
      let prices = sweep.steps.map(\.lambda).filter { $0 > 0 }
      let steps = Self.thinned(
        zip(prices, prices.dropFirst()).map { ($0 * $1).squareRoot() } + [(prices.last ?? 1) * 2])
      for worth in Self.distinct(steps.map { Self.rounded(1 / $0) }) {
        policies.append((.willingnessToPay(worth), results.choices(at: 1 / worth)))
      }
    } else if results.costs == nil, let pair, results.models == 2,
      let strong = results.table.models.firstIndex(of: pair.strong), let columns = results.pairColumns(pair.names)
    {
      (isPriced, self.strong) = (false, strong)
      let thresholds = Self.thinned(Array(Set(columns.sigma)).sorted()).map { ($0 * 1000).rounded() / 1000 }
      for threshold in Self.distinct(thresholds) {
        policies.append((.threshold(threshold), columns.sigma.map { $0 >= threshold ? strong : 1 - strong }))
      }
    } else {
      return nil
    }
    for (index, name) in results.table.models.enumerated() {
      policies.append((.always(name), results.complete.map { _ in index }))
    }
    self.policies = policies.map(\.policy)
    choices = policies.map(\.choices)
  }

  /// True if the policy sends every prompt to one model.
  func isSingle(_ policy: Int) -> Bool { policies[policy].allowed != nil }

  /// USD, or 1 for a strong call.
  func cost(row: Int, model: Int) -> Double {
    results.costs.map { $0[row * results.models + model] } ?? (model == strong ? 1 : 0)
  }

  /// For each fold the sums of every policy's scores and costs; `best` is the model that goals are shares of.
  func sums(folds: [Int], count: Int, best: Int) -> FoldSums {
    let models = results.models
    func sums(_ choices: [Int]) -> [CostQualityPoint] {
      var (costs, scores) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
      for (row, model) in choices.enumerated() {
        let weight = results.weights?[row] ?? 1
        costs[folds[row]] += weight * cost(row: row, model: model)
        scores[folds[row]] += weight * results.scores[row * models + model]
      }
      return zip(costs, scores).map { CostQualityPoint(cost: $0, score: $1) }
    }
    // The last policies are the single models.
    return FoldSums(policies: choices.map(sums), best: choices.count - models + best)
  }

  /// At most 257 of them, ends included: nearer policies differ by less than the intervals of their figures.
  private static func thinned(_ values: [Double]) -> [Double] {
    let step = max(1, (values.count + 255) / 256)
    return values.enumerated().filter { $0.offset % step == 0 || $0.offset == values.count - 1 }.map(\.element)
  }

  private static func distinct(_ values: [Double]) -> [Double] {
    var seen = Set<Double>()
    return values.filter { $0.isFinite && seen.insert($0).inserted }
  }

  /// To three digits.
  private static func rounded(_ value: Double) -> Double { Double(significant(value)) ?? value }
}

/// Sums of costs and scores, fold by fold.
private struct FoldSums {
  /// policies × folds.
  let policies: [[CostQualityPoint]]
  /// The policy that goals are shares of.
  let best: Int

  /// The policy that reaches `goal` best without the rows of a fold; of equals the first. nil if none reaches it.
  func choice(for goal: OperatingPoints.Goal, excluding fold: Int?) -> Int? {
    func total(_ sums: [CostQualityPoint]) -> CostQualityPoint {
      let kept = sums.enumerated().filter { $0.offset != fold }.map(\.element)
      return CostQualityPoint(
        cost: kept.reduce(0) { $0 + $1.cost }, score: kept.reduce(0) { $0 + $1.score })
    }
    let totals = policies.map(total)
    let best = totals[best]
    switch goal {
    case .quality(let share):
      return totals.indices.filter { totals[$0].score >= share * best.score }
        .min { (totals[$0].cost, -totals[$0].score) < (totals[$1].cost, -totals[$1].score) }
    case .cost(let share):
      return totals.indices.filter { totals[$0].cost <= share * best.cost }
        .max { (totals[$0].score, -totals[$0].cost, -$0) < (totals[$1].score, -totals[$1].cost, -$1) }
    }
  }
}

extension OperatingPoints.Goal {
  /// "keep 97 %".
  var phrase: String {
    switch self {
    case .quality(let share): "keep \(fixed(100 * share, 0)) %"
    case .cost(let share): share == 0.5 ? "half the cost" : "\(fixed(100 * share, 0)) % of the cost"
    }
  }
}

extension OperatingPoints {
  /// The cells of a table: a header, then one row a point.
  var cells: [[String]] {
    func share(_ value: Double, _ interval: Interval?) -> String {
      let spread = interval.map { " [\(fixed(100 * $0.low, 0)), \(fixed(100 * $0.high, 0))]" } ?? ""
      return "\(fixed(100 * value, 1)) %\(spread)"
    }
    return [["goal", "quality", isPriced ? "cost" : "strong calls", "calls", "policy"]]
      + points.map { point in
        [
          point.goal.phrase, share(point.quality, point.qualityInterval), share(point.costShare, point.costInterval),
          calls(of: point), point.policy.rule,
        ]
      }
  }

  /// "a 61 %, b 39 %", the two that get most.
  private func calls(of point: Point) -> String {
    let used = point.calls.indices.filter { point.calls[$0] > 0 }.sorted {
      (point.calls[$1], $0) < (point.calls[$0], $1)
    }
    let shown = used.prefix(2).map { "\(models[$0]) \(fixed(100 * point.calls[$0], 0)) %" }
    return shown.joined(separator: ", ") + (used.count > 2 ? ", …" : "")
  }

  /// The meaning of the columns.
  var note: String {
    "quality and \(isPriced ? "cost" : "strong calls"): of \(best) alone, with 95 % intervals; each prompt by the policy "
      + "that the other folds choose"
  }

  var lines: [String] { aligned(cells) + wrapped(note) }

  var json: JSONValue {
    .object([
      ("best_model", .string(best)), ("cost_unit", .string(isPriced ? "USD a prompt" : "strong calls a prompt")),
      (
        "points",
        .array(
          points.map { point in
            let goal: (String, JSONValue) =
              switch point.goal {
              case .quality(let share): ("keep_quality", .figure(share))
              case .cost(let share): ("at_cost", .figure(share))
              }
            return .object([
              goal, ("policy", point.policy.json), ("score", .figure(point.score)),
              ("quality", .figure(point.quality)),
              ("quality_interval", point.qualityInterval?.json ?? .null), ("cost", .figure(point.cost)),
              ("cost_share", .figure(point.costShare)), ("cost_interval", point.costInterval?.json ?? .null),
              ("calls", .object(zip(models, point.calls).map { ($0, .figure($1)) })),
              ("gain_over_mix", .figure(point.gainOverMix)),
            ])
          })
      ),
    ])
  }
}
