internal import Pointsman
internal import PointsmanOutcomes

/// Every figure of one evaluation, as METRICS defines it. Scores are means in [0, 1], costs means in USD a prompt.
public struct Evaluation: Sendable {
  /// The origin of the predictions.
  public let regime: Regime
  /// Prompts evaluated.
  public let prompts: Int
  /// Of those, prompts on which every model was observed: the figures about choices are taken over these, unless they are
  /// fewer than ten of more; then choices are not judged. Battles of many models have none; only `battles` and `verdict`
  /// describe them.
  public let completePrompts: Int
  /// One a model, in the table's order.
  public let models: [ModelFigures]
  /// The quality of its choices.
  public let router: RouterFigures
  /// Choices that need no router.
  public let baselines: BaselineFigures
  /// The probabilities of the chosen models against their scores; nil unless the probabilities are of success.
  public let promises: PromisedFigures?
  /// For two models.
  public let pair: PairFigures?
  /// When costs are recorded and the single models differ in cost.
  public let curve: CurveFigures?
  /// The cost of keeping shares of the best model's quality; nil without costs or a pair.
  let operating: OperatingPoints?
  /// Score, cost and times of the models and of the router; nil where no outcome records a time.
  let sideBySide: SideBySide?
  /// The policy whose choices are judged; nil for the most likely model.
  let policy: Policy?
  /// Where rows are battles.
  public let battles: BattleFigures?
  /// The advice: to route or not.
  public let verdict: Verdict
  /// The figures on the same prompts without their tags, where the router has a context block. Fresh prompts often come
  /// without the tags that a benchmark has.
  public internal(set) var withoutTags: Untagged?
  /// Columns of the cross-validated trainings that did not reach the gradient asked for, in words; none as a rule.
  public internal(set) var warnings: [String] = []
  /// The same training on categories that it has not seen, where that was asked for.
  public package(set) var unseen: RegimeFigures?
  /// The value of more labels, where it was asked for.
  package var learningCurve: LearningCurve?
  /// The same training on permuted outcomes, where it was asked for.
  package var permutationTest: PermutationTest?
  /// Test prompts that are in the training data, where they were looked for.
  package var leaks: LeakCheck?
  /// The value of a success in USD, where one was given; `price` uses it.
  package var worth: Double?
  /// The place of this evaluation among all looks at the same outcomes, where they are counted.
  package var looks: LookCount?
  /// The seed of the resamples.
  let seed: UInt64
  /// The figures that can be known although choices cannot be judged; nil where they can.
  let partial: PartialOutcomes?
  /// The costs that are missing; nil where all are known, or none is.
  let costGaps: CostGaps?
  /// The findings about outcomes that are missing not at random; nil as a rule.
  let missingness: Missingness?
  /// The input that the figures were computed from, of the first division into folds.
  let results: RoutingResults
  /// The same of all divisions, one after another; `results` where prompts were divided once at most.
  let resultsOfDivisions: RoutingResults

  /// The origin of the predictions.
  public enum Regime: Sendable, Equatable, CustomStringConvertible {
    /// A finished router, on data that it was not trained on.
    case heldOut
    /// Every prompt by a router trained on the other folds.
    case crossValidated
    /// Every prompt by a router trained on other categories (or datasets).
    case leaveOut(Attribute)
    /// Choices from outside, by any router.
    case decisions

    /// As `--json` has it.
    public var description: String {
      switch self {
      case .heldOut: "held-out"
      case .crossValidated: "cross-validated"
      case .decisions: "decisions"
      case .leaveOut(let attribute): "leave-one-out:\(attribute.rawValue)"
      }
    }
  }

  /// The attributes by which whole groups of rows can be left out.
  public enum Attribute: String, Sendable, CaseIterable {
    /// The member of a row by that name.
    case category, dataset
  }

  /// The figures that can change where prompts come without tags.
  public struct Untagged: Sendable {
    /// One a model.
    public let models: [ModelFigures]
    /// The quality of its choices.
    public let router: RouterFigures
    /// For two models.
    public let pair: PairFigures?
  }
}

