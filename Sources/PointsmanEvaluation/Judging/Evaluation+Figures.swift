internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

extension Evaluation {
  /// Computes every figure; `target` is what the probabilities are of.
  init(
    _ judged: RoutingResults, regime: Regime, baselines ground: BaselineTrainingRows, pair: RouterManifest.Pair?,
    target: RoutingTarget = .success, seed: UInt64, threads: Int
  ) {
    let bootstrap = Bootstrap(seed: seed, threads: threads)
    self.judged = judged
    self.seed = seed
    self.regime = regime
    prompts = judged.table.rows.count
    completePrompts = judged.complete.count
    models = judged.table.models.indices.map { ModelFigures(judged, model: $0) }
    router = RouterFigures(judged, bootstrap)
    baselines = BaselineFigures(judged, ground, seed: seed, threads: threads)
    self.pair = PairFigures(judged, pair ?? Self.pair(of: judged), bootstrap)
    curve = CurveFigures(judged)
    battles = BattleFigures(judged, target: target, ground: ground, bootstrap: bootstrap)
    verdict =
      battles.flatMap { judged.complete.isEmpty ? Verdict($0) : nil } ?? Verdict(judged, pair: self.pair, bootstrap)
  }

  /// The evaluation with, beside it, what the predictions without tags are worth; none where there are none.
  func comparing(_ untagged: RoutingResults?, seed: UInt64, threads: Int) -> Evaluation {
    guard let untagged else { return self }
    let bootstrap = Bootstrap(seed: seed, threads: threads)
    var compared = self
    compared.withoutTags = Untagged(
      models: untagged.table.models.indices.map { ModelFigures(untagged, model: $0) },
      router: RouterFigures(untagged, bootstrap),
      pair: PairFigures(untagged, pair.map { .init(weak: $0.weak, strong: $0.strong) }, bootstrap))
    return compared
  }

  /// Of exactly two models the one of lower mean score is the weak one.
  private static func pair(of judged: RoutingResults) -> RouterManifest.Pair? {
    guard judged.models == 2 else { return nil }
    let strong = judged.bestSingle
    return .init(weak: judged.table.models[1 - strong], strong: judged.table.models[strong])
  }
}

extension Evaluation.ModelFigures {
  init(_ judged: RoutingResults, model: Int) {
    let table = judged.table
    let rows = table.rows.indices.filter { table.outcome(row: $0, model: model) != nil }
    let labels = rows.map { table.score(row: $0, model: model) ?? 0 }
    let probabilities = rows.map { judged.predictions[$0][$0 * judged.models + model] }
    let isProbability = judged.hasProbabilities
    let costs = table.hasCosts ? rows.compactMap { table.cost(row: $0, model: model) } : []
    name = table.models[model]
    observed = rows.count
    score = mean(labels)
    cost = costs.isEmpty ? nil : mean(costs)
    share = mean(judged.choices.map { $0 == model ? 1 : 0 })
    auc = !isProbability ? nil : Self.areaWithinFolds(probabilities, labels, rows.map { judged.folds[$0] })
    pooledAUC = !isProbability ? nil : areaUnderROC(scores: probabilities, labels: labels)
    let none = isProbability ? 0 : Double.nan
    func figure(_ value: @autoclosure () -> Double?) -> Double { isProbability ? value() ?? none : none }
    logLoss = figure(PointsmanEvaluation.logLoss(probabilities: probabilities, labels: labels))
    brier = figure(brierScore(probabilities: probabilities, labels: labels))
    ece = figure(calibrationError(probabilities: probabilities, labels: labels))
  }
}

extension Evaluation.ModelFigures {
  /// The mean of the areas within each fold, by rows; folds with one class have none.
  private static func areaWithinFolds(_ probabilities: [Double], _ labels: [Double], _ folds: [Int]) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for rows in Dictionary(grouping: folds.indices, by: { folds[$0] }).sorted(by: { $0.key < $1.key }).map(\.value) {
      guard let area = areaUnderROC(scores: rows.map { probabilities[$0] }, labels: rows.map { labels[$0] }) else {
        continue
      }
      sum += area * Double(rows.count)
      total += Double(rows.count)
    }
    return total > 0 ? sum / total : nil
  }
}

