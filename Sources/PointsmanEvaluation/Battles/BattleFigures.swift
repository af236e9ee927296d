internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// How well a router foretells battles, beside strengths that do not look at the prompt.
public struct BattleFigures: Sendable {
  /// Battles judged.
  public let battles: Int
  /// Of those, battles without a winner: accuracies are taken over the others.
  public let ties: Int
  /// The router's.
  public let router: Foresight
  /// Bradley and Terry's strengths, the same for every prompt, learnt from the rows that baselines learn from.
  public let fixed: Foresight
  /// The router's accuracy minus that of fixed strengths, with its 95 % interval and the two-sided p-value (McNemar's
  /// exact test, or sign flips where strengths tie); nil without a decided battle.
  public let gain: Double?
  /// At 95 %.
  public let gainInterval: Interval?
  /// Two-sided.
  public let pValue: Double?
  /// The router's log loss minus that of fixed strengths, with its 95 % interval; nil like the router's log loss.
  public let lossChange: Double?
  /// At 95 %.
  public let lossChangeInterval: Interval?
  /// One a model.
  public let models: [Record]

  /// How well one way to foretell battles does.
  public struct Foresight: Sendable {
    /// The share of decided battles whose winner is held to be the stronger; where both are alike, half of one. nil
    /// without a decided battle.
    public let accuracy: Double?
    /// At 95 %.
    public let accuracyInterval: Interval?
    /// The mean of −y ln p − (1 − y) ln(1 − p), p the probability that the first model wins and y its share of the win, in
    /// nats; nil where the router's probabilities are of something else.
    public let logLoss: Double?
  }

  /// What a model's battles came to.
  public struct Record: Sendable {
    /// The model.
    public let name: String
    /// Those it took part in.
    public let battles: Int
    /// The mean of its shares of the win.
    public let won: Double
    /// How strong it is over all judged battles, in log odds against an average opponent.
    public let strength: Double
  }
}

extension BattleFigures {
  /// nil where no row is a battle.
  init?(_ judged: RoutingResults, target: RoutingTarget, ground: BaselineTrainingRows, bootstrap: Bootstrap) {
    let table = judged.table
    let rows = table.rows.indices.filter { TwoModels(table, row: $0) != nil }
    guard !rows.isEmpty else { return nil }
    let fought = rows.map { TwoModels(table, row: $0)! }
    let ours = zip(rows, fought).map { row, battle in
      let p = judged.predictions[row]
      return Self.margin(p[p.startIndex + battle.a], p[p.startIndex + battle.b], target)
    }
    let folds = (ground.folds.max() ?? 0) + 1
    let strengths = (0..<folds).map { fold in
      FixedStrengths(ground.set.table, rows: ground.folds.indices.filter { ground.folds[$0] != fold }).strengths
    }
    let theirs = zip(rows, fought).map { row, battle in
      strengths[ground.folds[row]][battle.a] - strengths[ground.folds[row]][battle.b]
    }
    let decided = fought.indices.filter { fought[$0].score != 0.5 }
    func hits(_ margins: [Double]) -> [Double] {
      decided.map { margins[$0] == 0 ? 0.5 : (margins[$0] > 0) == (fought[$0].score > 0.5) ? 1 : 0 }
    }
    func losses(_ margins: [Double]) -> [Double] {
      zip(margins, fought).map { Self.softplus($0) - $1.score * $0 }
    }
    let groups = judged.allGroups
    let (groupsOfDecided, groupsOfAll) = (
      groups.map { groups in decided.map { groups[rows[$0]] } }, groups.map { groups in rows.map { groups[$0] } }
    )
    func foresight(_ margins: [Double], isOdds: Bool) -> Foresight {
      Foresight(
        accuracy: decided.isEmpty ? nil : mean(hits(margins)),
        accuracyInterval: bootstrap.interval(ofMean: hits(margins), groups: groupsOfDecided),
        logLoss: isOdds ? mean(losses(margins)) : nil)
    }
    let isOdds = target != .success
    (battles, ties) = (rows.count, rows.count - decided.count)
    router = foresight(ours, isOdds: isOdds)
    fixed = foresight(theirs, isOdds: true)
    let gains = zip(hits(ours), hits(theirs)).map { $0 - $1 }
    gain = gains.isEmpty ? nil : mean(gains)
    gainInterval = bootstrap.interval(ofMean: gains, groups: groupsOfDecided)
    pValue =
      gains.isEmpty
      ? nil : pairedPValue(hits(ours), hits(theirs), seed: bootstrap.seed, threads: bootstrap.threads)
    let changes = isOdds ? zip(losses(ours), losses(theirs)).map { $0 - $1 } : []
    lossChange = isOdds ? mean(changes) : nil
    lossChangeInterval = bootstrap.interval(ofMean: changes, groups: groupsOfAll)
    let overall = FixedStrengths(table, rows: rows).strengths
    let average = mean(overall)
    models = table.models.indices.map { model in
      let shares = fought.compactMap { $0.a == model ? $0.score : $0.b == model ? 1 - $0.score : nil }
      return Record(
        name: table.models[model], battles: shares.count, won: mean(shares), strength: overall[model] - average)
    }
  }

  /// By how much one model is stronger than another, by their probabilities: log odds that it wins a battle, or only of
  /// that sign where the probabilities are of success.
  private static func margin(_ p: Double, _ q: Double, _ target: RoutingTarget) -> Double {
    // Twelve digits are what a calibrated probability is worth; beyond lies infinity.
    func logit(_ p: Double) -> Double {
      let bounded = min(max(p, 1e-12), 1 - 1e-12)
      return log(bounded / (1 - bounded))
    }
    switch target {
    case .preference: return logit(p) - logit(q)
    case .winner: return log(max(p, 1e-12) / max(q, 1e-12))
    case .success: return p - q
    }
  }

  /// ln(1 + e^z).
  private static func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }
}