extension Evaluation {
  /// Computes every figure; `target` is the meaning of the probabilities.
  ///
  /// Where prompts were divided several times, `results` are those of the first division, from which lists of prompts are made, and
  /// `overDivisions` those of all divisions, one after another, from which means and intervals are.
  init(
    _ results: RoutingResults, overDivisions divisions: RoutingResults? = nil, regime: Regime, policy: Policy? = nil,
    baselines trainingRows: BaselineTrainingRows, pair: RouterManifest.Pair?, target: RoutingTarget = .success,
    seed: UInt64, threads: Int
  ) {
    let averaged = divisions ?? results
    resultsOfDivisions = averaged
    let bootstrap = Bootstrap(seed: seed, threads: threads)
    self.results = results
    self.seed = seed
    self.regime = regime
    prompts = results.table.rows.count
    completePrompts = results.completeCount
    partial = PartialOutcomes(results)
    costGaps = CostGaps(results.table)
    models = results.table.models.indices.map { ModelFigures(averaged, model: $0) }
    router = RouterFigures(averaged)
    sideBySide = SideBySide(results, averaged: averaged, router: router)
    baselines = BaselineFigures(results, averaged: averaged, trainingRows, seed: seed, threads: threads)
    promises = target == .success && !averaged.isDoublyRobust ? PromisedFigures(averaged) : nil
    missingness = Missingness(results.table)
    self.pair = PairFigures(averaged, pair ?? Self.pair(of: results), bootstrap)
    curve = CurveFigures(averaged, seed: seed)
    self.policy = policy
    operating = partial == nil && !averaged.isDoublyRobust ? OperatingPoints(averaged, pair: self.pair, bootstrap) : nil
    battles = BattleFigures(results, target: target, trainingRows: trainingRows)
    if let partial {
      verdict = battles.map { Verdict($0) } ?? Verdict(partial)
    } else {
      verdict = Verdict(
        averaged, policy: policy, pair: self.pair, operating: operating, seed: seed, threads: threads)
    }
  }

  /// The warning of few clusters where the verdict does not give it; nil as a rule.
  var fewClustersNote: String? { judgesChoices ? nil : resultsOfDivisions.fewClusters?.sentence }

  /// Why `train` and `cross-validate` can disagree, where the gain is so near the threshold that they may: its p-value is between 0.01 and
  /// 0.2. nil elsewhere, and where one router judged all prompts.
  var divisionNote: String? {
    guard regime == .crossValidated, let divisions = resultsOfDivisions.allDivisions, verdict.gain > 0,
      (0.01...0.2).contains(verdict.pValue)
    else { return nil }
    return divisions.count == 1
      ? "This gain is near the threshold, and another division into folds can have another verdict. The five divisions of "
        + "`cross-validate` decide more surely than one, as of `train`."
      : "This gain is near the threshold. `train` on these outcomes divides them once, so that its verdict can be another; this one is "
        + "the surer."
  }

  /// True if enough prompts have outcomes of every model to judge choices by.
  var judgesChoices: Bool { partial == nil }

  /// The evaluation with the figures of `untagged`, the predictions without tags, beside it; unchanged where that is nil.
  func comparing(_ untagged: RoutingResults?, seed: UInt64, threads: Int) -> Evaluation {
    guard let untagged else { return self }
    let bootstrap = Bootstrap(seed: seed, threads: threads)
    var compared = self
    compared.withoutTags = Untagged(
      models: untagged.table.models.indices.map { ModelFigures(untagged, model: $0) },
      router: RouterFigures(untagged),
      pair: PairFigures(untagged, pair?.names, bootstrap))
    return compared
  }

  /// Of exactly two models the one of lower mean score is the weak one.
  private static func pair(of results: RoutingResults) -> RouterManifest.Pair? {
    guard results.models == 2, !results.complete.isEmpty else { return nil }
    let strong = results.bestSingle
    return .init(weak: results.table.models[1 - strong], strong: results.table.models[strong])
  }

  /// A warning where the category alone gives every prompt its best model; nil as a rule.
  var categoryWarning: String? {
    guard let category = baselines.category, let best = baselines.bestSingle,
      category >= baselines.oracle - roundingError, baselines.oracle > best.score
    else { return nil }
    return
      "By category alone every prompt gets its best model (\(fixed(category))): the labels follow the categories, and "
      + "the scores tell how well a router finds them from the text."
  }
}

/// The few figures by which two regimes are compared.
public struct RegimeFigures: Sendable {
  /// The origin of the predictions.
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
  /// The advice in this regime; false, too, where choices cannot be judged.
  public let route: Bool
  let isKnown: Bool

  /// "route" or "don’t route" by the given apostrophe; "no verdict".
  func advice(_ apostrophe: Character) -> String {
    isKnown ? (route ? "route" : "don\(apostrophe)t route") : "no verdict"
  }

  init(_ evaluation: Evaluation) {
    let areas = evaluation.models.compactMap(\.auc)
    regime = evaluation.regime
    meanAUC = areas.isEmpty ? nil : mean(areas)
    meanLogLoss = mean(evaluation.models.map(\.logLoss).filter { !$0.isNaN })
    (score, scoreInterval) = (evaluation.router.score, evaluation.router.scoreInterval)
    (gain, gainInterval) = (evaluation.verdict.gain, evaluation.verdict.gainInterval)
    (apgr, apgrInterval) = (evaluation.pair?.apgr, evaluation.pair?.apgrInterval)
    (route, isKnown) = (evaluation.verdict.route, evaluation.verdict.isKnown)
  }
}