extension Evaluation.RouterFigures {
  init(_ judged: RoutingResults, _ bootstrap: Bootstrap) {
    score = mean(judged.routedScores)
    scoreInterval = bootstrap.interval(ofMean: judged.routedScores, groups: judged.groups)
    cost = judged.routedCosts.map(mean)
    accuracy = PointsmanEvaluation.accuracy(choices: judged.choices, scores: judged.scores, models: judged.models) ?? 0
    regret =
      PointsmanEvaluation.regret(choices: judged.choices, utilities: judged.scores, models: judged.models) ?? 0
  }
}

extension Evaluation.BaselineFigures {
  /// Comparing each prompt with each takes a minute for as many, and grows with their square.
  private static let mostForNearest = 50_000

  init(_ judged: RoutingResults, _ ground: BaselineTrainingRows, seed: UInt64, threads: Int) {
    let models = judged.models
    let best = judged.bestSingle
    bestSingle = (judged.table.models[best], mean(judged.scores(of: best)))
    random = mean(judged.scores)
    oracle = mean(
      judged.complete.indices.map { judged.scores[$0 * models..<($0 + 1) * models].max() ?? 0 })
    func score(_ choices: [Int]?) -> Double? {
      choices.map { choices in mean(judged.complete.enumerated().map { judged.scores[$0 * models + choices[$1]] }) }
    }
    func score(_ choices: [Int], of rows: [Int]) -> Double {
      mean(
        zip(rows, choices).filter { judged.table.isComplete(row: $0.0) }.map { row, choice in
          judged.table.score(row: row, model: choice)!
        })
    }
    length = score(lengthChoices(ground))
    category = score(categoryChoices(ground))
    let sample = ground.sample(atMost: Self.mostForNearest, seed: seed)
    let nearest = nearestNeighbourChoices(sample?.ground ?? ground, neighbours: [40, 100], threads: threads)
    nearest40 = sample.map { score(nearest[0], of: $0.judged) } ?? score(nearest[0])
    nearest100 = sample.map { score(nearest[1], of: $0.judged) } ?? score(nearest[1])
    nearestSample = sample?.ground.folds.count
    source = ground.source
  }
}

extension Evaluation.PairFigures {
  init?(_ judged: RoutingResults, _ pair: RouterManifest.Pair?, _ bootstrap: Bootstrap) {
    guard let pair, let (sigma, weakScores, strongScores) = judged.pairColumns(pair) else { return nil }
    guard let curve = PairCurve(sigma: sigma, weak: weakScores, strong: strongScores) else { return nil }
    self.weak = pair.weak
    self.strong = pair.strong
    let gap = PairGap(weak: weakScores, strong: strongScores, groups: judged.groups)
    self.gap = gap
    let resampled = PairBootstrap(sigma: sigma, weak: weakScores, strong: strongScores, groups: judged.groups)
    let intervals = gap.isMeasurable ? resampled.intervals(by: bootstrap) : nil
    apgr = gap.isMeasurable ? curve.apgr : nil
    apgrInterval = intervals?.apgr
    apgrRouteLLM = gap.isMeasurable ? curve.apgrRouteLLM : nil
    apgrRouteLLMInterval = intervals?.apgrRouteLLM
    strongBetterAUC = PointsmanEvaluation.strongBetterAUC(sigma: sigma, weak: weakScores, strong: strongScores)
    callsForPerformance = [0.2, 0.5, 0.8].map { gap.isMeasurable ? curve.callsForPerformance($0) : nil }
  }
}

extension Evaluation.CurveFigures {
  init?(_ judged: RoutingResults) {
    guard let (router, oracle, singles) = judged.costQuality, let sweep = router else { return nil }
    guard let figures = AIQ(router: sweep.points, oracle: oracle.points, singles: singles) else { return nil }
    (aiq, aiqZero, aiqOracle, gapClosed) = (figures.router, figures.zero, figures.oracle, figures.gapClosed)
    qnc = qualityNeutralCost(router: sweep.points, singles: singles)
  }
}
