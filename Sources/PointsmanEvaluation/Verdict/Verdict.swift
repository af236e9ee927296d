internal import PointsmanOutcomes

/// Does routing pay? By paired tests, at 95 %.
///
/// Routing pays when the router's choices score higher than the best single model, *and* higher than a random mix of
/// single models at the router's own mean cost (the zero-router hull). Where costs are not recorded the calls to the
/// strong model of a pair stand for cost; with more models and no costs, only the first test is made.
public struct Verdict: Sendable {
  /// Whether both tests are passed.
  public let route: Bool
  /// The verdict in words.
  public let reason: String
  /// Two-sided, of the difference to the best single model: McNemar's exact test for 0/1 scores, else sign flips.
  public let pValue: Double
  /// The router's mean score minus the best single model's, with its 95 % interval.
  public let gain: Double
  /// At 95 %, paired.
  public let gainInterval: Interval?
  /// The router's mean score minus that of a random mix of single models at the same mean cost; nil without a notion of
  /// cost.
  public let gainOverMix: Double?
  /// Two-sided, by sign flips; nil without a notion of cost.
  public let pValueOverMix: Double?

  /// 1 − 95 %.
  static let significance = 0.05

  init(_ judged: RoutingResults, pair: Evaluation.PairFigures?, _ bootstrap: Bootstrap) {
    let best = judged.bestSingle
    let (routed, single) = (judged.routedScores, judged.scores(of: best))
    let differences = zip(routed, single).map { $0 - $1 }
    gain = mean(differences)
    gainInterval = bootstrap.interval(ofMean: differences, groups: judged.groups)
    pValue = pairedPValue(routed, single, seed: bootstrap.seed, threads: bootstrap.threads)
    if let mix = MixAtEqualCost(judged, pair: pair) {
      let overMix = zip(routed, mix.scores).map { $0 - $1 }
      gainOverMix = mean(overMix)
      pValueOverMix = SignFlip(differences: overMix, seed: bootstrap.seed, threads: bootstrap.threads).twoSided
    } else {
      (gainOverMix, pValueOverMix) = (nil, nil)
    }
    let beatsSingle = gain > 0 && pValue <= Self.significance
    var beatsMix = true
    if let gainOverMix, let pValueOverMix { beatsMix = gainOverMix > 0 && pValueOverMix <= Self.significance }
    route = beatsSingle && beatsMix
    reason =
      VerdictWords(
        judged, best: best, gain: gain, interval: gainInterval, pValue: pValue, gainOverMix: gainOverMix,
        pValueOverMix: pValueOverMix, route: route, beatsSingle: beatsSingle, beatsMix: beatsMix
      ).sentence
  }

  /// Of battles of many models, none of which met all others on one prompt: does the prompt tell who wins? `gain` is that
  /// of the accuracy.
  init(_ battles: BattleFigures) {
    (route, reason) = (battles.route, battles.words)
    (gain, gainInterval, pValue) = (battles.gain ?? 0, battles.gainInterval, battles.pValue ?? 1)
    (gainOverMix, pValueOverMix) = (nil, nil)
  }
}

/// The two-sided p-value that two routers' scores on the same prompts are alike.
func pairedPValue(_ ours: [Double], _ theirs: [Double], seed: UInt64, threads: Int = 1) -> Double {
  guard (ours + theirs).allSatisfy({ $0 == 0 || $0 == 1 }) else {
    return SignFlip(differences: zip(ours, theirs).map { $0 - $1 }, seed: seed, threads: threads).twoSided
  }
  let won = zip(ours, theirs).count { $0 > $1 }
  let lost = zip(ours, theirs).count { $0 < $1 }
  return mcNemar(b: won, c: lost)
}
