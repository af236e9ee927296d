internal import Pointsman
internal import PointsmanOutcomes

/// Does routing pay? By paired tests, at 95 %.
///
/// Routing pays when the router's choices score higher than the best single model, *and* higher than a random mix of
/// single models at the router's own mean cost (the zero-router hull). Where costs are not recorded the calls to the
/// strong model of a pair are taken as cost; with more models and no costs, only the first test is made.
///
/// Routing can also pay by cost: a policy keeps a share of the best single model's quality for less than a random mix would.
/// The policies tried keep 99, 97, 95 and 90 %. Each prompt is judged by the policy that the other folds choose, and the
/// four tests share the level of 5 %. Of a policy that is given, it alone is tested.
public struct Verdict: Sendable {
  /// True when routing pays, by quality or by cost.
  public var route: Bool { purpose != nil }
  /// The way in which routing pays; nil when it does not pay.
  public let purpose: Purpose?
  /// False where too few prompts have outcomes of every model to judge choices by; then no figure is a number.
  public let isKnown: Bool
  /// The verdict in a sentence or two.
  public let reason: String
  /// Two-sided, of the difference to the best single model: McNemar's exact test for 0/1 scores, else sign flips.
  public let pValue: Double
  /// The router's mean score minus the best single model's.
  public let gain: Double
  /// At 95 %, paired.
  public let gainInterval: Interval?
  /// The router's mean score minus that of a random mix of single models at the same mean cost; nil without a notion of
  /// cost.
  public let gainOverMix: Double?
  /// Two-sided, by sign flips; nil without a notion of cost.
  public let pValueOverMix: Double?

  /// A way in which routing pays.
  public enum Purpose: String, Sendable {
    /// The choices score higher than the best single model.
    case quality
    /// A policy costs less than the best single model, and scores higher than a random mix at its cost.
    case cost
  }

  /// 1 − 95 %.
  static let significance = 0.05

  init(
    _ results: RoutingResults, policy: Policy? = nil, pair: Evaluation.PairFigures?, operating: OperatingPoints? = nil,
    _ bootstrap: Bootstrap
  ) {
    let best = results.bestSingle
    let (routed, single) = (results.routedScores, results.scores(of: best))
    let differences = zip(routed, single).map { $0 - $1 }
    isKnown = true
    gain = results.average(differences)
    gainInterval = bootstrap.interval(ofMean: differences, groups: results.groups, weights: results.weights)
    pValue = pairedPValue(
      routed, single, weights: results.weights, seed: bootstrap.seed, threads: bootstrap.threads)
    // Where costs are missing, on the rows that have them.
    let priced = results.priced ?? results
    if let mix = priced.mixAtEqualCost(pair) {
      let overMix = zip(priced.routedScores, mix).map { $0 - $1 }
      let weighted = priced.weights.map { zip(overMix, $0).map(*) } ?? overMix
      gainOverMix = priced.average(overMix)
      pValueOverMix = SignFlip(differences: weighted, seed: bootstrap.seed, threads: bootstrap.threads).twoSided
    } else {
      (gainOverMix, pValueOverMix) = (nil, nil)
    }
    let beatsSingle = gain > 0 && pValue <= Self.significance
    var beatsMix = true
    if let gainOverMix, let pValueOverMix { beatsMix = gainOverMix > 0 && pValueOverMix <= Self.significance }
    let evidence = "(\(signed(gain))\(Self.spread(gainInterval)), \(formatted(pValue: pValue)))"
    if beatsSingle && beatsMix {
      (purpose, reason) = (.quality, results.reasonToRoute(evidence))
    } else if policy == nil, let operating, let saving = operating.saving(bootstrap) {
      (purpose, reason) = (.cost, operating.reason(saving.point, saving.pValue) + results.remark(gain, evidence))
    } else if policy != nil, beatsMix, let gainOverMix, let pValueOverMix, let saved = priced.saving(pair) {
      purpose = .cost
      reason =
        "Route for cost: the policy \(saved), \(signed(gainOverMix)) ahead of a random mix of models at that cost "
        + "(\(formatted(pValue: pValueOverMix))). It scores \(fixed(results.average(routed))) \(evidence)."
    } else {
      purpose = nil
      var text = results.reasonNotToRoute(gain, evidence, beatsSingle: beatsSingle)
      // Less than a thousandth would be shown as nothing.
      if beatsMix, !beatsSingle, let gainOverMix, let pValueOverMix, gainOverMix >= 0.001 {
        text +=
          " Where cost matters more than the last point of quality it can still pay: it is \(signed(gainOverMix)) "
          + "(\(formatted(pValue: pValueOverMix))) ahead of a random mix of models at the same cost."
      }
      reason = text
    }
  }

