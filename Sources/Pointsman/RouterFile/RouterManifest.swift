package import PointsmanSupport

/// The part of a router file that is words and small numbers. The weights are tensors beside it.
public struct RouterManifest: Sendable, Equatable {
  /// The highest format that this version reads and writes.
  public static let formatVersion = 2

  /// The format that the file has: the lowest whose programs understand all of it. Format 2 has forecasts of the time to first
  /// token and of the speed after it, and policies that weigh the first or bound a time.
  public var formatVersion: Int {
    let forecasts = usage?.heads.keys.contains(where: \.isOfFormat2) ?? false
    return forecasts || policies?.policies.values.contains(where: \.isOfFormat2) ?? false ? 2 : 1
  }

  /// The meaning of a probability.
  public package(set) var target: RoutingTarget
  /// In alphabetical order.
  public package(set) var models: [Model]
  /// The model that the others' probabilities of being preferred are against; nil unless that is the target.
  public package(set) var reference: String?
  /// The pair of a "weak or strong" router.
  public package(set) var pair: Pair?
  /// The entries of the blocks, in order. A router takes them from its heads.
  package internal(set) var blocks: [BlockEntry]
  /// The training data and folds.
  public package(set) var training: Training
  /// Forecasts of what models use on a prompt; nil when training recorded nothing of it.
  package var usage: Usage?
  /// Bounds beyond which a prompt is unlike those of training; nil without a lexical and a structural block.
  package var domainCheck: DomainCheck?
  /// Named policies and what they rest on; nil until some are given.
  public package(set) var policies: PolicyBook?
  /// Figures and verdict, as `pointsman evaluate --json` prints them; found out of fold on the training data.
  package var evaluation: JSONValue?
  /// Prompts with the probabilities that the trained router gave them.
  package var golden: [Golden]

  /// One of the models that prompts can be sent to.
  public struct Model: Sendable, Equatable {
    /// As the outcomes named it.
    public package(set) var name: String
    /// From its logit to its probability.
    package var calibration: Calibration
    /// The mean score in training, in [0, 1].
    public package(set) var meanScore: Double
    /// The mean cost in training, USD; nil when it was not recorded.
    public package(set) var meanCost: Double?
    /// How far its probabilities may be off; nil in files that older versions wrote.
    package var reliability: Reliability?
    /// The data that its head was fitted on, if `add-model` put it in later; nil for a model of the training.
    public package(set) var addition: Training?

    package init(name: String, calibration: Calibration, meanScore: Double, meanCost: Double?) {
      (self.name, self.calibration, self.meanScore, self.meanCost) = (name, calibration, meanScore, meanCost)
    }
  }

  /// Two of the models: a cheap one and the one that is better as a rule.
  public struct Pair: Sendable, Equatable {
    /// The cheap one.
    public package(set) var weak: String
    /// The better one.
    public package(set) var strong: String

    /// A pair, by the models' names. Training checks that both are models of the outcomes.
    public init(weak: String, strong: String) {
      (self.weak, self.strong) = (weak, strong)
    }
  }

  /// The data that the router was trained on, and the folds.
  public struct Training: Sendable, Equatable {
    /// Prompts.
    public package(set) var rows: Int
    /// SHA-256 of the training data as read: prompts, scores, costs and weights in order.
    public package(set) var dataDigest: String
    /// Folds of the cross-validation that chose penalties, stacking weights and calibration.
    public package(set) var folds: Int
    /// The seed of the assignment of prompts to folds.
    public package(set) var seed: UInt64
    /// The sketch by which its prompts are recognised; nil in files that older versions wrote.
    package var prompts: PromptSketch?

    package init(rows: Int, dataDigest: String, folds: Int, seed: UInt64) {
      (self.rows, self.dataDigest, self.folds, self.seed) = (rows, dataDigest, folds, seed)
    }
  }

  /// A prompt by which a router can be checked.
  package struct Golden: Sendable, Equatable {
    /// One of Pointsman's own.
    package var prompt: Prompt
    /// One a model, as the router gave them when it was trained.
    package var probabilities: [Double]
  }

  /// A manifest without blocks and golden prompts.
  /// The weak and the strong model that a threshold chooses between: the pair or, of exactly two models, that of lower and
  /// that of higher mean score in training.
  package var thresholdPair: Pair? {
    guard pair == nil, models.count == 2 else { return pair }
    let (first, second) = (models[0], models[1])
    return second.meanScore > first.meanScore
      ? Pair(weak: first.name, strong: second.name) : Pair(weak: second.name, strong: first.name)
  }

  /// True if the output tokens of every model are forecast, as prices need.
  package var forecastsTokens: Bool { usage?.heads[.outputTokens]?.allSatisfy { $0 != nil } ?? false }

  package init(target: RoutingTarget, models: [Model], pair: Pair?, training: Training) {
    (self.target, self.models, self.pair, self.training) = (target, models, pair, training)
    (blocks, golden) = ([], [])
  }

  /// The vectors that a prompt must bring along, at most one a block.
  public var vectors: [VectorSpecification] { blocks.compactMap(VectorSpecification.init) }
}
