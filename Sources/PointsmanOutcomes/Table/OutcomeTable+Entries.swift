internal import Pointsman

extension OutcomeTable {
  /// A prompt in memory, with how each model did on it.
  public struct Entry: Sendable {
    /// The prompt and its attributes; an empty id becomes "row" and the row's number, from 1.
    public var row: OutcomeRow
    /// By model; a model that was not observed on the prompt is missing.
    public var outcomes: [String: Outcome]

    /// A row with its outcomes.
    public init(_ row: OutcomeRow, outcomes: [String: Outcome]) {
      (self.row, self.outcomes) = (row, outcomes)
    }

    /// A prompt of one turn, with scores from 0 to 1 and, where they are known, costs in USD, both by model.
    ///
    /// A cost of a model without a score makes the table's initialiser throw.
    public init(
      _ prompt: String, id: String = "", category: String? = nil, group: String? = nil, scores: [String: Double],
      costs: [String: Double] = [:]
    ) {
      row = OutcomeRow(id: id, prompt: Prompt(prompt), category: category, group: group)
      outcomes = [:]
      for (model, score) in scores { outcomes[model] = Outcome(score: score, cost: costs[model]) }
      // No score: the table refuses it by the model's name.
      for (model, cost) in costs where scores[model] == nil { outcomes[model] = Outcome(score: .nan, cost: cost) }
    }
  }

  /// Makes a table of entries in memory, and checks every one.
  ///
  /// ```swift
  /// let outcomes = try OutcomeTable([
  ///   .init("Write a unit test", scores: ["small": 1, "large": 1], costs: ["small": 0.001, "large": 0.02]),
  ///   .init("Why does it hang sometimes?", scores: ["small": 0, "large": 1]),
  /// ])
  /// ```
  ///
  /// Throws `OutcomesError.invalidEntry`, or `.several`, for an empty prompt, an id that comes twice, a score outside 0
  /// to 1 or none, a cost, time or count that is negative or not finite, a weight of that kind, and a model without a name;
  /// `.noEntries` where there is nothing. O(entries · models).
  public init(_ entries: some Sequence<Entry>) throws(OutcomesError) {
    var rows: [(row: OutcomeRow, outcomes: [String: Outcome])] = []
    var places: [String: Int] = [:]
    var faults: [OutcomesError] = []
    var count = 0
    for var entry in entries {
      let number = rows.count + 1
      let name = entry.row.id
      if name.isEmpty { entry.row.id = "row \(number)" }
      var found = entry.fault
      if let first = places.updateValue(number, forKey: entry.row.id), found == nil {
        found = ("id \"\(entry.row.id)\" again, first in row \(first)", "each id once")
      }
      // A sum of fractions may end just beyond 0 or 1.
      entry.outcomes = entry.outcomes.mapValues { outcome in
        guard case .score(let score) = ScoreScale.unit.reading(of: outcome.score) else { return outcome }
        var outcome = outcome
        outcome.score = score
        return outcome
      }
      if let (found, expected) = found {
        count += 1
        if faults.count < Self.faultsKept {
          faults.append(.invalidEntry(row: number, id: name, found: found, expected: expected))
        }
      }
      rows.append((entry.row, entry.outcomes))
    }
    guard !rows.isEmpty else { throw .noEntries }
    guard faults.isEmpty else { throw count == 1 ? faults[0] : .several(faults, count: count) }
    self.init(rows: rows)
  }

  /// As many faults as a message names, as for a file.
  private static let faultsKept = 20
}

extension OutcomeTable.Entry {
  /// The fault of the entry, and the expectation; nil where there is none.
  fileprivate var fault: (found: String, expected: String)? {
    if row.prompt.isBlank { return ("an empty prompt", "a prompt with text in it") }
    if !(OutcomeRow.weightRange ~= row.weight) {
      return ("the weight \(row.weight)", OutcomeRow.expectedWeight)
    }
    if !row.id.isEmpty, let fault = NameRule.fault(in: row.id, of: "id") { return fault }
    for (kind, text) in [
      ("category", row.category), ("dataset", row.dataset), ("group", row.group), ("split", row.split),
    ] + row.prompt.tags.sorted(by: { $0.key < $1.key }).flatMap({ [("tags", $0.key), ("tags.\($0.key)", $0.value)] }) {
      if let text, let fault = NameRule.fault(in: text, of: kind) { return fault }
    }
    for (model, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      if let fault = NameRule.fault(in: model, of: "model") { return fault }
      if outcome.score.isNaN { return ("no score of model \"\(model)\", or NaN", "a score from 0 to 1") }
      if ScoreScale.unit.reading(of: outcome.score) == .stray {
        return ("the score \(outcome.score) of model \"\(model)\"", "a score from 0 to 1")
      }
      for measure in Outcome.Measure.all {
        guard let value = outcome[keyPath: measure.path], !(measure.range ~= value) else { continue }
        return ("\(measure.name) \(value) of model \"\(model)\"", measure.expected)
      }
    }
    return nil
  }
}
