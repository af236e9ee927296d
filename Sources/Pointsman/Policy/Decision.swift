package import PointsmanSupport

/// The model chosen for a prompt, with the figures that it rests on.
public struct Decision: Sendable, Equatable {
  /// The chosen model.
  public let model: String
  /// Names of all M models, in the order of every list below.
  public internal(set) var models: [String] = []
  /// For every model its probability, in the order of `Router.models`.
  public let probabilities: [Double]
  /// For every model the calibration error of probabilities like its own on prompts held out in training; nil where the router
  /// does not know.
  public let calibrationErrors: [Double?]
  /// For every model USD, as forecast for this prompt, or its mean in training; nil where costs are not known.
  public let costs: [Double?]
  /// For every model seconds, as forecast for this prompt; nil where latencies were not recorded.
  public let latencies: [Double?]
  /// For every model seconds until the first token of its answer, as forecast for this prompt; nil where they were not
  /// recorded.
  public internal(set) var firstTokenTimes: [Double?] = []
  /// For every model tokens a second after the first, as forecast for this prompt; nil where they are not known.
  public internal(set) var outputSpeeds: [Double?] = []
  /// For every model whether the rules leave it for this prompt: allowed, capable, with a context window that holds it
  /// and a forecast cost and forecast times within the bounds.
  public let isPermitted: [Bool]
  /// Indices of the permitted models: the chosen one, then the others in the order in which the policy would choose them. One
  /// falls back on them in turn where a model cannot answer.
  public internal(set) var ranking: [Int] = []
  /// By how much the chosen model beats the next best, in the measure that the policy compares.
  public let margin: Double
  /// The calibration error of the margin, the two models' errors taken as independent; nil where it is not known.
  public let marginError: Double?
  /// USD, the chosen model's forecast.
  public let expectedCost: Double?
  /// The rule that decided.
  public let rule: Rule
  /// One clause in words.
  public let reason: String

  /// The rules that can decide.
  public enum Rule: String, Sendable, CaseIterable {
    /// The policy's objective weighed the models, or an override named one.
    case objective, override
    /// The evidence was weak: the default model.
    case guarded = "guard"
    /// A conversation stays where it is.
    case stays
    /// The prompt has no text, an image alone, say: the default model.
    case withoutText = "default"
  }

  /// The same prompt given to another model, for a reason that has no margin of its own.
  func moved(to m: Int, of models: [String], reason: String) -> Decision {
    Decision(
      model: models[m], models: models, probabilities: probabilities, calibrationErrors: calibrationErrors,
      costs: costs, latencies: latencies, firstTokenTimes: firstTokenTimes, outputSpeeds: outputSpeeds,
      isPermitted: isPermitted, ranking: [m] + ranking.filter { $0 != m }, margin: 0, marginError: nil,
      expectedCost: costs[m], rule: .objective, reason: reason)
  }
}

extension Decision {
  /// The probability of the model of this name; nil where the router has no such model.
  ///
  /// ```swift
  /// let decision = try router.route(Prompt("Write a unit test"))
  /// print(decision.probability(of: "small") ?? .nan)
  /// ```
  public func probability(of name: String) -> Double? { models.firstIndex(of: name).map { probabilities[$0] } }

  /// USD that the answer of the model of this name is forecast to cost; nil where it is not known, or there is no such
  /// model.
  public func cost(of name: String) -> Double? { models.firstIndex(of: name).flatMap { costs[$0] } }

  /// Seconds that the model of this name is forecast to take; nil where they are not known, or there is no such model.
  public func latency(of name: String) -> Double? { models.firstIndex(of: name).flatMap { latencies[$0] } }

  /// Seconds until the first token that the model of this name is forecast to take; nil where they are not known, or there
  /// is no such model.
  public func firstTokenTime(of name: String) -> Double? {
    models.firstIndex(of: name).flatMap { firstTokenTimes.isEmpty ? nil : firstTokenTimes[$0] }
  }

  /// Tokens a second after the first that the model of this name is forecast to give; nil where they are not known, or there
  /// is no such model.
  public func outputSpeed(of name: String) -> Double? {
    models.firstIndex(of: name).flatMap { outputSpeeds.isEmpty ? nil : outputSpeeds[$0] }
  }

  /// The decision as `pointsman route --json` prints it.
  package func json(id: String?, router: Router) -> JSONValue {
    func byModel(_ values: [Double?]) -> JSONValue { .object(zip(router.models, values).map { ($0, .figure($1)) }) }
    return .object([
      ("id", id.map(JSONValue.string) ?? .null),
      ("model", .string(model)),
      ("probabilities", byModel(probabilities)),
      ("calibration_errors", byModel(calibrationErrors)),
      ("costs", byModel(costs)),
      ("latencies", byModel(latencies)),
      ("first_token_times", byModel(firstTokenTimes)),
      ("output_speeds", byModel(outputSpeeds)),
      ("margin", .figure(margin)),
      ("margin_error", .figure(marginError)),
      ("expected_cost", .figure(expectedCost)),
      ("rule", .string(rule.rawValue)),
      ("reason", .string(reason)),
      ("router", .string(String(router.digest.prefix(12)))),
    ])
  }
}
