internal import Pointsman
internal import PointsmanOutcomes

/// Does routing pay? At 95 %.
///
/// Routing pays when the router's choices score higher than the best single model, *and* higher than a random mix of
/// single models at the router's own mean cost (the zero-router hull). Where costs are not recorded the calls to the
/// strong model of a pair are taken as cost; with more models and no costs, only the first test is made. The first is that of
/// `ClusteredMean`, so that it agrees with the interval; the second permutes the choices, see `LeadOverMix`.
///
/// Routing can also pay by cost: a policy keeps a share of the best single model's quality for less than a random mix would.
/// The policies tried keep 99, 97, 95 and 90 %. Each prompt is judged by the policy that the other folds choose, and the
/// four tests share the level of 5 %. Of a policy that is given, it alone is tested.
public struct Verdict: Sendable {
  /// True when routing pays, by quality or by cost.
  public var route: Bool { purpose != nil }
  /// The way in which routing pays; nil when it does not pay.
  public let purpose: Purpose?
  /// False where too few prompts have outcomes of every model, or they are of too few groups, to judge choices by. Then
  /// nothing is tested.
  public let isKnown: Bool
  /// True where one division into folds cannot tell: the gain would be tested as surer by several.
  public let isBorderline: Bool
  /// The verdict in a sentence or two.
  public let reason: String
  /// Two-sided, of the difference to the best single model; not a number where nothing is tested.
  public let pValue: Double
  /// The router's mean score minus the best single model's.
  public let gain: Double
  /// At 95 %, of the same test: it holds 0 where the p-value is above 0.05.
  public let gainInterval: Interval?
  /// For each division into folds the gain; one where prompts were divided once, none where one router judged all prompts.
  public let gainsOfDivisions: [Double]
  /// The number of prompts that would show a gain of 0.02 in four of five samples; nil where it cannot be known.
  public let promptsToShowGain: Int?
  /// The router's mean score minus that of a random mix of single models at the same mean cost; nil without a notion of
  /// cost.
  public let gainOverMix: Double?
  /// Two-sided, by permutation of the choices; nil without a notion of cost.
  public let pValueOverMix: Double?
  /// The gain with its spread; nil where nothing is judged, and of battles.
  private let estimate: ClusteredMean?

  /// A way in which routing pays.
  public enum Purpose: String, Sendable {
    /// The choices score higher than the best single model.
    case quality
    /// A policy costs less than the best single model, and scores higher than a random mix at its cost.
    case cost
  }

  /// 1 − 95 %.
  static let significance = 0.05
  /// The smallest gain that most people would route for.
  package static let gainOfInterest = 0.02
  /// A p-value by the variance within one division of the folds, under which several divisions may find a gain.
  private static let borderline = 0.2

  init(
    _ results: RoutingResults, policy: Policy? = nil, pair: Evaluation.PairFigures?, operating: OperatingPoints? = nil,
    permutations: Int = 999, seed: UInt64, threads: Int
  ) {
    let best = results.bestSingle
    let (routed, single) = (results.routedScores, results.scores(of: best))
    let differences = zip(routed, single).map { $0 - $1 }
    let estimate = results.estimate(ofDifferences: differences)
    self.estimate = estimate
    gain = estimate.value
    gainInterval = estimate.interval()
    gainsOfDivisions =
      results.divisions.map { divisions in
        (0..<divisions.count).map { division in
          let rows = differences.indices.filter { divisions.division[$0] == division }
          return mean(rows.map { differences[$0] }, by: results.weights.map { weights in rows.map { weights[$0] } })
        }
      } ?? []
    promptsToShowGain = estimate.rows(toShow: Self.gainOfInterest)
    guard let pValue = estimate.pValue else {
      (purpose, isKnown, isBorderline, self.pValue) = (nil, false, false, .nan)
      (gainOverMix, pValueOverMix) = (nil, nil)
      reason = results.reasonWithoutClusters
      return
    }
    isKnown = true
    self.pValue = pValue
    // Where costs are missing, on the rows that have them.
    let priced = results.priced ?? results
    let lead = LeadOverMix(priced, pair: pair, permutations: permutations, seed: seed, threads: threads)
    (gainOverMix, pValueOverMix) = (lead?.value, lead?.pValue)
    let beatsSingle = gain > 0 && pValue <= Self.significance
    let beatsMix = lead.map { $0.value > 0 && $0.pValue <= Self.significance } ?? true
    let evidence = "(\(signed(gain))\(Self.spread(gainInterval)), \(formatted(pValue: pValue)))"
    var (purpose, isBorderline) = (Purpose?.none, false)
    var text: String
    if beatsSingle && beatsMix {
      purpose = .quality
      text = results.reasonToRoute(evidence)
    } else if policy == nil, let operating, let saving = operating.saving(seed: seed, threads: threads) {
      purpose = .cost
      text = operating.reason(saving.point, saving.pValue) + results.remark(gain, evidence)
    } else if policy != nil, beatsMix, let lead, let saved = priced.saving(pair) {
      purpose = .cost
      text =
        "Route for cost: the policy \(saved), \(signed(lead.value)) ahead of a random mix of models at that cost "
        + "(\(formatted(pValue: lead.pValue))). It scores \(fixed(results.average(routed))) \(evidence)."
    } else {
      let within = results.estimate(differences).pValue ?? 1
      isBorderline = results.divisions?.count == 1 && gain > 0 && !beatsSingle && within < Self.borderline
      text =
        isBorderline
        ? results.reasonOnTheBorder(evidence) : results.reasonNotToRoute(gain, evidence, beatsSingle: beatsSingle)
      // Less than a thousandth would be shown as nothing.
      if beatsMix, !beatsSingle, let lead, lead.value >= 0.001 {
        text +=
          " Where cost matters more than the last point of quality it can still pay: it is \(signed(lead.value)) "
          + "(\(formatted(pValue: lead.pValue))) ahead of a random mix of models at the same cost."
      }
      if !beatsSingle, differences.contains(where: { $0 != 0 }) {
        text += results.limits(gainInterval, promptsToShowGain)
      }
    }
    if gainsOfDivisions.count > 1 {
      text +=
        " The gain is above 0 in \(gainsOfDivisions.count { $0 > 0 }) of \(gainsOfDivisions.count) divisions into folds."
    }
    if let few = results.fewClusters { text += " " + few.sentence }
    (self.purpose, self.isBorderline, reason) = (purpose, isBorderline, text)
  }

