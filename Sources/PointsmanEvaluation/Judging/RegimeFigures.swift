/// The few figures by which two regimes are set side by side.
public struct RegimeFigures: Sendable {
  /// How the predictions came about.
  public let regime: Evaluation.Regime
  /// Over the models that have one.
  public let meanAUC: Double?
  /// Nats, the mean over models.
  public let meanLogLoss: Double
  /// The router's mean score.
  public let score: Double
  /// At 95 %.
  public let scoreInterval: Interval?
  /// Over the best single model.
  public let gain: Double
  /// At 95 %.
  public let gainInterval: Interval?
  /// For a pair whose gap can be measured.
  public let apgr: Double?
  /// At 95 %.
  public let apgrInterval: Interval?
  /// Whether routing pays in this regime.
  public let route: Bool

  init(_ evaluation: Evaluation) {
    let areas = evaluation.models.compactMap(\.auc)
    regime = evaluation.regime
    meanAUC = areas.isEmpty ? nil : mean(areas)
    meanLogLoss = mean(evaluation.models.map(\.logLoss))
    (score, scoreInterval) = (evaluation.router.score, evaluation.router.scoreInterval)
    (gain, gainInterval) = (evaluation.verdict.gain, evaluation.verdict.gainInterval)
    (apgr, apgrInterval) = (evaluation.pair?.apgr, evaluation.pair?.apgrInterval)
    route = evaluation.verdict.route
  }
}
