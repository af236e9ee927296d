/// The rules by which one model is chosen for a prompt. Names and numbers are checked once, when a policy is bound to a
/// router (`BoundPolicy`).
///
/// ```swift
/// var policy = Policy(.quality(0.8))
/// policy.allowed = ["small", "large"]
/// policy.maximumCost = 0.02
/// let decision = try router.route(prompt, under: policy)
/// ```
///
/// The rules come first: which models are permitted at all, and which prompts have a model fixed for them. Among the
/// permitted models the objective chooses. The guard has the last word: it falls back on the default model where the
/// evidence for the choice is weak.
public struct Policy: Sendable, Equatable {
  /// The measure by which the choice is made.
  public var objective: Objective
  /// The only models to choose among; nil for all of the router's.
  public var allowed: [String]?
  /// The capabilities that a model must have, in the words of `ModelFacts`.
  public var required: [String] = []
  /// USD that the answer may cost at most, as forecast; nil sets no bound.
  public var maximumCost: Double?
  /// Seconds that the answer may take at most, as forecast; nil sets no bound.
  public var maximumLatency: Double?
  /// Seconds that the answer's first token may take at most, as forecast; nil sets no bound.
  public var maximumFirstToken: Double?
  /// Prompts with a model of their own; the first that applies decides. One whose model the rules above, or its context
  /// window, shut out for a prompt is passed over.
  public var overrides: [Override] = []
  /// The model that the guard falls back on; nil takes the permitted one of highest mean score in training.
  public var fallback: String?
  /// True if the policy falls back where the lead is within its calibration error, or the prompt unlike those of training.
  public var isGuarded = false
  /// The least gain for which a conversation changes its model, in the objective's own unit.
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
    Policy(.utility(willingnessToPay: willingness, willingnessToWait: nil))
  }
}

/// The rule by which one of the permitted models is chosen.
public enum Objective: Sendable, Equatable {
  /// The highest probability; of several models the cheaper, then the first by name.
  case mostLikely
  /// Of the router's pair the strong model where P(strong) − P(weak) is at least this, else the weak one.
  case threshold(Double)
  /// The highest utility, P − cost / W − latency / L − time to first token / F, with W the willingness to pay in USD a
  /// success, L the willingness to wait for the answer and F that to wait for its first token, both in seconds a success; nil
  /// leaves one out. Who reads an answer as it comes weighs its first token.
  case utility(
    willingnessToPay: Double?, willingnessToWait: Double?, willingnessToWaitForFirstToken: Double? = nil)
  /// The cheapest model whose probability is at least this; where none reaches it, the most likely.
  case quality(Double)

  /// True if forecasts of cost decide.
  var weighsCost: Bool {
    switch self {
    case .mostLikely, .threshold: false
    case .utility(let pay, _, _): pay != nil
    case .quality: true
    }
  }

  /// The times that the choice depends on.
  var weighedTimes: [Usage.Quantity] {
    guard case .utility(_, let wait, let first) = self else { return [] }
    return (wait == nil ? [] : [.latency]) + (first == nil ? [] : [.firstToken])
  }

  /// The error of its numbers; nil when there is none.
  var validationError: PolicyError? {
    switch self {
    case .mostLikely: return nil
    case .threshold(let threshold):
      return threshold.isFinite
        ? nil : .outOfRange(quantity: "a threshold", value: threshold, expected: "a finite number")
    case .utility(let pay, let wait, let first):
      let worths = [pay, wait, first].compactMap(\.self)
      guard !worths.isEmpty else { return .utilityOfNothing }
      for value in worths where !(value > 0 && value.isFinite) {
        return .outOfRange(quantity: "the worth of a success", value: value, expected: "positive and finite")
      }
      return nil
    case .quality(let quality):
      return 0...1 ~= quality ? nil : .outOfRange(quantity: "a quality", value: quality, expected: "from 0 to 1")
    }
  }
}

extension Policy {
  /// The bounds on times, in seconds.
  var timeBounds: [(quantity: Usage.Quantity, bound: Double)] {
    [(.latency, maximumLatency), (.firstToken, maximumFirstToken)].compactMap { quantity, bound in
      bound.map { (quantity, $0) }
    }
  }

  /// The times that must be known of every permitted model.
  var neededTimes: [Usage.Quantity] {
    let weighed = objective.weighedTimes
    return weighed + timeBounds.map(\.quantity).filter { !weighed.contains($0) }
  }

  /// True if only programs that read format 2 know all of its rules.
  var isOfFormat2: Bool {
    if case .utility(_, _, _?) = objective { return true }
    return !timeBounds.isEmpty
  }
}

/// A rule that sends some prompts to one model, at any probabilities.
public struct Override: Sendable, Equatable {
  /// Which prompts it is for.
  public var condition: Condition
  /// The model that they get.
  public var model: String
  /// Why, in words that a decision quotes.
  public var reason: String

  /// A property of a prompt.
  public enum Condition: Sendable, Equatable {
    /// A structural feature is at least this: for counts, log(1 + n) of n, so that one has the value 0.69.
    case feature(name: String, atLeast: Double)
    /// The caller's tag of this name has this value.
    case tag(name: String, value: String)
  }

  /// A rule that sends prompts of `condition` to `model`.
  public init(_ condition: Condition, model: String, reason: String) {
    (self.condition, self.model, self.reason) = (condition, model, reason)
  }

  /// True if the prompt meets the condition.
  func applies(to reading: inout PromptReading) -> Bool {
    switch condition {
    case .feature(let name, let bound):
      guard let index = StructuralFeatures.names.firstIndex(of: name) else { return false }
      return Double(reading.structuralFeatures[index]) >= bound
    case .tag(let name, let value): return reading.prompt.tags[name] == value
    }
  }
}

/// Facts about a model that its outcomes do not show.
public struct ModelFacts: Sendable, Equatable {
  /// Its capabilities, in words of the caller's choosing: "vision", "tools".
  public var capabilities: [String]
  /// Tokens that it reads at most; nil sets no bound.
  public var contextWindow: Int?

  /// Facts of one model.
  public init(capabilities: [String] = [], contextWindow: Int? = nil) {
    (self.capabilities, self.contextWindow) = (capabilities, contextWindow)
  }
}

/// The named policies of a router, and the facts of its models that they rest on: data that its file carries.
///
/// ```swift
/// var book = PolicyBook()
/// book.facts["large"] = ModelFacts(capabilities: ["vision"], contextWindow: 400_000)
/// book.policies["thrifty"] = .willingnessToPay(0.01)
/// try router.withPolicies(book).write(to: "my.router")
/// ```
public struct PolicyBook: Sendable, Equatable {
  /// By model.
  public var facts: [String: ModelFacts] = [:]
  /// By name: `junior`, `senior`.
  public var policies: [String: Policy] = [:]

  /// An empty book.
  public init() {}
}
