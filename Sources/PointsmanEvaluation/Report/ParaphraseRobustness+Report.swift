internal import Pointsman
package import PointsmanSupport

extension ParaphraseRobustness {
  /// The rates for a terminal, then every decision that flipped: the probabilities, and both texts.
  package var text: String {
    var rows = [["changed by", "flips", "of", "%", "95 % interval"]]
    for (name, rate) in [("paraphrase", paraphrase)] + edits.map({ ($0.edit.rawValue, $0.rate) }) {
      let interval = rate.interval.map { "[\(fixed(100 * $0.low, 1)), \(fixed(100 * $0.high, 1))]" } ?? ""
      rows.append([
        name, "\(rate.flips)", "\(rate.comparisons)", fixed(rate.share.map { 100 * $0 }, 1), interval,
      ])
    }
    return (aligned(rows) + flips.flatMap { [""] + lines(of: $0) }).joined(separator: "\n")
  }

  package var json: JSONValue {
    .object([
      ("pairs", .integer(paraphrase.comparisons)),
      ("paraphrase", paraphrase.json),
      ("edits", .object(edits.map { ($0.edit.rawValue, $0.rate.json) })),
      ("flipped", .array(flips.map(json))),
    ])
  }

  private func lines(of flip: Flip) -> [String] {
    func line(_ decision: Decision, _ prompt: Prompt) -> String {
      let probabilities = zip(models, decision.probabilities).map { "\($0) \(fixed($1))" }.joined(separator: ", ")
      return "  \(probabilities): \(JSONValue.string(prompt.lastUserTurn).text)"
    }
    return [
      "\(flip.id), \(flip.edit?.rawValue ?? "paraphrase"): \(flip.before.model) → \(flip.after.model)",
      line(flip.before, flip.prompt), line(flip.after, flip.changed),
    ]
  }

  private func json(of flip: Flip) -> JSONValue {
    func side(_ decision: Decision, _ prompt: Prompt) -> JSONValue {
      .object([
        ("prompt", .string(prompt.lastUserTurn)), ("model", .string(decision.model)),
        ("probabilities", .object(zip(models, decision.probabilities).map { ($0, .figure($1)) })),
      ])
    }
    return .object([
      ("id", .string(flip.id)), ("changed_by", .string(flip.edit?.rawValue ?? "paraphrase")),
      ("before", side(flip.before, flip.prompt)), ("after", side(flip.after, flip.changed)),
    ])
  }
}

extension FlipRate {
  var json: JSONValue {
    .object([
      ("flips", .integer(flips)), ("comparisons", .integer(comparisons)), ("share", .figure(share)),
      ("interval", interval?.json ?? .null),
    ])
  }
}
