/// What is wanted of a choice. A value: names and numbers are checked once, when it meets a router (`BoundPolicy`).
///
/// The rules come first: which models are permitted at all, and which prompts have a model fixed for them. Among the
/// permitted models the objective chooses. The guard has the last word: it falls back on the default model where the
/// evidence for the choice is weak.
public struct Policy: Sendable, Equatable {
  /// What the choice weighs.
  public var objective: Objective
  /// The only models to choose among; nil for all of the router's.
  public var allowed: [String]?
  /// What a model must be capable of, in the words of `ModelFacts`.
  public var required: [String] = []
  /// USD that the answer may cost at most, as forecast; nil sets no bound.
  public var maximumCost: Double?
  /// Prompts with a model of their own; the first that applies decides. One whose model the rules above, or its context
  /// window, shut out for a prompt is passed over.
  public var overrides: [Override] = []
  /// The model that the guard falls back on; nil takes the permitted one of highest mean score in training.
  public var fallback: String?
  /// Whether to fall back where the lead is within its standard error, or the prompt unlike those of training.
  public var isGuarded = false
  /// What a change of model in a conversation must gain to be made, in the objective's own unit.
  public var switchingCost = 0.0

  /// A policy that permits every model and has no rule but `objective`.
  public init(_ objective: Objective) {
    self.objective = objective
  }

  /// The model of highest probability; of several, the cheaper, then the first by name.
  public static let mostLikely = Policy(.mostLikely)

  /// Between a weak and a strong model: the strong one where P(strong) − P(weak) is at least `threshold`.
  public static func threshold(_ threshold: Double) -> Policy { Policy(.threshold(threshold)) }

  /// The model of highest P − expected cost / willingness, in USD that a success is worth.
  public static func willingnessToPay(_ willingness: Double) -> Policy {
    Policy(.worth(usd: willingness, seconds: nil))
  }
}