  /// For battles of many models, where no model met all others on one prompt: does the prompt predict who wins? `gain` is
  /// that of the accuracy.
  init(_ battles: BattleFigures) {
    (purpose, reason, isKnown) = (battles.route ? .quality : nil, battles.reason, true)
    (gain, gainInterval, pValue) = (battles.gain ?? .nan, battles.gainInterval, battles.pValue ?? .nan)
    (gainOverMix, pValueOverMix) = (nil, nil)
  }

  /// No verdict.
  init(_ partial: PartialOutcomes) {
    (purpose, reason, isKnown) = (nil, partial.reason, false)
    (gain, gainInterval, pValue) = (.nan, nil, .nan)
    (gainOverMix, pValueOverMix) = (nil, nil)
  }

  /// ", 95 % interval [+0.001, +0.020]".
  static func spread(_ interval: Interval?) -> String {
    interval.map { ", 95 % interval [\(signed($0.low)), \(signed($0.high))]" } ?? ""
  }
}

// The verdict in words, for someone who has to act on it.
extension RoutingResults {
  fileprivate func reasonToRoute(_ evidence: String) -> String {
    let best = bestSingle
    return
      "Route: it sends \(shares) and scores \(fixed(average(routedScores))) against \(fixed(average(scores(of: best)))) for "
      + "\(table.models[best]) alone \(evidence)\(costOfChoices)."
  }

  fileprivate func reasonNotToRoute(_ gain: Double, _ evidence: String, beatsSingle: Bool) -> String {
    let best = bestSingle
    let (routed, single) = (fixed(average(routedScores)), fixed(average(scores(of: best))))
    let advice = "Don't route; always use \(table.models[best]). "
    if scores(of: best).allSatisfy({ $0 == 1 }) {
      return advice + "It scores 1 on all \(grouped(complete.count)) prompts"
        + (PricedFigures.indifference(self).map {
          "; where a success is worth less than $\(significant($0)), a policy with that willingness to pay finds the "
            + "prompts for which a cheaper model suffices."
        } ?? ", and no router can do better.")
    } else if models > 1, (0..<models).allSatisfy({ scores(of: $0) == scores(of: 0) }) {
      return advice + "The models score the same on every prompt\(costs == nil ? "" : ", and it costs least")."
    } else if choices.allSatisfy({ $0 == best }) {
      return advice + "The router would send it every prompt anyway."
    } else if gain == 0 {
      return advice + "Routing scores \(routed), exactly what it does \(evidence)\(costOfChoices)."
    } else if gain > 0 {
      return advice + "Routing scores \(routed) against its \(single) \(evidence), "
        + (beatsSingle ? "a gain that a random mix of models matches at the same cost" : "which may be chance")
        + "\(costOfChoices)."
    }
    return advice + "Routing scores \(routed) against its \(single), \(fixed(-gain)) short \(evidence)\(costOfChoices)."
  }

  /// A sentence on the most likely model, where a point on the curve pays.
  fileprivate func remark(_ gain: Double, _ evidence: String) -> String {
    " If only the score counts, always use \(table.models[bestSingle]): choosing the most likely model of each prompt "
      + (gain > 0 ? "scores more, which may be chance" : "gains nothing") + " \(evidence)."
  }

