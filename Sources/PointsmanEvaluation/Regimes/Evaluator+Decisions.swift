package import Pointsman
internal import PointsmanOutcomes
package import PointsmanTraining

extension Evaluator {
  /// Judges choices made elsewhere: for each row the number of the model chosen.
  ///
  /// Figures about probabilities are undefined then, and a pair's order of prompts has two steps, chosen strong or not.
  package func evaluate(_ choices: [Int], on set: FeaturizedTable, pair: RouterManifest.Pair?) -> Evaluation {
    let models = set.table.models.count
    precondition(choices.count == set.table.rows.count, "one choice a row")
    let chosen = choices.flatMap { choice in (0..<models).map { $0 == choice ? 1.0 : 0 } }
    let judged = RoutingResults(
      table: set.table, predictions: Predictions(models: models, probabilities: chosen), predictedCosts: nil,
      hasProbabilities: false)
    return Evaluation(
      judged, regime: .decisions, baselines: foldsOfItself(set), pair: pair, seed: seed, threads: threads)
  }
}
