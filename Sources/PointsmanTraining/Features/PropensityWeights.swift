internal import PointsmanOutcomes

/// How much an outcome counts in training where outcomes were to be observed with known probabilities: h / e, with e its
/// propensity (1 where none is given) and h the harmonic mean of the model's propensities.
///
/// Prompts on which the model was seldom run count for those on which it was not. As the weights of a model have the mean 1, a
/// penalty means what it does without them. Source: Horvitz and Thompson, "A generalization of sampling without replacement
/// from a finite universe", 1952; Hajek's ratio form, 1971.
struct PropensityWeights {
  private let harmonicMean: Double

  /// nil where no outcome of the model has a propensity, and all count alike.
  init?(_ table: OutcomeTable, model: Int) {
    let outcomes = table.countedRows.compactMap { table.outcome(row: $0, model: model) }
    guard outcomes.contains(where: { $0.propensity != nil }) else { return nil }
    harmonicMean = Double(outcomes.count) / outcomes.reduce(0) { $0 + 1 / ($1.propensity ?? 1) }
  }

  /// The weight of an outcome, with a mean of 1 over the model's outcomes.
  func weight(of outcome: Outcome?) -> Double { harmonicMean / (outcome?.propensity ?? 1) }
}