  /// "keeps 97.2 % of a's quality at 31 % of its cost"; nil where the choices cost as much as the best single model.
  fileprivate func saving(_ pair: Evaluation.PairFigures?) -> String? {
    let best = bestSingle
    let quality = average(routedScores) / average(scores(of: best))
    let strong = pair.flatMap { table.models.firstIndex(of: $0.strong) }
    let cost: Double
    if let routed = routedCosts, let single = costs(of: best) {
      cost = average(routed) / average(single)
    } else if let strong, strong == best {
      cost = average(choices.map { $0 == strong ? 1 : 0 })
    } else {
      return nil
    }
    guard cost < 1, quality.isFinite else { return nil }
    return "keeps \(fixed(100 * quality, 1)) % of \(table.models[best])'s quality at \(fixed(100 * cost, 0)) % of its "
      + (costs == nil ? "calls" : "cost")
  }

  /// "61 % of prompts to a and 39 % to b"; of many models, the three that get most.
  private var shares: String {
    let counts = table.models.indices.map { model in (model, choices.count { $0 == model }) }
    let used = counts.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    let shown = used.prefix(3).enumerated().map { index, entry in
      let percent = fixed(100 * average(choices.map { $0 == entry.0 ? 1 : 0 }), 0)
      return "\(percent) %\(index == 0 ? " of prompts" : "") to \(table.models[entry.0])"
    }
    let rest = used.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and the rest to \(rest) other\(rest == 1 ? "" : "s")" : "")
  }

  /// ", at 61 % of its cost", the best single model's; empty where costs are not recorded.
  private var costOfChoices: String {
    guard let priced, let routed = priced.routedCosts, let single = priced.costs(of: bestSingle),
      priced.average(single) > 0
    else { return "" }
    return ", at \(fixed(100 * priced.average(routed) / priced.average(single), 0)) % of its cost"
  }
}

extension OperatingPoints {
  fileprivate func reason(_ point: Point, _ pValue: Double) -> String {
    func spread(_ interval: Interval?) -> String {
      interval.map { " (95 % interval \(fixed(100 * $0.low, 0)) to \(fixed(100 * $0.high, 0)))" } ?? ""
    }
    let rule =
      if let model = point.policy.allowed?.first { "\(model) alone" } else {
        switch point.policy.objective {
        case .utility(let worth?, _): "a policy that takes a success to be worth $\(worth)"
        case .threshold(let threshold): "a threshold of \(threshold)"
        default: "choosing the most likely model of each prompt"
        }
      }
    return "Route for cost: \(rule) keeps \(fixed(100 * point.quality, 1)) % of \(best)'s quality"
      + "\(spread(point.qualityInterval)) at \(fixed(100 * point.costShare, 0)) % of its \(isPriced ? "cost" : "calls")"
      + "\(spread(point.costInterval)), \(signed(point.gainOverMix)) ahead of a random mix of models at that cost "
      + "(\(formatted(pValue: pValue)))."
  }
}

extension RoutingResults {
  /// The random mix of two single models that costs as much as the router and scores most, a point of the zero-router
  /// hull: for each complete row its expected score.
  ///
  /// nil without a notion of cost: neither recorded costs nor a pair's strong calls.
  func mixAtEqualCost(_ pair: Evaluation.PairFigures?) -> [Double]? {
    let singleCosts: [Double]
    let routerCost: Double
    if let costs = routedCosts {
      singleCosts = (0..<models).map { average(self.costs(of: $0) ?? []) }
      routerCost = average(costs)
    } else if let pair, models == 2, let strong = table.models.firstIndex(of: pair.strong) {
      singleCosts = (0..<models).map { $0 == strong ? 1 : 0 }
      routerCost = average(choices.map { $0 == strong ? 1 : 0 })
    } else {
      return nil
    }
    let points = (0..<models).map { CostQualityPoint(cost: singleCosts[$0], score: average(scores(of: $0))) }
    // Corners of the hull up to its highest; below the cheapest, the cheapest itself.
    let all = UpperHull.corners(of: points)
    let corners = all.prefix(UpperHull.rising(all.map { points[$0].score }))
    let right = corners.firstIndex { points[$0].cost > routerCost } ?? corners.endIndex
    let upper = corners[min(right, corners.endIndex - 1)]
    let lower = corners[max(0, right - 1)]
    let span = points[upper].cost - points[lower].cost
    let share = upper == lower || span <= 0 ? 0 : max(0, (routerCost - points[lower].cost) / span)
    return zip(scores(of: lower), scores(of: upper)).map { (1 - share) * $0 + share * $1 }
  }
}
