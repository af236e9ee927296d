internal import Outcomes
internal import Pointsman
package import PointsmanTraining

/// The recipe on outcomes dealt to the wrong prompts: there is nothing to learn, and the figures must say so.
///
/// An AUC clearly above one half, or a gain whose interval excludes 0, would mean that labels leak into what they are
/// judged by.
package struct ShuffledControl: Sendable {
  /// The mean over models; ½ is chance.
  package let meanAUC: Double?
  /// The routed score less what dealing out a fold's choices at random within it scores, with its 95 % interval; 0 is chance.
  package let gain: Double
  package let gainInterval: Interval?

  /// Whether chance explains the gain. A loss is no leak.
  package var coversChance: Bool { gainInterval.map { $0.low <= 0 } ?? true }

  init(_ judged: JudgedRouting, meanAUC: Double?, _ bootstrap: Bootstrap) {
    // Dealt out within each fold: a fold's router leans away from the labels it has not seen, which is no knowledge.
    let folds = judged.complete.map { judged.folds[$0] }
    var shares: [Int: [Double]] = [:]
    for (fold, rows) in Dictionary(grouping: folds.indices, by: { folds[$0] }) {
      shares[fold] = (0..<judged.models).map { model in mean(rows.map { judged.choices[$0] == model ? 1 : 0 }) }
    }
    let atRandom = folds.indices.map { row in
      (0..<judged.models).reduce(0) { $0 + (shares[folds[row]]?[$1] ?? 0) * judged.scores[row * judged.models + $1] }
    }
    let differences = zip(judged.routedScores, atRandom).map { $0 - $1 }
    self.meanAUC = meanAUC
    gain = mean(differences)
    gainInterval = bootstrap.interval(ofMean: differences, groups: judged.groups)
  }
}

extension Evaluator {
  /// Trains on shuffled outcomes and judges what training held out. As dear as one training.
  package func shuffledControl(_ trainer: RouterTrainer, on set: TrainingSet) throws(TrainingError) -> ShuffledControl {
    let shuffled = set.shufflingOutcomes(seed: seed)
    let trained = try trainer.fitted(to: shuffled)
    let judged = JudgedRouting(
      table: shuffled.table, predictions: trained.heldOut, predictedCosts: nil, folds: trained.folds)
    let areas = judged.table.models.indices.compactMap { Evaluation.ModelFigures(judged, model: $0).auc }
    return ShuffledControl(judged, meanAUC: areas.isEmpty ? nil : mean(areas), Bootstrap(seed: seed))
  }
}
