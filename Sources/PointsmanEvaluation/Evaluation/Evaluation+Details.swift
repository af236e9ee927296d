internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// Figures beyond the first page, under one heading: the JSON and the report print the same list.
struct DetailGroup: Sendable {
  let key: String
  let title: String
  let entries: [Entry]

  /// One figure, or one for each model.
  struct Entry: Sendable {
    let key: String
    /// A description that needs no context.
    let label: String
    /// nil for a figure that is undefined.
    let value: Double?

    init(_ key: String, _ label: String, _ value: Double?) { (self.key, self.label, self.value) = (key, label, value) }
  }

  var json: JSONValue { .object(entries.map { ($0.key, .figure($0.value)) }) }
}

extension Evaluation {
  /// Every figure beyond those of the first page about choices, costs, a price, the pair and the permutation test. O(n · M · log n).
  var details: [DetailGroup] {
    [choiceDetails, costDetails, priceDetails, pairDetails, permutationDetails].compactMap { $0 }
  }

  private var choiceDetails: DetailGroup? {
    guard judgesChoices, !results.isDoublyRobust, let best = baselines.bestSingle else { return nil }
    let (choices, scores, models, weights) = (results.choices, results.scores, results.models, results.weights)
    let gains = RelativeGains(
      score: router.score, random: baselines.random, best: best.score, oracle: baselines.oracle)
    let probabilities = results.hasProbabilities ? results.complete.flatMap { results.predictions[$0] } : nil
    return DetailGroup(
      key: "choices", title: "Choices",
      entries: [
        .init(
          "macro_f1", "macro-F1 of “which model is best”",
          ConfusionMatrix(choices: choices, scores: scores, models: models, weights: weights).macroF1),
        .init(
          "top_2", "a best model among the two most probable",
          probabilities.flatMap { topKAccuracy(2, probabilities: $0, scores: scores, models: models, weights: weights) }
        ),
        .init(
          "recall_1", "chosen model right, where only one is (recall@1)",
          modelRecall(atMost: 1, choices: choices, scores: scores, models: models, weights: weights)),
        .init(
          "recall_2", "chosen model right, where one or two are (recall@2)",
          modelRecall(atMost: 2, choices: choices, scores: scores, models: models, weights: weights)),
        .init("gain_over_random", "relative gain over a random model (Gain@R)", gains.overRandom),
        .init("gain_over_best", "relative gain over the best single model (Gain@B)", gains.overBest),
        .init("gap_to_oracle", "relative gap to the oracle (Gap@O)", gains.belowOracle),
        .init("mean_regret", "mean regret, luck included", router.regret),
        .init(
          "mean_regret_split_runs", "mean regret, chosen by half of each prompt’s runs and judged on the other half",
          router.regretOfSplitRuns),
        .init(
          "cumulative_regret_half", "regret summed over the first half of the prompts",
          cumulative(choices, scores, models, at: (choices.count + 1) / 2)),
        .init(
          "cumulative_regret", "regret summed over all prompts",
          cumulative(choices, scores, models, at: choices.count)),
      ])
  }

  private func cumulative(_ choices: [Int], _ scores: [Double], _ models: Int, at count: Int) -> Double? {
    guard let weights = results.weights else {
      return cumulativeRegret(choices: choices, utilities: scores, models: models).prefix(count).last
    }
    let weighted = scores.indices.map { weights[$0 / models] * scores[$0] }
    return cumulativeRegret(choices: choices, utilities: weighted, models: models).prefix(count).last
  }

