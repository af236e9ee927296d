internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

/// Outcomes with a router's predictions on the same prompts: the input of every figure.
///
/// Figures about a choice need every model's score, so they are taken over the *complete* rows, on which all M models
/// were observed. Where some rows are not complete, and fewer than `fewestComplete` are, chance decides, and no row is
/// judged; `PartialOutcomes` has what can be said then. Rows of weight 0 do not count, and all means are by weight.
struct RoutingResults {
  let table: OutcomeTable
  /// n × M.
  let predictions: Predictions
  /// True when these are probabilities; otherwise they are 1 for the model chosen and 0 for the others.
  let hasProbabilities: Bool
  /// For each row the fold whose router made its prediction; all 0 where one router made them all.
  let folds: [Int]
  /// n × M expected costs in USD, by which a router weighs cost; nil when costs are not recorded.
  let predictedCosts: [Double]?
  /// Rows with weight on which every model was observed; none where they are too few to judge by.
  let complete: [Int]
  /// The number of rows with weight on which every model was observed.
  let completeCount: Int
  /// The weight of each complete row; nil where all rows of the table weigh the same.
  let weights: [Double]?
  /// For each complete row the chosen model: by the policy where one is judged, else the most probable, of equals the
  /// cheaper, then the first.
  private(set) var choices: [Int] = []
  /// For each row of the table the policy's choice; nil where none is judged.
  private let chosen: [Int]?
  /// complete × M scores; where `isDoublyRobust`, estimates of them, which can lie outside [0, 1].
  let scores: [Double]
  /// True where outcomes are missing and have propensities. Then every row with weight is judged, by augmented inverse
  /// propensity weighting: q̂ + O (s − q̂) / e, with q̂ the router's probability and O 1 where the outcome was observed. Its mean is
  /// right where the propensities are, whatever q̂ is. Source: Dudík, Langford and Li, "Doubly robust policy evaluation and
  /// learning", 2011.
  let isDoublyRobust: Bool
  /// complete × M costs in USD; nil unless every cost is known. `priced` has the rows on which they are.
  let costs: [Double]?
  /// For each row of the table the number of its cluster: rows of one group, near-duplicates and, where prompts were divided more
  /// than once, one prompt's rows. nil where each row is its own.
  let allClusters: [Int]?
  /// Where rows were judged by cross-validation.
  let allDivisions: FoldDivisions?

  var models: Int { table.models.count }

  /// Complete rows at least, where some are not: with fewer an interval of means says nothing.
  static let fewestComplete = 10

  init(
    table: OutcomeTable, predictions: Predictions, predictedCosts: [Double]?, folds: [Int]? = nil,
    clusters: [Int]? = nil, divisions: FoldDivisions? = nil,
    hasProbabilities: Bool = true, chosen: [Int]? = nil, fewestComplete: Int = Self.fewestComplete
  ) {
    let models = table.models.indices
    let counted = table.countedRows
    let whole = counted.filter { table.isComplete(row: $0) }
    let hasPropensities = whole.count < counted.count && Self.hasPropensities(table, counted)
    isDoublyRobust = hasPropensities && hasProbabilities && !table.rows.contains(where: \.isBattle)
    let complete =
      isDoublyRobust ? counted : whole.count < fewestComplete && whole.count < counted.count ? [] : whole
    completeCount = whole.count
    weights = table.weights.map { weights in complete.map { weights[$0] } }
    self.table = table
    self.predictions = predictions
    self.hasProbabilities = hasProbabilities
    self.predictedCosts = predictedCosts
    self.folds = folds ?? table.rows.map { _ in 0 }
    self.complete = complete
    scores =
      isDoublyRobust
      ? complete.flatMap { row in models.map { Self.estimate(table, predictions, row, $0) } }
      : complete.flatMap { row in models.map { table.score(row: row, model: $0) ?? 0 } }
    let isPriced = !complete.isEmpty && complete.allSatisfy { table.isPriced(row: $0) }
    costs = isPriced ? complete.flatMap { row in models.map { table.cost(row: row, model: $0) ?? 0 } } : nil
    allClusters = clusters.flatMap(Self.numbered) ?? table.groupNumbers
    allDivisions = divisions
    self.chosen = chosen
    choices = choices(of: complete)
  }

  /// The same results with other choices, one a complete row.
  func choosing(_ choices: [Int]) -> RoutingResults {
    var results = self
    results.choices = choices
    return results
  }

