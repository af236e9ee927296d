internal import Pointsman
internal import PointsmanOutcomes
package import PointsmanSupport

/// One verdict on a set of outcomes, with the settings that led to it: a line of a journal of looks.
///
/// The best of several looks at the same outcomes is flattered by luck. A journal counts them, and the gain's p-value and interval are then
/// also given by Bonferroni's correction, which holds however much the looks have in common. `LookSimulation` measures both.
package struct Look: Sendable, Equatable {
  /// The digest of the outcomes that were looked at.
  package let outcomes: String
  /// The look as JSON on one line.
  package let line: String

  /// - Parameters:
  ///   - settings: those that can differ between looks at the same outcomes, such as command, blocks and seed.
  package init(_ evaluation: Evaluation, settings: [(key: String, value: JSONValue)]) {
    outcomes = evaluation.results.table.digestOfScores
    let members: [(key: String, value: JSONValue)] =
      [("outcomes", .string(outcomes)), ("regime", .string(evaluation.regime.description))] + settings
      + [
        ("policy", evaluation.policy?.json ?? .null), ("gain", .figure(evaluation.verdict.gain)),
        ("p_value", .figure(evaluation.verdict.pValue)),
      ]
    line = JSONValue.object(members).text
  }

  /// A line of a journal; nil where it is not a look.
  package init?(line: String) {
    guard let json = try? JSONValue(parsing: Array(line.utf8)), let outcomes = json["outcomes"]?.string,
      json["gain"] != nil, json["p_value"] != nil
    else { return nil }
    (self.outcomes, self.line) = (outcomes, line)
  }
}

/// The place of a look among all looks at the same outcomes.
package struct LookCount: Sendable, Equatable {
  /// The look's number, from 1; that of the first time where it was taken before.
  package let number: Int
  /// The number of looks at these outcomes, with this one.
  package let count: Int
  /// Of this look; not a number where nothing was tested.
  private let pValue: Double
  /// The gain's interval for all looks together, at 95 %; nil where the verdict has none.
  package let adjustedInterval: Interval?

  /// - Parameters:
  ///   - earlier: the looks of a journal in their order, those at other outcomes too.
  ///   - verdict: of `look`.
  package init(_ look: Look, after earlier: [Look], verdict: Verdict) {
    var (lines, seen) = ([String](), Set<String>())
    for other in earlier + [look] where other.outcomes == look.outcomes && seen.insert(other.line).inserted {
      lines.append(other.line)
    }
    number = (lines.firstIndex(of: look.line) ?? 0) + 1
    count = lines.count
    pValue = verdict.pValue
    adjustedInterval = verdict.gainInterval(ofLooks: lines.count)
  }

  /// 1 − 0.05 / `looks`: the level at which each of so many intervals has to hold, so that all do at 95 %.
  static func level(of looks: Int) -> Double { 1 - Verdict.significance / Double(looks) }

  /// min(1, count · p); nil where nothing was tested.
  package var adjustedPValue: Double? { pValue.isNaN ? nil : min(1, Double(count) * pValue) }

  /// For a report.
  package var sentence: String {
    guard count > 1 else { return "This is the first look at these outcomes." }
    guard let adjusted = adjustedPValue else { return "This is look \(number) of \(grouped(count)) at these outcomes." }
    let isLost = pValue <= Verdict.significance && adjusted > Verdict.significance
    let interval =
      adjustedInterval.map { " and its 95 % interval [\(signed($0.low)), \(signed($0.high))]" } ?? ""
    return
      "This is look \(number) of \(grouped(count)) at these outcomes. With so many looks the p-value of the gain is "
      + "\(formatted(pValue: adjusted).dropFirst(2).drop { $0 == " " || $0 == "=" })\(interval), by Bonferroni's correction. "
      + "No other interval or p-value is corrected."
      + (isLost ? " The gain may be luck: confirm it on outcomes that were not looked at." : "")
  }

  package var json: JSONValue {
    .object([
      ("number", .integer(number)), ("count", .integer(count)), ("adjusted_p_value", .figure(adjustedPValue)),
      ("adjusted_gain_interval", adjustedInterval?.json ?? .null),
    ])
  }
}

extension OutcomeTable {
  /// SHA-256 of models, prompts and scores in their order: the same whatever vectors a training adds.
  fileprivate var digestOfScores: String {
    var hash = SHA256()
    func add(_ value: String) { hash.update(Array("\(value.utf8.count):\(value)".utf8)[...]) }
    for model in models { add(model) }
    for (index, row) in rows.enumerated() {
      for message in row.prompt.messages { add(message.content) }
      for model in models.indices { add("\(score(row: index, model: model) ?? -1)") }
    }
    return hash.hexDigest()
  }
}
