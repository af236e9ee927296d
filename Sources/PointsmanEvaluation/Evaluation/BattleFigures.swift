internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// The quality of a router's predictions of battles, beside strengths that ignore the prompt.
public struct BattleFigures: Sendable {
  /// Battles evaluated.
  public let battles: Int
  /// Of those, battles without a winner: accuracies are taken over the others.
  public let ties: Int
  /// The router's predictions.
  public let router: PredictionQuality
  /// Bradley and Terry's strengths, the same for every prompt, learned from the rows that baselines learn from.
  public let fixed: PredictionQuality
  /// The router's accuracy minus that of fixed strengths, with its 95 % interval and the two-sided p-value of the same test;
  /// nil without a decided battle, the last two also where these are of too few groups.
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

  /// The quality of one way to predict battles.
  public struct PredictionQuality: Sendable {
    /// The share of decided battles whose winner was predicted; equal strengths count one half. nil without a decided
    /// battle.
    public let accuracy: Double?
    /// At 95 %.
    public let accuracyInterval: Interval?
    /// The mean of −y ln p − (1 − y) ln(1 − p), p the probability that the first model wins and y its share of the win, in
    /// nats; nil where the router's probabilities are of something else.
    public let logLoss: Double?
  }

  /// A model's battles.
  public struct Record: Sendable {
    /// The model.
    public let name: String
    /// The battles it took part in.
    public let battles: Int
    /// The mean of its shares of the win.
    public let won: Double
    /// Its strength over all evaluated battles, in log odds against an average opponent.
    public let strength: Double
  }
}

extension BattleFigures {
  /// nil where no row is a battle.
  init?(_ results: RoutingResults, target: RoutingTarget, trainingRows: BaselineTrainingRows) {
    let table = results.table
    let rows = table.countedRows.filter { BattleRow(table, row: $0) != nil }
    guard !rows.isEmpty else { return nil }
    let fought = rows.map { BattleRow(table, row: $0)! }
    let ours = zip(rows, fought).map { row, battle in
      let (p, q) = (results.predictions[row, battle.a], results.predictions[row, battle.b])
      return Self.margin(p, q, target)
    }
    let folds = (trainingRows.folds.max() ?? 0) + 1
    let strengths = (0..<folds).map { fold in
      FixedStrengths(trainingRows.set.table, rows: trainingRows.folds.indices.filter { trainingRows.folds[$0] != fold })
        .strengths
    }
    let theirs = zip(rows, fought).map { row, battle in
      strengths[trainingRows.folds[row]][battle.a] - strengths[trainingRows.folds[row]][battle.b]
    }
    let decided = fought.indices.filter { fought[$0].score != 0.5 }
    func hits(_ margins: [Double]) -> [Double] {
      decided.map { margins[$0] == 0 ? 0.5 : (margins[$0] > 0) == (fought[$0].score > 0.5) ? 1 : 0 }
    }
    func losses(_ margins: [Double]) -> [Double] {
      zip(margins, fought).map { softplus($0) - $1.score * $0 }
    }
    let weights = table.weights.map { weights in rows.map { weights[$0] } }
    func estimate(_ values: [Double], of part: [Int], divisions: FoldDivisions? = nil) -> ClusteredMean {
      let rows = part.map { rows[$0] }
      return ClusteredMean(
        of: values, clusters: results.allClusters.map { clusters in rows.map { clusters[$0] } },
        weights: table.weights.map { weights in rows.map { weights[$0] } }, divisions: divisions?.selecting(rows: rows))
    }
    func quality(_ margins: [Double], isOdds: Bool) -> PredictionQuality {
      let accuracy = decided.isEmpty ? nil : estimate(hits(margins), of: decided)
      return PredictionQuality(
        accuracy: accuracy?.value, accuracyInterval: accuracy?.shareInterval,
        logLoss: isOdds ? mean(losses(margins), by: weights) : nil)
    }
    let isOdds = target != .success
    (battles, ties) = (rows.count, rows.count - decided.count)
    router = quality(ours, isOdds: isOdds)
    fixed = quality(theirs, isOdds: true)
    let gains =
      decided.isEmpty
      ? nil : estimate(zip(hits(ours), hits(theirs)).map { $0 - $1 }, of: decided, divisions: results.allDivisions)
    (gain, gainInterval, pValue) = (gains?.value, gains?.interval(), gains?.pValue)
    let changes =
      isOdds
      ? estimate(
        zip(losses(ours), losses(theirs)).map { $0 - $1 }, of: Array(fought.indices), divisions: results.allDivisions)
      : nil
    (lossChange, lossChangeInterval) = (changes?.value, changes?.interval())
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
    // A calibrated probability has at most twelve digits; without a clip its logit could be infinite.
    let clip = 1e-12
    return switch target {
    case .preference: logit(p, clip: clip) - logit(q, clip: clip)
    case .winner: log(max(p, clip) / max(q, clip))
    case .success: p - q
    }
  }
}

extension BattleFigures {
  /// True if the prompt predicts who wins: a higher accuracy than that of fixed strengths, by a paired test at 95 %.
  var route: Bool { (gain ?? 0) > 0 && (pValue ?? 1) <= Verdict.significance }

