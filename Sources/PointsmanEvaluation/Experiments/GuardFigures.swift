internal import Pointsman
package import PointsmanOutcomes
package import PointsmanTraining

/// The value of the guard on prompts that training did not see: of the same categories, or of whole categories left out.
package struct GuardFigures: Sendable {
  /// Mean scores over the complete rows: of the router's own choices, of guarded ones, and of the model that was best
  /// in training.
  package let plain: Double
  package let guarded: Double
  package let best: Double
  /// Of guarded choices less the best model, with its 95 % interval.
  package let gain: Double
  package let gainInterval: Interval?
  /// Share of prompts that the guard took from another model.
  package let moved: Double
  /// Share of prompts that lie outside the training distribution.
  package let unfamiliar: Double

  /// A training a fold; `folds` are whole categories where `isLeavingOut`.
  package init(
    _ trainer: RouterTrainer, on set: FeaturizedTable, folds: Folds, isLeavingOut: Bool, seed: UInt64
  ) throws {
    var rows: [(plain: Double, guarded: Double, best: Double, isMoved: Bool, isUnfamiliar: Bool)] = []
    for fold in 0..<folds.count {
      let part = set.selecting(rows: folds.training(fold))
      var trainer = trainer
      // The router's estimate of its own errors must come from categories that it did not see, too.
      let categories = Set(part.table.rows.map(\.category)).count
      trainer.grouping = isLeavingOut && categories > 1 ? .wholeCategories : .nearDuplicates
      let router = try trainer.fitted(to: part).router
      var policy = Policy.mostLikely
      policy.isGuarded = true
      let (plain, guarded) = (try BoundPolicy(router, under: .mostLikely), try BoundPolicy(router, under: policy))
      let models = router.manifest.models
      let best = models.indices.max { (models[$0].meanScore, -$0) < (models[$1].meanScore, -$1) }!
      for row in folds.heldOut(fold) where set.table.isComplete(row: row) {
        let prompt = set.table.rows[row].prompt
        func score(_ name: String) -> Double {
          set.table.score(row: row, model: set.table.models.firstIndex(of: name)!)!
        }
        let decision = try guarded.route(prompt)
        let isUnfamiliar =
          router.manifest.domainCheck?.violation(by: router.distanceFromTraining(of: prompt)) != nil
        rows.append(
          (
            score(try plain.route(prompt).model), score(decision.model), score(models[best].name),
            decision.rule == .guarded, isUnfamiliar
          ))
      }
    }
    let gains = rows.map { $0.guarded - $0.best }
    plain = mean(rows.map(\.plain))
    guarded = mean(rows.map(\.guarded))
    best = mean(rows.map(\.best))
    gain = mean(gains)
    gainInterval = ClusteredMean(of: gains).interval()
    moved = mean(rows.map { $0.isMoved ? 1 : 0 })
    unfamiliar = mean(rows.map { $0.isUnfamiliar ? 1 : 0 })
  }
}