  /// These results on the complete rows whose costs are all known: the same as a rule; nil where there are none, or they
  /// are too few beside others. O(n · M).
  var priced: RoutingResults? {
    if costs != nil { return self }
    // The complete rows differ from the rows that lack an outcome.
    guard !isDoublyRobust else { return nil }
    let rows = complete.filter { table.isPriced(row: $0) }
    guard rows.count >= Self.fewestComplete else { return nil }
    return RoutingResults(
      table: table.selecting(rows: rows),
      predictions: Predictions(models: models, probabilities: rows.flatMap { predictions[$0] }),
      predictedCosts: predictedCosts.map { costs in rows.flatMap { costs[$0 * models..<($0 + 1) * models] } },
      folds: rows.map { folds[$0] }, clusters: allClusters.map { clusters in rows.map { clusters[$0] } },
      divisions: allDivisions?.selecting(rows: rows), hasProbabilities: hasProbabilities,
      chosen: chosen.map { chosen in rows.map { chosen[$0] } })
  }

  /// The mean of one value a complete row, by the rows' weights; not a number of none.
  func average(_ values: [Double]) -> Double { mean(values, by: weights) }

  /// True if every outcome of `rows` that lack another model has a propensity.
  private static func hasPropensities(_ table: OutcomeTable, _ rows: [Int]) -> Bool {
    rows.allSatisfy { row in
      table.isComplete(row: row)
        || table.models.indices.allSatisfy { table.outcome(row: row, model: $0).map { $0.propensity != nil } ?? true }
    }
  }

  private static func estimate(_ table: OutcomeTable, _ predictions: Predictions, _ row: Int, _ model: Int) -> Double {
    let expected = predictions[row, model]
    guard let outcome = table.outcome(row: row, model: model) else { return expected }
    return expected + (outcome.score - expected) / (outcome.propensity ?? 1)
  }

  /// The number of complete prompts, which have a row for each division into folds.
  var promptsJudged: Int { complete.count / (allDivisions?.count ?? 1) }

  /// The clusters of the complete rows.
  var clusters: [Int]? { allClusters.map { clusters in complete.map { clusters[$0] } } }

  /// The divisions of the complete rows.
  var divisions: FoldDivisions? { allDivisions?.selecting(rows: complete) }

  /// The mean of one value a complete row, as an observation of other prompts like these.
  func estimate(_ values: [Double]) -> ClusteredMean {
    ClusteredMean(of: values, clusters: clusters, weights: weights)
  }

  /// The same of a difference between choices that were learned on other folds, where there are folds.
  func estimate(ofDifferences differences: [Double]) -> ClusteredMean {
    ClusteredMean(of: differences, clusters: clusters, weights: weights, divisions: divisions)
  }

  /// Labels as they are; nil where no two rows share one.
  private static func numbered(_ clusters: [Int]) -> [Int]? {
    Set(clusters).count == clusters.count ? nil : clusters
  }
}

// Choices, and their scores and costs.
extension RoutingResults {
  /// For each of `rows` of the table the choice that is judged.
  func choices(of rows: [Int]) -> [Int] {
    chosen.map { chosen in rows.map { chosen[$0] } } ?? choices(at: 0, of: rows)
  }

  /// For each complete row argmax_m p̂ − λ ĉ; of equals the cheaper by prediction, then the first. Where no costs are
  /// predicted, or the choices are another's, λ changes nothing. O(n · M).
  func choices(at lambda: Double) -> [Int] { choices(at: lambda, of: complete) }

  /// The same for any rows of the table.
  func choices(at lambda: Double, of rows: [Int]) -> [Int] {
    rows.map { row in
      func cost(_ model: Int) -> Double { predictedCosts?[row * models + model] ?? 0 }
      func utility(_ model: Int) -> Double { predictions[row, model] - lambda * cost(model) }
      return (0..<models).max { a, b in
        let (ua, ub) = (utility(a), utility(b))
        if ua != ub { return ua < ub }
        let (ca, cb) = (cost(a), cost(b))
        return ca != cb ? ca > cb : a > b
      }!
    }
  }

  /// The score of the chosen model on each complete row.
  var routedScores: [Double] { choices.enumerated().map { scores[$0 * models + $1] } }

  /// The cost of the chosen model on each complete row.
  var routedCosts: [Double]? {
    costs.map { costs in choices.enumerated().map { costs[$0 * models + $1] } }
  }

  /// Where outcomes are missing, for each judged row the cost of the chosen model, estimated as its score is: ĉ + O (c − ĉ) / e,
  /// with ĉ the forecast, or else the model's mean cost. nil where scores are not estimated so, or an outcome records no cost.
  var estimatedCosts: [Double]? {
    guard isDoublyRobust else { return nil }
    var means: [Double] = []
    for model in 0..<models {
      let rows = complete.filter { table.outcome(row: $0, model: model) != nil }
      let costs = rows.compactMap { table.cost(row: $0, model: model) }
      guard costs.count == rows.count, !costs.isEmpty else { return nil }
      means.append(mean(costs, by: table.cellWeights(of: rows, model: model)))
    }
    return zip(complete, choices).map { row, model in
      let expected = predictedCosts?[row * models + model] ?? means[model]
      guard let outcome = table.outcome(row: row, model: model) else { return expected }
      return expected + ((outcome.cost ?? expected) - expected) / (outcome.propensity ?? 1)
    }
  }