  private var costDetails: DetailGroup? {
    guard let results = results.priced, let costs = results.costs, let cost = router.cost,
      let (sweep, oracle, singles) = results.costQuality
    else { return nil }
    let score = results.average(results.routedScores)
    let optimal = OptimalChoice(
      choices: results.choices, scores: results.scores, costs: costs, models: results.models, weights: results.weights)
    let best = results.bestSingle
    let gains = sweep.flatMap { GainOverBest(router: $0.points, singles: singles) }
    let deferral = sweep.flatMap { DeferralCurve(router: $0.points, singles: singles) }
    let grid = sweep.flatMap { AIQ(router: $0.routerBenchPoints, oracle: oracle.points, singles: singles) }
    let ways = [CostQualityPoint(cost: cost, score: score)] + singles
    let rewards = [(1.0, 0.0), (0.5, 0.5), (0.2, 0.8)].map { alpha, beta in
      DetailGroup.Entry(
        "reward_\(fixed(alpha, 1))_\(fixed(beta, 1))",
        "reward \(fixed(alpha, 1))·P − \(fixed(beta, 1))·C, mapped over the router and the single models",
        PointsmanEvaluation.rewards(of: ways, alpha: alpha, beta: beta).first)
    }
    return DetailGroup(
      key: "costs", title: "Costs",
      entries: [
        .init("arena", "RouterArena’s score of the router", arenaScore(score: score, cost: cost)),
        .init(
          "arena_best_single", "RouterArena’s score of the best single model",
          arenaScore(score: singles[best].score, cost: singles[best].cost)),
        .init("opt_sel", "cheapest right model chosen, of solvable prompts (Opt.Sel)", optimal?.selection),
        .init("opt_cost", "cost of the cheapest right over the chosen models (Opt.Cost)", optimal?.cost),
        .init("opt_acc", "score over the oracle’s (Opt.Acc)", optimal?.accuracy),
        .init(
          "perf_gain", "best point of the sweep over the best single model, both chosen on these prompts (PerfGain)",
          gains?.performanceGain),
        .init(
          "cost_save", "saved at the best single model’s quality, by the best price on these prompts (CostSave)",
          gains?.costSaving),
        .init("deferral_area", "area under the deferral curve (UniRoute)", deferral?.area),
        .init("deferral_peak", "highest score of the sweep on these prompts (UniRoute)", deferral?.peak),
        .init("aiq_routerbench_grid", "AIQ on RouterBench’s grid of 32 prices", grid?.router),
      ] + rewards)
  }

  private var priceDetails: DetailGroup? {
    price.map { price in
      DetailGroup(
        key: "price", title: "A success is worth $\(significant(price.worth))",
        entries: [
          .init("willingness_to_pay", "what a success is worth, USD", price.worth),
          .init("score", "score of the router’s choices at that price", price.score),
          .init("cost", "their cost, USD", price.cost),
          .init("utility", "score less what it costs, in successes", price.utility),
          .init("regret", "mean regret: utility that perfect choices would add, luck included", price.regret),
          .init("regret_low", "its interval from", price.regretInterval?.low),
          .init("regret_high", "to", price.regretInterval?.high),
          .init(
            "regret_split_runs", "the same, chosen by half of each prompt’s runs and judged on the other half",
            price.regretOfSplitRuns?.value),
          .init("regret_split_runs_low", "its interval from", price.regretOfSplitRuns?.interval()?.low),
          .init("regret_split_runs_high", "to", price.regretOfSplitRuns?.interval()?.high),
          .init(
            "utility_best_single", "utility of \(results.table.models[price.bestSingle.model]), the best single one",
            price.bestSingle.utility),
          .init("regret_best_single", "its mean regret", price.bestSingle.regret),
        ])
    }
  }

