/// Every figure of one evaluation, as METRICS defines it. Scores are means in [0, 1], costs means in USD a prompt.
public struct Evaluation: Sendable {
  /// How the predictions came about.
  public let regime: Regime
  /// Prompts judged.
  public let prompts: Int
  /// Of those, prompts on which every model was observed: the figures about choices are taken over these. Battles of many
  /// models have none, and `battles` and `verdict` alone say anything of them.
  public let completePrompts: Int
  /// One a model, in the table's order.
  public let models: [ModelFigures]
  /// What its choices come to.
  public let router: RouterFigures
  /// What needs no router.
  public let baselines: BaselineFigures
  /// For two models.
  public let pair: PairFigures?
  /// When costs are recorded and the single models differ in cost.
  public let curve: CurveFigures?
  /// Where rows are battles.
  public let battles: BattleFigures?
  /// Whether routing pays.
  public let verdict: Verdict
  /// The figures on the same prompts without their tags, where the router has a context block: what a prompt gets of
  /// which nobody knows as much as the benchmark does.
  public internal(set) var withoutTags: Untagged?
  /// Columns of the cross-validated trainings that did not reach the gradient asked for, in words; none as a rule.
  public internal(set) var warnings: [String] = []
  /// The same recipe on prompts of a kind it has not seen, where that was asked for.
  public package(set) var unseen: RegimeFigures?
  /// What more labels would be worth, where it was asked for.
  package var learningCurve: LearningCurve?
  /// The recipe on outcomes dealt to the wrong prompts, where it was asked for.
  package var control: PermutationTest?
  /// Test prompts that stand in the training data, where it was looked for.
  package var leaks: LeakCheck?
  /// What a success is worth, USD, where that was said: the price of `price`.
  package var worth: Double?
  /// What fixed the resamples.
  let seed: UInt64
  /// What the figures were computed from.
  let judged: RoutingResults

  /// Where the predictions came from.
  public enum Regime: Sendable, Equatable, CustomStringConvertible {
    /// A finished router, on data that it was not trained on.
    case heldOut
    /// Every prompt by a router trained on the other folds.
    case crossValidated
    /// Every prompt by a router trained on other categories (or datasets).
    case leaveOut(Attribute)
    /// Choices that were handed in, by whatever router.
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

  /// What whole groups of rows can be left out by.
  public enum Attribute: String, Sendable, CaseIterable {
    /// The member of a row by that name.
    case category, dataset
  }

  /// What can be different where prompts come without tags.
  public struct Untagged: Sendable {
    /// One a model.
    public let models: [ModelFigures]
    /// What its choices come to.
    public let router: RouterFigures
    /// For two models.
    public let pair: PairFigures?
  }

  /// How good one model is, and how well its head predicts that.
  public struct ModelFigures: Sendable {
    /// As the outcomes name it.
    public let name: String
    /// Prompts it was observed on: the other figures are taken over these.
    public let observed: Int
    /// Mean score.
    public let score: Double
    /// Mean cost, USD; nil when costs are not recorded.
    public let cost: Double?
    /// Share of prompts that the router sends to it.
    public let share: Double
    /// The chance that the head ranks a prompt the model solves above one it does not; nil when every score is the
    /// same.
    ///
    /// Under cross-validation it is taken within each fold and averaged: the folds' routers have intercepts of their
    /// own, which differ by chance, and opposite to the rows they hold out. Over all rows at once a head that knows
    /// nothing is pushed below one half by that.
    public let auc: Double?
    /// The same over all rows at once, whichever fold's router they were judged by.
    public let pooledAUC: Double?
    /// Nats; not a number where there are no probabilities, like the two below.
    public let logLoss: Double
    /// Mean squared error of the probabilities.
    public let brier: Double
    /// Expected calibration error over 15 bins of equal width.
    public let ece: Double
  }

  /// How good the router's choices are.
  public struct RouterFigures: Sendable {
    /// Mean score of the models chosen.
    public let score: Double
    /// At 95 %.
    public let scoreInterval: Interval?
    /// Mean cost, USD; nil when costs are not recorded.
    public let cost: Double?
    /// Share of prompts whose chosen model none beats.
    public let accuracy: Double
    /// Mean of the best score minus the chosen model's.
    public let regret: Double
  }

  /// Mean scores of what takes no router.
  public struct BaselineFigures: Sendable {
    /// The model of highest mean score; of equals the cheaper.
    public let bestSingle: (model: String, score: Double)
    /// Any model with equal chance.
    public let random: Double
    /// The most probable model by prompt length alone.
    public let length: Double?
    /// The best model of the prompt's category in training; nil without categories.
    public let category: Double?
    /// The best model among the 40 nearest prompts, and among the 100 nearest.
    public let nearest40: Double?
    /// The same with 100 of them.
    public let nearest100: Double?
    /// How many prompts, drawn at random, were compared with each other for these two, where there were too many for all.
    public let nearestSample: Int?
    /// The best model of each prompt, known afterwards.
    public let oracle: Double
    /// What length, category and nearest prompts learned from.
    public let source: Source

    /// Where baselines that learn take their outcomes from.
    public enum Source: String, Sendable {
      /// The outcomes that the router was trained on.
      case training = "training rows"
      /// The judged prompts of other folds.
      case otherFolds = "other folds of the judged rows"
    }
  }

  /// "Weak or strong": what the order of prompts by P(strong) − P(weak) is worth.
  ///
  /// Where the gap between the two is no larger than chance makes it, the figures that divide by it are nil.
  public struct PairFigures: Sendable {
    /// The model that prompts go to by default.
    public let weak: String
    /// The model that the router calls for.
    public let strong: String
    /// Between their mean scores.
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
  }

  /// What a budget buys.
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
  }
}