  /// For battles of many models, where no model met all others on one prompt: does the prompt predict who wins? `gain` is
  /// that of the accuracy.
  init(_ battles: BattleFigures) {
    (purpose, reason, isKnown) = (
      battles.route ? .quality : nil, battles.reason, battles.gain == nil || battles.pValue != nil
    )
    (gain, gainInterval, pValue) = (battles.gain ?? .nan, battles.gainInterval, battles.pValue ?? .nan)
    (gainOverMix, pValueOverMix) = (nil, nil)
    (isBorderline, gainsOfDivisions, promptsToShowGain, estimate) = (false, [], nil, nil)
  }

  /// No verdict.
  init(_ partial: PartialOutcomes) {
    (purpose, reason, isKnown) = (nil, partial.reason, false)
    (gain, gainInterval, pValue) = (.nan, nil, .nan)
    (gainOverMix, pValueOverMix) = (nil, nil)
    (isBorderline, gainsOfDivisions, promptsToShowGain, estimate) = (false, [], nil, nil)
  }

  /// The standard error of the gain that test and interval are made of.
  var standardError: Double? { estimate?.standardError }

  /// The interval of the gain that holds for so many looks together, by Bonferroni's correction, at 95 %; it holds 0 where `looks` times the
  /// p-value is above 0.05.
  func gainInterval(ofLooks looks: Int) -> Interval? { estimate?.interval(level: LookCount.level(of: looks)) }

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

  fileprivate func reasonOnTheBorder(_ evidence: String) -> String {
    let best = bestSingle
    return
      "Borderline: routing scores \(fixed(average(routedScores))) against \(fixed(average(scores(of: best)))) for "
      + "\(table.models[best]) alone \(evidence)\(costOfChoices). One division into folds cannot tell whether that is chance; "
      + "cross-validation, which divides several times, can. Until then always use \(table.models[best])."
  }

  /// The ends of what the prompts leave open: the largest gain, and the number of prompts that would show a small one.
  fileprivate func limits(_ interval: Interval?, _ needed: Int?) -> String {
    guard let interval else { return "" }
    if interval.high <= 0 { return " Any gain is excluded." }
    let prompts = promptsJudged
    let more = needed.flatMap { needed in
      interval.high < Verdict.gainOfInterest || needed <= prompts
        ? nil : "; about \(grouped(needed)) prompts would show a gain of \(fixed(Verdict.gainOfInterest, 2))"
    }
    return " A gain above \(signed(interval.high)) is excluded\(more ?? "")."
  }

  /// No verdict, by prompts of so few clusters.
  fileprivate var reasonWithoutClusters: String {
    "No verdict: " + (fewClusters?.reason ?? "the spread of the gain is not known.")
  }

  fileprivate func reasonNotToRoute(_ gain: Double, _ evidence: String, beatsSingle: Bool) -> String {
    let best = bestSingle
    let (routed, single) = (fixed(average(routedScores)), fixed(average(scores(of: best))))
    let advice = "Don't route; always use \(table.models[best]). "
    if scores(of: best).allSatisfy({ $0 == 1 }) {
      return advice + "It scores 1 on all \(grouped(promptsJudged)) prompts"
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
        case .utility(let worth?, _, _): "a policy that takes a success to be worth $\(worth)"
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
