internal import PointsmanOutcomes
internal import PointsmanSupport

/// The outcomes that do not record what they cost, of a table in which others do. A missing cost is neither 0 nor
/// infinite: figures about cost are taken over the prompts on which all models' costs are known.
struct CostGaps: Sendable {
  /// The models with such outcomes, in the table's order: how many outcomes each has, and how many without a cost.
  let models: [(name: String, observed: Int, missing: Int)]

  /// nil where every outcome records its cost, or none does.
  ///
  /// - Parameter models: the name of each model, its outcomes, and those of them with a cost.
  init?(_ models: [(name: String, observed: Int, priced: Int)]) {
    guard models.contains(where: { $0.priced > 0 }) else { return nil }
    self.models = models.filter { $0.priced < $0.observed }.map { ($0.name, $0.observed, $0.observed - $0.priced) }
    if self.models.isEmpty { return nil }
  }

  init?(_ table: OutcomeTable) {
    self.init(
      table.models.indices.map { model in
        let cells = table.rows.indices.compactMap { table.outcome(row: $0, model: model) }
        return (table.models[model], cells.count, cells.count { $0.cost != nil })
      })
  }

  /// Which costs are missing, by model, in a sentence.
  var sentence: String {
    let unpriced = models.filter { $0.missing == $0.observed }.map(\.name)
    let partly = models.filter { $0.missing < $0.observed }
      .map { "\($0.name) on \(grouped($0.missing)) of \(grouped($0.observed)) prompts" }
    var parts: [String] = []
    if !unpriced.isEmpty { parts.append("No cost is known of " + Self.list(unpriced) + ".") }
    if !partly.isEmpty { parts.append("Costs are missing of " + Self.list(partly) + ".") }
    parts.append("Figures about cost are taken over prompts on which the costs of all models are known.")
    return parts.joined(separator: " ")
  }

  /// Of many, the first five and the number of the others.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return shown + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }

  /// For each model the number of outcomes without a cost.
  var json: JSONValue { .object(models.map { ($0.name, .integer($0.missing)) }) }
}