  /// The verdict in a sentence or two.
  var reason: String {
    guard let gain else { return "Don't route: every battle is a tie, so there is nothing to predict." }
    guard let pValue else {
      return
        "No verdict: it takes decided battles of \(ClusteredMean.fewestClusters) prompts or groups of prompts at least."
    }
    let compared =
      "Strengths that depend on the prompt predict \(percent(router.accuracy)) of the decided battles, and fixed "
      + "strengths \(percent(self.fixed.accuracy)) (\(signed(gain))\(Verdict.spread(gainInterval)), \(formatted(pValue: pValue)))."
    let strongest = models.max { ($0.strength, $1.name) < ($1.strength, $0.name) }!.name
    return route ? "Route: the prompt tells who wins. \(compared)" : "Don't route; always use \(strongest). \(compared)"
  }

  private func percent(_ share: Double?) -> String { fixed(share.map { 100 * $0 }, 1) + " %" }

  private func fixed(_ value: Double?, _ digits: Int = 3) -> String { PointsmanEvaluation.fixed(value, digits) }

  /// The battles for a terminal.
  var lines: [String] {
    let records = models.map { [$0.name, "\($0.battles)", fixed($0.won), signed($0.strength, 2)] }
    func row(_ name: String, _ quality: PredictionQuality) -> [String] {
      let interval = quality.accuracyInterval.map { "[\(fixed($0.low)), \(fixed($0.high))]" } ?? ""
      return [name, fixed(quality.logLoss), fixed(quality.accuracy), interval]
    }
    let change = lossChange.map { change in
      "log loss \(signed(change, 4))"
        + (lossChangeInterval.map { " [\(signed($0.low, 4)), \(signed($0.high, 4))]" } ?? "")
        + " against fixed strengths"
    }
    return ["\(battles) battles, \(ties) of them ties"]
      + aligned([["model", "battles", "won", "strength"]] + records) + [""]
      + aligned([
        ["predicted by", "log loss", "right", "95 % interval"], row("router", router),
        row("fixed strengths (Bradley–Terry)", self.fixed), ["chance", fixed(0.693_147), fixed(0.5), ""],
      ]) + (change.map { [$0] } ?? [])
  }

  var json: JSONValue {
    func members(_ quality: PredictionQuality) -> JSONValue {
      .object([
        ("accuracy", .figure(quality.accuracy)),
        ("accuracy_interval", quality.accuracyInterval?.json ?? .null), ("log_loss", .figure(quality.logLoss)),
      ])
    }
    return .object([
      ("battles", .integer(battles)), ("ties", .integer(ties)), ("router", members(router)),
      ("fixed_strengths", members(self.fixed)), ("gain", .figure(gain)),
      ("gain_interval", gainInterval?.json ?? .null), ("p_value", .figure(pValue)),
      ("log_loss_change", .figure(lossChange)), ("log_loss_change_interval", lossChangeInterval?.json ?? .null),
      (
        "models",
        .object(
          models.map {
            (
              $0.name,
              .object([
                ("battles", .integer($0.battles)), ("won", .figure($0.won)), ("strength", .figure($0.strength)),
              ])
            )
          })
      ),
    ])
  }
}

/// Models' strengths by Bradley and Terry, the same for every prompt: P(a beats b) = 1 / (1 + e^(s_b − s_a)), a tie being half a
/// win for each.
///
/// The baseline of a router that reads prompts. Each model has, beside its battles, one tie with an imaginary model
/// of strength 0, which keeps the strength of one that won all of them finite.
struct FixedStrengths {
  /// One a model.
  let strengths: [Double]

  /// From the battles among `rows` of `table`.
  init(_ table: OutcomeTable, rows: some Sequence<Int>) {
    let models = table.models.count
    var wins = [Double](repeating: 0, count: models)
    var meetings = [Double](repeating: 0, count: models * models)
    for battle in rows.compactMap({ BattleRow(table, row: $0) }) {
      wins[battle.a] += battle.weight * battle.score
      wins[battle.b] += battle.weight * (1 - battle.score)
      meetings[battle.a * models + battle.b] += battle.weight
      meetings[battle.b * models + battle.a] += battle.weight
    }
    // Hunter, "MM algorithms for generalized Bradley-Terry models", 2004: e^s is a model's wins over the sum of what each
    // meeting expects of it; every round raises the likelihood.
    var worths = [Double](repeating: 1, count: models)
    for _ in 0..<10_000 {
      let next = (0..<models).map { a in
        let expected = (0..<models).reduce(1 / (worths[a] + 1)) {
          $0 + meetings[a * models + $1] / (worths[a] + worths[$1])
        }
        return (wins[a] + 0.5) / expected
      }
      let moved = zip(next, worths).map { abs(log($0 / $1)) }.max() ?? 0
      worths = next
      if moved < 1e-9 { break }
    }
    strengths = worths.map { log($0) }
  }
}

/// A row as a battle: the two models, and the first one's share of the win.
struct BattleRow {
  let a, b: Int
  /// 1 where `a` won, 0 where `b` did, ½ in a tie.
  let score: Double
  let weight: Double

  /// nil unless the row is a battle.
  init?(_ table: OutcomeTable, row: Int) {
    guard table.rows[row].isBattle else { return nil }
    let met = table.models.indices.filter { table.score(row: row, model: $0) != nil }
    guard met.count == 2, let score = table.score(row: row, model: met[0]) else { return nil }
    (a, b, self.score, weight) = (met[0], met[1], score, table.rows[row].weight)
  }
}