  /// The mean regret of `choices`, one a complete row, against choices by half of each prompt's runs, judged on the other half; nil
  /// without repeated runs.
  ///
  /// - Parameter costs: complete × M, in successes; nothing when nil.
  func regretOfSplitRuns(_ choices: [Int], costs: [Double]? = nil) -> ClusteredMean? {
    OracleLuck.splitRunUtilities(table, rows: complete, costs: costs).map { best in
      estimate(
        best.enumerated().map { row, best in
          let cell = row * models + choices[row]
          return best - (scores[cell] - (costs?[cell] ?? 0))
        })
    }
  }

  /// The scores of `model` on the complete rows.
  func scores(of model: Int) -> [Double] { stride(from: model, to: scores.count, by: models).map { scores[$0] } }

  /// The costs of `model` on the complete rows.
  func costs(of model: Int) -> [Double]? {
    costs.map { costs in stride(from: model, to: costs.count, by: models).map { costs[$0] } }
  }

  /// Of the single models the one of highest mean score; of equals the cheaper, then the first. Meaningless without a
  /// complete row.
  var bestSingle: Int {
    (0..<models).max { a, b in
      let (sa, sb) = (average(scores(of: a)), average(scores(of: b)))
      if sa != sb { return sa < sb }
      let (ca, cb) = (costs(of: a).map(average) ?? 0, costs(of: b).map(average) ?? 0)
      return ca != cb ? ca > cb : a > b
    }!
  }
}

// The columns that the metrics take.
extension RoutingResults {
  /// The probabilities of `model`'s head on the rows with weight that observed it, its scores there, and the rows' weights
  /// where they differ.
  func observed(_ model: Int) -> (probabilities: [Double], labels: [Double], weights: [Double]?) {
    let rows = table.countedRows.filter { table.score(row: $0, model: model) != nil }
    return (
      rows.map { predictions[$0, model] }, rows.map { table.score(row: $0, model: model) ?? 0 },
      table.cellWeights(of: rows, model: model)
    )
  }

  /// The AUC of `model`'s head on those of `rows` that observed it, by how often each row of the table is there, and the
  /// number of rows ranked. The area is nil when one class is missing. O(n log n) once, then O(n).
  func areaUnderROC(
    model: Int, rows: [Int]
  ) -> (rows: Int, area: @Sendable (_ counts: [UInt32]) -> Double?) {
    let ranked = rows.filter { table.score(row: $0, model: model) != nil }
    let labels = ranked.map { table.score(row: $0, model: model) ?? 0 }
    let ties = TieBlocks(ascending: ranked.map { predictions[$0, model] })
    // Resamples call this a thousand times a row, so that the usual case does not look for weights.
    guard let weights = table.weights else {
      return (
        ranked.count,
        { counts in PointsmanEvaluation.areaUnderROC(ties, labels: labels) { Double(counts[ranked[$0]]) } }
      )
    }
    return (
      ranked.count,
      { counts in
        PointsmanEvaluation.areaUnderROC(ties, labels: labels) { index in
          Double(counts[ranked[index]]) * weights[ranked[index]]
        }
      }
    )
  }

  /// P(strong) − P(weak) and both models' scores on the complete rows; nil when the table lacks one of the two.
  func pairColumns(_ pair: RouterManifest.Pair) -> (sigma: [Double], weak: [Double], strong: [Double])? {
    guard let weak = table.models.firstIndex(of: pair.weak), let strong = table.models.firstIndex(of: pair.strong)
    else { return nil }
    let sigma = complete.map { predictions[$0, strong] - predictions[$0, weak] }
    return (sigma, scores(of: weak), scores(of: strong))
  }

  /// The curve of a pair on the complete rows; nil when the table lacks one of the two, or has no complete row.
  func pairCurve(_ pair: RouterManifest.Pair) -> PairCurve? {
    pairColumns(pair).flatMap { PairCurve(sigma: $0.sigma, weak: $0.weak, strong: $0.strong, weights: weights) }
  }

  /// The router's sweep, unless it has no probabilities, the oracle's, and the single models; nil when costs are not
  /// recorded.
  var costQuality: (router: RouterSweep?, oracle: RouterSweep, singles: [CostQualityPoint])? {
    guard let costs else { return nil }
    let router = predictedCosts.map { predicted in
      RouterSweep(
        probabilities: complete.flatMap { predictions[$0] },
        predictedCosts: complete.flatMap { predicted[$0 * models..<($0 + 1) * models] },
        actualScores: scores, actualCosts: costs, models: models, weights: weights)
    }
    return (
      router, RouterSweep.oracle(scores: scores, costs: costs, models: models, weights: weights),
      CostQualityPoint.singles(scores: scores, costs: costs, models: models, weights: weights)
    )
  }
}