  private var pairDetails: DetailGroup? {
    guard let pair, let columns = results.pairColumns(pair.names), let curve = results.pairCurve(pair.names)
    else { return nil }
    let entries = [0.2, 0.5, 0.8].flatMap { share -> [DetailGroup.Entry] in
      let percent = fixed(100 * share, 0)
      return [
        .init("pgr_\(percent)", "gap recovered by \(percent) % strong calls", gapRecovered(curve, at: share)),
        .init("score_\(percent)", "score at \(percent) % strong calls", curve.score(at: share)),
        .init(
          "optimal_score_\(percent)", "the most that \(percent) % strong calls can score",
          results.weights == nil
            ? optimalScore(share: share, weak: columns.weak, strong: columns.strong) : nil),
        .init(
          "quality_drop_\(percent)", "loss against the strong model with \(percent) % of prompts sent to the weak one",
          curve.qualityDrop(costAdvantage: share)),
        .init(
          "net_benefit_\(percent)",
          "net benefit of \(percent) % strong calls, priced so that all-strong is worth no more than all-weak",
          // λ(c̄_S − c̄_W) = S̄ − W̄: the price at which both ends are 0, so that what is left is the order's.
          curve.netBenefit(at: share, lambda: pair.gap.value, extraCost: 1)),
      ]
    }
    return DetailGroup(
      key: "pair", title: "\(pair.weak) or \(pair.strong)",
      entries: [
        .init("gap", "mean score of the strong model less the weak one’s", pair.gap.value),
        .init("gap_standard_error", "its standard error", pair.gap.standardError),
      ] + entries)
  }

  private func gapRecovered(_ curve: PairCurve, at share: Double) -> Double? {
    pair?.gap.isMeasurable == true ? curve.pgr(at: share) : nil
  }

  /// The same about each model's head, in the order of the models; none without probabilities. O(n · M · log n).
  var modelDetails: [DetailGroup] {
    guard results.hasProbabilities else { return [] }
    return results.table.models.indices.map { model in
      let (probabilities, labels, weights) = results.observed(model)
      let parts = BrierDecomposition(probabilities: probabilities, labels: labels, weights: weights)
      let chance = ChanceOfCalibration(reliabilityOf: probabilities, labels: labels, weights: weights)
      let line = CalibrationLine(probabilities: probabilities, labels: labels, weights: weights)
      return DetailGroup(
        key: results.table.models[model], title: "Predicted success of \(results.table.models[model])",
        entries: [
          .init(
            "auprc", "area under precision and recall (AUPRC)",
            averagePrecision(scores: probabilities, labels: labels, weights: weights)),
          .init("auc_pooled", "AUC over all folds at once", models[model].pooledAUC),
          .init(
            "ece_adaptive", "calibration error in bins of equal size",
            calibrationError(
              probabilities: probabilities, labels: labels, weights: weights, bins: .equalMass(15))),
          .init("calibration_slope", "calibration slope; below 1 is too sure", line?.slope),
          .init("calibration_intercept", "calibration intercept; above 0 is too pessimistic", line?.intercept),
          .init("brier_reliability", "Brier: reliability, what recalibration would win (CORP)", parts?.reliability),
          .init("brier_reliability_if_calibrated", "what a calibrated head shows on as many prompts", chance?.mean),
          .init("brier_resolution", "Brier: resolution, what the order knows", parts?.resolution),
          .init("brier_uncertainty", "Brier: uncertainty", parts?.uncertainty),
        ])
    }
  }

  private var permutationDetails: DetailGroup? {
    permutationTest.map { test in
      DetailGroup(
        key: "shuffled_control", title: "Control on shuffled outcomes",
        entries: [
          .init("deals", "times outcomes were shuffled", Double(test.permutations)),
          .init("auc", "mean AUC; chance is 0.5", test.auc?.mean),
          .init("auc_low", "its interval from", test.auc?.interval.low),
          .init("auc_high", "to", test.auc?.interval.high),
          .init("auc_lowest_deal", "lowest of them", test.auc?.spread.low),
          .init("auc_highest_deal", "highest of them", test.auc?.spread.high),
          .init("auc_optimism", "what it may lie above 0.5 by choosing on the same rows", test.optimism),
          .init("gain", "gain over the same choices in random order", test.gain.mean),
          .init("gain_low", "its interval from", test.gain.interval.low),
          .init("gain_high", "to", test.gain.interval.high),
          .init("gain_lowest_deal", "lowest of them", test.gain.spread.low),
          .init("gain_highest_deal", "highest of them", test.gain.spread.high),
        ])
    }
  }
}
