internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

extension Evaluation {
  /// The quality of one model, and of its head's predictions.
  public struct ModelFigures: Sendable {
    /// As the outcomes name it.
    public let name: String
    /// Prompts it was observed on: the other figures are taken over these.
    public let observed: Int
    /// Mean score.
    public let score: Double
    /// Mean cost over the prompts on which it is known, USD; nil where it is on none.
    public let cost: Double?
    /// Share of prompts that the router sends to it: of the complete ones, or of all where those are too few to judge by.
    public let share: Double
    /// The chance that the head ranks a prompt the model solves above one it does not; nil when every score is the
    /// same.
    ///
    /// Under cross-validation it is taken within each fold and averaged: the folds' routers have intercepts of their
    /// own, which differ by chance, and opposite to the rows they hold out. Over all rows at once a head that knows
    /// nothing is pushed below one half by that.
    public let auc: Double?
    /// At 95 %; nil for an area of 0 or 1.
    public let aucInterval: Interval?
    /// The same over all rows at once, whichever fold's router predicted them.
    public let pooledAUC: Double?
    /// Nats; not a number where there are no probabilities or no outcomes, like the two below.
    public let logLoss: Double
    /// Mean squared error of the probabilities.
    public let brier: Double
    /// Expected calibration error over 15 bins of equal width.
    public let ece: Double
    /// The mean calibration error that a perfectly calibrated head shows on as many prompts.
    public let eceIfCalibrated: Double
    /// 95 of 100 calibrated heads show no more than this.
    public let eceIfCalibratedHigh: Double

    init(_ results: RoutingResults, model: Int) {
      let table = results.table
      let rows = table.countedRows.filter { table.outcome(row: $0, model: model) != nil }
      let weights = table.cellWeights(of: rows, model: model)
      let labels = rows.map { table.score(row: $0, model: model) ?? 0 }
      let probabilities = rows.map { results.predictions[$0, model] }
      let isProbability = results.hasProbabilities
      let priced = rows.filter { table.cost(row: $0, model: model) != nil }
      name = table.models[model]
      observed = rows.count / (results.allDivisions?.count ?? 1)
      score = mean(labels, by: weights)
      cost =
        priced.isEmpty
        ? nil
        : mean(
          priced.map { table.cost(row: $0, model: model) ?? 0 },
          by: table.cellWeights(of: priced, model: model))
      let routed = results.complete.isEmpty ? table.countedRows : results.complete
      share = mean(
        results.choices(of: routed).map { $0 == model ? 1 : 0 },
        by: table.weights.map { weights in routed.map { weights[$0] } })
      let area =
        !isProbability
        ? nil
        : AreaUnderROC(
          scores: probabilities, labels: labels, weights: weights, folds: rows.map { results.folds[$0] },
          clusters: results.allClusters.map { clusters in rows.map { clusters[$0] } })
      (auc, aucInterval) = (area?.value, area?.interval)
      pooledAUC = !isProbability ? nil : areaUnderROC(scores: probabilities, labels: labels, weights: weights)
      func figure(_ value: @autoclosure () -> Double?) -> Double { isProbability ? value() ?? .nan : .nan }
      logLoss = figure(PointsmanEvaluation.logLoss(probabilities: probabilities, labels: labels, weights: weights))
      brier = figure(brierScore(probabilities: probabilities, labels: labels, weights: weights))
      // Only the first division into folds counts. All divisions have the same labels, so that more of them hold no less luck.
      let once = rows.indices.filter { results.allDivisions?.division[rows[$0]] ?? 0 == 0 }
      let (onceProbabilities, onceLabels) = (once.map { probabilities[$0] }, once.map { labels[$0] })
      let onceWeights = weights.map { weights in once.map { weights[$0] } }
      ece = figure(calibrationError(probabilities: onceProbabilities, labels: onceLabels, weights: onceWeights))
      let chance =
        isProbability
        ? ChanceOfCalibration(errorOf: onceProbabilities, labels: onceLabels, weights: onceWeights) : nil
      (eceIfCalibrated, eceIfCalibratedHigh) = (chance?.mean ?? .nan, chance?.high ?? .nan)
    }
  }
}

extension Evaluation {
  /// The quality of the router's choices.
  public struct RouterFigures: Sendable {
    /// Mean score of the models chosen; not a number where choices cannot be judged, like accuracy and regret.
    public let score: Double
    /// At 95 %.
    public let scoreInterval: Interval?
    /// Mean cost, USD, over the prompts on which all costs are known; nil where there are none.
    public let cost: Double?
    /// Share of prompts whose chosen model none beats.
    public let accuracy: Double
    /// Mean of the best score minus the chosen model's, luck included.
    public let regret: Double
    /// The regret without the luck of single runs: the score, on one half of each prompt's runs, of the model that is best on the other half,
    /// less the chosen model's score. The true regret is at least this, but for chance. nil without repeated runs.
    public let regretOfSplitRuns: Double?
    /// At 95 %.
    public let regretOfSplitRunsInterval: Interval?

