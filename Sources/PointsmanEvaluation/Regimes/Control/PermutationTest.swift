internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport
package import PointsmanTraining

/// The recipe on outcomes dealt to the wrong prompts, several times over: there is nothing to learn, and the figures must
/// say so.
///
/// An AUC clearly above one half, or a gain clearly above 0, would mean that labels leak into what they are judged by.
package struct PermutationTest: Sendable {
  package let deals: Int
  /// Mean AUC; ½ is chance. nil where no deal has one.
  package let auc: PermutationStatistic?
  /// What the AUC may lie above ½ without a leak; see `Permutation`.
  package let optimism: Double
  /// Of the choices over the same choices dealt out at random; 0 is chance.
  package let gain: PermutationStatistic

  /// Whether chance explains both.
  package var coversChance: Bool { !gain.exceeds(0) && !(auc?.exceeds(0.5 + optimism) ?? false) }

  /// nil without deals.
  init?(_ deals: [Permutation]) {
    guard let gain = PermutationStatistic(deals.map(\.gain), intervals: deals.map(\.gainInterval)) else { return nil }
    let ranked = deals.filter { $0.auc != nil }
    self.deals = deals.count
    self.gain = gain
    optimism = mean(deals.map(\.optimism))
    auc = PermutationStatistic(ranked.compactMap(\.auc), intervals: ranked.map(\.aucInterval))
  }
}

extension Evaluator {
  /// How many times outcomes are dealt out: one deal alone shows a mean AUC of 0.48 or 0.52 by chance on a thousand prompts.
  private static let deals = 5
  /// Prompts of a deal at most, of whole clusters: about what shows a leak of 0.02 in mean AUC for sure, and five
  /// such parts are trained on sooner than twice on ten thousand.
  private static let rowsOfDeal = 3_000

  /// Trains on shuffled outcomes, and judges what training held out: five times, each on some 3,000 prompts at most.
  package func shuffledControl(
    _ trainer: RouterTrainer, on set: FeaturizedTable
  ) throws(TrainingError) -> PermutationTest? {
    var trainer = trainer
    trainer.threads = 1
    let results = concurrentMap(count: Self.deals, threads: threads) { [trainer] deal in
      Result<Permutation, TrainingError> { () throws(TrainingError) in
        try controlDeal(trainer, on: set, seed: seed &+ UInt64(deal))
      }
    }
    return PermutationTest(try results.map { result throws(TrainingError) in try result.get() })
  }

  private func controlDeal(
    _ trainer: RouterTrainer, on set: FeaturizedTable, seed: UInt64
  ) throws(TrainingError) -> Permutation {
    let rows = set.table.rows.count
    let parts = Folds(
      keepingTogether: set.clusters, count: (rows + Self.rowsOfDeal - 1) / Self.rowsOfDeal, seed: seed)
    let part = set.selecting(rows: parts.heldOut(0)).shufflingOutcomes(seed: seed)
    // A model seldom observed may have too few outcomes in a part to train on.
    let isFit = (try? trainer.validate(part.table)) != nil
    let shuffled = isFit ? part : set.shufflingOutcomes(seed: seed)
    let trained = try trainer.fitted(to: shuffled)
    let judged = RoutingResults(
      table: shuffled.table, predictions: trained.heldOut, predictedCosts: nil, folds: trained.folds)
    return Permutation(judged, Bootstrap(seed: seed))
  }
}
