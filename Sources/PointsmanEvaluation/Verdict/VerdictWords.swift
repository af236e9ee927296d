internal import PointsmanOutcomes

/// The verdict as a sentence or two that anyone can act on.
struct VerdictWords {
  let sentence: String

  init(
    _ judged: RoutingResults, best: Int, gain: Double, interval: Interval?, pValue: Double, gainOverMix: Double?,
    pValueOverMix: Double?, route: Bool, beatsSingle: Bool, beatsMix: Bool
  ) {
    let name = judged.table.models[best]
    let routed = mean(judged.routedScores)
    let single = mean(judged.scores(of: best))
    let spread = interval.map { ", 95 % interval [\(signed($0.low)), \(signed($0.high))]" } ?? ""
    let evidence = "(\(signed(gain))\(spread), \(Self.words(pValue: pValue)))"
    let saving = Self.cost(judged, best)
    let shares = Self.shares(judged)
    if route {
      sentence =
        "Route: it sends \(shares) and scores \(fixed(routed)) against \(fixed(single)) for \(name) alone "
        + "\(evidence)\(saving)."
      return
    }
    var words = "Don't route; always use \(name). "
    if judged.choices.allSatisfy({ $0 == best }) {
      words += "The router would send it every prompt anyway."
    } else if gain == 0 {
      words += "Routing scores \(fixed(routed)), exactly what it does \(evidence)\(saving)."
    } else if gain > 0 {
      words +=
        "Routing scores \(fixed(routed)) against its \(fixed(single)) \(evidence), "
        + (beatsSingle ? "a gain that a random mix of models matches at the same cost" : "which may be chance")
        + "\(saving)."
    } else {
      words +=
        "Routing scores \(fixed(routed)) against its \(fixed(single)), \(fixed(-gain)) short \(evidence)\(saving)."
    }
    // Less than a thousandth would be shown as nothing.
    if beatsMix, !beatsSingle, let gainOverMix, let pValueOverMix, gainOverMix >= 0.001 {
      words +=
        " Where cost matters more than the last point of quality it can still pay: it is \(signed(gainOverMix)) "
        + "(\(Self.words(pValue: pValueOverMix))) ahead of a random mix of models at the same cost."
    }
    sentence = words
  }

  /// "61 % of prompts to a and 39 % to b"; of many models, the three that get most.
  private static func shares(_ judged: RoutingResults) -> String {
    let counts = judged.table.models.indices.map { model in (model, judged.choices.count { $0 == model }) }
    let used = counts.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    let shown = used.prefix(3).enumerated().map { index, entry in
      let percent = fixed(100 * Double(entry.1) / Double(judged.choices.count), 0)
      return "\(percent) %\(index == 0 ? " of prompts" : "") to \(judged.table.models[entry.0])"
    }
    let rest = used.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and the rest to \(rest) other\(rest == 1 ? "" : "s")" : "")
  }

  private static func cost(_ judged: RoutingResults, _ best: Int) -> String {
    guard let routed = judged.routedCosts, let single = judged.costs(of: best), mean(single) > 0 else { return "" }
    return ", at \(fixed(100 * mean(routed) / mean(single), 0)) % of its cost"
  }

  static func words(pValue: Double) -> String {
    pValue < 0.0001 ? "p < 0.0001" : "p = \(fixed(pValue, pValue < 0.01 ? 4 : 2))"
  }
}
