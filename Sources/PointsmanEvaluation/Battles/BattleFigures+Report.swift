internal import Pointsman
internal import PointsmanSupport

extension BattleFigures {
  /// Whether the prompt tells who wins: a higher accuracy than that of fixed strengths, by a paired test at 95 %.
  var route: Bool { (gain ?? 0) > 0 && (pValue ?? 1) <= Verdict.significance }

  /// The verdict in a sentence or two.
  var words: String {
    guard let gain, let pValue else {
      return "Don't route: every battle is a tie, so there is nothing to foretell."
    }
    let interval = gainInterval.map { ", 95 % interval [\(signed($0.low)), \(signed($0.high))]" } ?? ""
    let compared =
      "Strengths that depend on the prompt foretell \(percent(router.accuracy)) of the decided battles, and fixed "
      + "strengths \(percent(self.fixed.accuracy)) (\(signed(gain))\(interval), \(VerdictWords.words(pValue: pValue)))."
    let strongest = models.max { ($0.strength, $1.name) < ($1.strength, $0.name) }!.name
    return route ? "Route: the prompt tells who wins. \(compared)" : "Don't route; always use \(strongest). \(compared)"
  }

  private func percent(_ share: Double?) -> String { fixed(share.map { 100 * $0 }, 1) + " %" }

  private func fixed(_ value: Double?, _ digits: Int = 3) -> String { PointsmanEvaluation.fixed(value, digits) }

  /// The battles for a terminal.
  var lines: [String] {
    let records = models.map { [$0.name, "\($0.battles)", fixed($0.won), signed($0.strength, 2)] }
    func row(_ name: String, _ foresight: Foresight) -> [String] {
      let interval = foresight.accuracyInterval.map { "[\(fixed($0.low)), \(fixed($0.high))]" } ?? ""
      return [name, fixed(foresight.logLoss), fixed(foresight.accuracy), interval]
    }
    let change = lossChange.map { change in
      "log loss \(signed(change, 4))"
        + (lossChangeInterval.map { " [\(signed($0.low, 4)), \(signed($0.high, 4))]" } ?? "")
        + " against fixed strengths"
    }
    return ["\(battles) battles, \(ties) of them ties"]
      + aligned([["model", "battles", "won", "strength"]] + records) + [""]
      + aligned([
        ["foretelling by", "log loss", "right", "95 % interval"], row("router", router),
        row("fixed strengths (Bradley–Terry)", self.fixed), ["chance", fixed(0.693_147), fixed(0.5), ""],
      ]) + (change.map { [$0] } ?? [])
  }

  var json: JSONValue {
    func members(_ foresight: Foresight) -> JSONValue {
      .object([
        ("accuracy", .figure(foresight.accuracy)),
        ("accuracy_interval", foresight.accuracyInterval?.json ?? .null), ("log_loss", .figure(foresight.logLoss)),
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
