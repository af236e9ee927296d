internal import PointsmanOutcomes
package import PointsmanTraining

extension Evaluator {
  /// The recipe on categories that its heads have not seen, for the cost of one training: the other regime beside the
  /// one in domain. nil when the rows name fewer than two categories, or too few rows remain.
  ///
  /// Folds are whole categories, and each prompt is judged by what its own fold held out, at penalties, weights and
  /// calibration that the other folds chose. `crossValidate(leavingOut:)` trains from scratch for every fold instead, on more
  /// categories at a time: on RouteLLM's MMLU pair it finds an APGR of 0.628 where this finds 0.587.
  package func unseenCategories(_ trainer: RouterTrainer, on set: FeaturizedTable) -> RegimeFigures? {
    guard Set(set.table.rows.map(\.category)).count > 1 else { return nil }
    var trainer = trainer
    trainer.grouping = .wholeCategories
    guard let trained = try? trainer.fitted(to: set) else { return nil }
    return RegimeFigures(evaluate(trained, trainedOn: set, regime: .leaveOut(.category)))
  }
}