    init(_ results: RoutingResults) {
      let (choices, models, weights) = (results.choices, results.models, results.weights)
      let estimate = results.estimate(results.routedScores)
      (score, scoreInterval) = (estimate.value, estimate.shareInterval)
      cost =
        results.priced.flatMap { priced in priced.routedCosts.map(priced.average) }
        ?? results.estimatedCosts.map(results.average)
      // The best of estimates is no best of outcomes.
      guard !results.isDoublyRobust else {
        (accuracy, regret, regretOfSplitRuns, regretOfSplitRunsInterval) = (.nan, .nan, nil, nil)
        return
      }
      let split = results.regretOfSplitRuns(choices)
      (regretOfSplitRuns, regretOfSplitRunsInterval) = (split?.value, split?.interval())
      accuracy =
        PointsmanEvaluation.accuracy(choices: choices, scores: results.scores, models: models, weights: weights)
        ?? .nan
      regret =
        PointsmanEvaluation.regret(choices: choices, utilities: results.scores, models: models, weights: weights)
        ?? .nan
    }
  }
}

extension Evaluation {
  /// The quality of the order of prompts by P(strong) − P(weak).
  ///
  /// Where the gap between the two models is within chance, the figures that divide by it are nil.
  public struct PairFigures: Sendable {
    /// The model that prompts go to by default.
    public let weak: String
    /// The model that the router calls for.
    public let strong: String
    /// The gap between their mean scores.
    package let gap: PairGap
    /// Mean share of the gap recovered, over all shares of strong calls.
    public let apgr: Double?
    /// At 95 %.
    public let apgrInterval: Interval?
    /// The same by RouteLLM's eleven thresholds.
    public let apgrRouteLLM: Double?
    /// At 95 %.
    public let apgrRouteLLMInterval: Interval?
    /// The chance that a prompt on which the strong model is strictly better ranks above one on which it is not.
    public let strongBetterAUC: Double?
    /// Least shares of strong calls that recover 20, 50 and 80 % of the gap; nil where it is not measurable.
    public let callsForPerformance: [Double?]
    /// At 95 %, one each.
    public let callsForPerformanceIntervals: [Interval?]

    /// The two models by role.
    var names: RouterManifest.Pair { .init(weak: weak, strong: strong) }

    init?(_ results: RoutingResults, _ pair: RouterManifest.Pair?, _ bootstrap: Bootstrap) {
      guard let pair, let (sigma, weakScores, strongScores) = results.pairColumns(pair) else { return nil }
      let weights = results.weights
      guard let curve = PairCurve(sigma: sigma, weak: weakScores, strong: strongScores, weights: weights) else {
        return nil
      }
      self.weak = pair.weak
      self.strong = pair.strong
      let gap = PairGap(weak: weakScores, strong: strongScores, clusters: results.clusters, weights: weights)
      self.gap = gap
      let resampled = PairBootstrap(
        sigma: sigma, weak: weakScores, strong: strongScores, clusters: results.clusters, weights: weights)
      let levels = [0.2, 0.5, 0.8]
      let intervals = gap.isMeasurable ? resampled.intervals(levels: levels, by: bootstrap) : nil
      apgr = gap.isMeasurable ? curve.apgr : nil
      apgrInterval = intervals?.apgr
      // Quantiles of a threshold need whole weights.
      apgrRouteLLM = gap.isMeasurable && weights == nil ? curve.apgrRouteLLM : nil
      apgrRouteLLMInterval = intervals?.apgrRouteLLM
      strongBetterAUC =
        results.isDoublyRobust
        ? nil
        : PointsmanEvaluation.strongBetterAUC(
          sigma: sigma, weak: weakScores, strong: strongScores, weights: weights)
      callsForPerformance = levels.map { gap.isMeasurable ? curve.callsForPerformance($0) : nil }
      callsForPerformanceIntervals = intervals?.callsForPerformance ?? levels.map { _ in nil }
    }
  }
}

extension Evaluation {
  /// The router's cost–quality curve in figures.
  public struct CurveFigures: Sendable {
    /// Mean height of the router's cost–quality curve.
    public let aiq: Double
    /// That of a random mix of single models.
    public let aiqZero: Double
    /// That of a router that foresees every score and cost.
    public let aiqOracle: Double
    /// (aiq − aiqZero) / (aiqOracle − aiqZero); nil when the oracle gains nothing.
    public let gapClosed: Double?
    /// Least cost at the best single model's quality, as a share of that model's; nil when never reached.
    public let qnc: Double?
    /// The same with prices that other prompts choose, and with intervals. The figures above are the best of a sweep over
    /// the very prompts, as published ones are, and flatter. nil where there are too few prompts for folds.
    public let crossFitted: CrossFittedCurve?

    init?(_ results: RoutingResults, seed: UInt64) {
      guard let (router, oracle, singles) = results.priced?.costQuality, let sweep = router else { return nil }
      guard let figures = AIQ(router: sweep.points, oracle: oracle.points, singles: singles) else { return nil }
      (aiq, aiqZero, aiqOracle, gapClosed) = (figures.router, figures.zero, figures.oracle, figures.gapClosed)
      qnc = qualityNeutralCost(router: sweep.points, singles: singles)
      crossFitted = CrossFittedCurve(results, seed: seed)
    }
  }
}
