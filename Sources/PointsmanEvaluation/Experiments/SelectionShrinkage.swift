internal import PointsmanOutcomes
internal import PointsmanSupport
package import PointsmanTraining

/// One parameter against the optimizer's curse: the logits of a prompt are drawn toward their mean over the models.
///
///     logit p̃_m = z̄ + s (logit p_m − z̄),   z̄ = mean_m logit p_m
///
/// The order of the models stays. s is chosen on the rows that training holds out, by the log loss of the most probable model, and
/// judged on a fold that training did not see. Routers do not use it: see the article Policies for the figures.
/// Source: Smith and Winkler, "The optimizer's curse", 2006.
package struct SelectionShrinkage: Sendable {
  /// Means over the folds.
  package struct Figures: Sendable {
    /// The most probable model's probability and its score, and its lead over the second in both.
    package let promised, got, leadPromised, leadGot: Double
    /// Of the most probable model, in nats.
    package let logLoss: Double
    /// Score less cost over the worth at which the best and the cheapest single model are equal; nil without costs.
    package let netBenefit: Double?
  }

  /// s of each fold.
  package let shrinkages: [Double]
  package let plain: Figures
  package let shrunk: Figures

  private static let folds = 5

  /// Trains once a fold.
  package init(_ trainer: RouterTrainer, on set: FeaturizedTable, seed: UInt64) throws(TrainingError) {
    let folds = set.folds(count: Self.folds, seed: seed)
    var evaluator = Evaluator()
    (evaluator.seed, evaluator.threads) = (seed, trainer.threads)
    var (shrinkages, plain, shrunk) = ([Double](), [Figures](), [Figures]())
    for fold in 0..<folds.count {
      let training = set.selecting(rows: folds.training(fold))
      let trained = try trainer.fitted(to: training)
      let shrinkage = Self.shrinkage(
        RoutingResults(table: training.table, predictions: trained.heldOut, predictedCosts: nil))
      let test = try evaluator.evaluation(of: trained.router, on: set.selecting(rows: folds.heldOut(fold))).results
      shrinkages.append(shrinkage)
      if let figures = Figures(test) { plain.append(figures) }
      if let figures = Figures(Self.shrunk(test, by: shrinkage)) { shrunk.append(figures) }
    }
    self.shrinkages = shrinkages
    (self.plain, self.shrunk) = (Figures(meanOf: plain), Figures(meanOf: shrunk))
  }

  /// Of 0, 0.02 … 1.3 the s of least log loss of the chosen models.
  private static func shrinkage(_ results: RoutingResults) -> Double {
    let losses = (0...65).map { step in Figures(shrunk(results, by: Double(step) / 50))?.logLoss ?? .infinity }
    return Double(losses.indices.min { (losses[$0], $0) < (losses[$1], $1) } ?? 50) / 50
  }

  private static func shrunk(_ results: RoutingResults, by shrinkage: Double) -> RoutingResults {
    let probabilities = results.table.rows.indices.flatMap { row -> [Double] in
      let logits = results.predictions[row].map { logit($0, clip: LogitClip.observedShare) }
      let centre = mean(logits)
      return logits.map { sigmoid(centre + shrinkage * ($0 - centre)) }
    }
    return RoutingResults(
      table: results.table, predictions: Predictions(models: results.models, probabilities: probabilities),
      predictedCosts: results.predictedCosts)
  }
}

extension SelectionShrinkage.Figures {
  fileprivate init?(_ results: RoutingResults) {
    guard let promises = PromisedFigures(results) else { return nil }
    let scores = results.routedScores
    let pairs = results.complete.indices.map { index in
      (results.predictions[results.complete[index], results.choices[index]], scores[index])
    }
    (promised, got) = (promises.score.promised, promises.score.got)
    (leadPromised, leadGot) = (promises.lead.promised, promises.lead.got)
    logLoss =
      PointsmanEvaluation.logLoss(
        probabilities: pairs.map(\.0), labels: pairs.map(\.1), weights: results.weights) ?? .nan
    netBenefit = PricedFigures.indifference(results).flatMap {
      PricedFigures(results, worth: $0)?.utility
    }
  }

  fileprivate init(meanOf folds: [Self]) {
    (promised, got) = (mean(folds.map(\.promised)), mean(folds.map(\.got)))
    (leadPromised, leadGot) = (mean(folds.map(\.leadPromised)), mean(folds.map(\.leadGot)))
    logLoss = mean(folds.map(\.logLoss))
    let benefits = folds.compactMap(\.netBenefit)
    netBenefit = benefits.count == folds.count && !benefits.isEmpty ? mean(benefits) : nil
  }
}
