package import PointsmanOutcomes
internal import PointsmanSupport

extension OutcomeRecord {
  /// Takes the grades of this task. Other measures of an outcome (cost, time, tokens) stay; the score of a cell that no
  /// check could tell goes.
  ///
  /// Of several samples the score is the mean, and `repeats` their number.
  package mutating func take(
    grades: [Grade], undecided: [(task: String, model: String, ending: CheckEnding)]
  ) {
    for cell in undecided {
      var measures = outcomes.removeValue(forKey: cell.model) ?? unscored[cell.model] ?? Outcome(score: 0)
      measures.repeats = nil
      unscored[cell.model] = measures
      unreadOutcomes[cell.model] = kept(cell.model) + [("undecided", .string(cell.ending.words))]
    }
    for (model, grades) in Dictionary(grouping: grades, by: \.model) {
      var outcome = outcomes[model] ?? unscored[model] ?? Outcome(score: 0)
      outcome.score = grades.map(\.score).reduce(0, +) / Double(grades.count)
      let details: [(key: String, value: JSONValue)]
      if let only = grades.first, only.sample == nil {
        details = only.details
      } else {
        let inOrder = grades.sorted { ($0.sample ?? 0) < ($1.sample ?? 0) }
        outcome.repeats = Double(grades.count)
        details = [
          ("sample_scores", .array(inOrder.map { .number($0.score) })),
          ("check_s", .number(grades.map(\.seconds).reduce(0, +) / Double(grades.count))),
          ("timed_out", .bool(grades.contains(where: \.timedOut))),
        ]
      }
      outcomes[model] = outcome
      unscored[model] = nil
      unreadOutcomes[model] = kept(model) + details
    }
  }

  /// The members of an outcome that grading does not write.
  private func kept(_ model: String) -> [(key: String, value: JSONValue)] {
    (unreadOutcomes[model] ?? []).filter { !Grade.detailNames.contains($0.key) }
  }
}
