internal import PointsmanSupport

/// The reason why a router cannot route by a policy, a price list or a budget.
///
/// ```swift
/// do {
///   _ = try router.route(prompt, under: .willingnessToPay(0.05))
/// } catch RouterError.unsuitablePolicy(.unknownCost(let model)) {
///   print("give a price of \(model ?? "every model")")
/// }
/// ```
public enum PolicyError: Error, Equatable, CustomStringConvertible {
  /// The text is not JSON; `offset` is in bytes.
  case invalidJSON(source: Source, offset: Int, found: String, expected: String)
  /// A member of the JSON has a value of another kind; `found` is its text.
  case invalidMember(place: String, expected: String, found: String)
  /// An object of the JSON has a member that is not known.
  case unknownMember(place: String, member: String, known: [String])
  /// A number is outside its range, which `expected` states with its unit.
  case outOfRange(quantity: String, value: Double, expected: String)
  /// A name that is none of the router's models.
  case unknownModel(name: String, role: ModelRole, known: [String])
  /// An override names a feature that this version does not compute.
  case unknownFeature(name: String, known: [String])
  /// An override sends prompts to a model that the policy does not permit.
  case overrideNotPermitted(model: String)
  /// The allowed models and the required capabilities leave no model.
  case permitsNoModel
  /// A threshold, and the router was not trained on a pair.
  case thresholdWithoutPair
  /// The guard, and the router has no calibration errors.
  case guardWithoutReliability
  /// A utility without a willingness to pay or to wait.
  case utilityOfNothing
  /// The policy weighs cost. The router forecasts neither costs nor the tokens that prices would need.
  case neitherCostsNorTokens
  /// The policy weighs cost. It is unknown for this model, or for every model (nil).
  case unknownCost(model: String?)
  /// The policy weighs or bounds a time, `latency_s` or `first_token_s`. It is unknown for this model, or for every model
  /// (nil).
  case unknownTime(quantity: String, model: String?)
  /// The price list has no price for this model.
  case missingPrice(model: String)
  /// Prices, and the router does not forecast tokens.
  case pricesWithoutTokens
  /// A budget, and costs are unknown.
  case budgetWithoutCosts
  /// A budget together with another objective than probability, or with the guard.
  case budgetWithObjective
  /// The cheapest models cost more than the budget; both in USD.
  case budgetExceeded(budget: Double, least: Double)
  /// The forecast for this prompt is not a finite number.
  case nonFiniteForecast(quantity: String, model: String)
  /// The worth of a success is so small that the utility of a model is not a finite number.
  case worthTooSmall(model: String)
  /// No permitted model has a context window for the prompt.
  case noContextWindow(tokens: Int)
  /// None of the models that the caller has at present is permitted for the prompt.
  case noneAvailable(names: [String])
  /// No permitted model has these capabilities, which parts of the prompt need.
  case missingCapabilities([String])
  /// No permitted model is forecast to cost so little; both in USD.
  case nothingAffordable(maximum: Double, cheapest: Double)
  /// No permitted model is forecast to be so fast; both in seconds of the quantity.
  case nothingFastEnough(quantity: String, maximum: Double, fastest: Double)
  /// An error of the policy with this name.
  indirect case policy(name: String, PolicyError)

  /// The text that was read.
  public enum Source: String, Sendable {
    /// A file of named policies.
    case policyFile = "policy file"
    /// One policy, given with a request.
    case policy
    /// A list of prices.
    case priceList = "price list"
  }

  /// The place where a model is named.
  public enum ModelRole: String, Sendable {
    /// Among the policy's allowed models.
    case allowed = "the allowed model"
    /// As the guard's default model.
    case fallback = "the default"
    /// As the model of an override.
    case override = "the model of an override"
    /// As the current model of a conversation.
    case current = "the current model"
    /// In a list of prices.
    case priced = "the priced model"
    /// Among the facts of models.
    case described = "the described model"
  }

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .invalidJSON(let source, let offset, let found, let expected):
      "byte \(offset) of the \(source.rawValue) has \(found), not \(expected)"
    case .invalidMember(let place, let expected, let found): "\(place) must be \(expected), not \(found)"
    case .unknownMember(let place, let member, let known):
      "\(place) has \"\(member)\"; it may have \(known.joined(separator: ", "))"
    case .outOfRange(let quantity, let value, let expected): "\(quantity) must be \(expected), and \(value) is not"
    case .unknownModel(let name, let role, let known):
      "\(role.rawValue) \"\(name)\" is none of the router's models, \(known.listed)"
    case .unknownFeature(let name, let known):
      "an override names the feature \"\(name)\"; there are \(known.joined(separator: ", "))"
    case .overrideNotPermitted(let model): "an override sends prompts to \"\(model)\", which the policy does not permit"
    case .permitsNoModel: "it permits none of the router's models"
    case .thresholdWithoutPair:
      "a threshold needs a weak and a strong model: a router of two models, or one trained on a pair of its models"
    case .guardWithoutReliability:
      "the guard needs a router that knows its calibration errors; train it again with this version"
    case .utilityOfNothing: "a success must be worth USD, or seconds, or both"
    case .unknownCost(let model?):
      "the policy weighs cost, and no cost is known of \(model): give prices, train on outcomes of it with \"cost\", or "
        + "leave it out of the models allowed"
    case .unknownCost(nil):
      "the policy weighs cost, and the router was trained on outcomes without \"cost\": give prices, or train on outcomes "
        + "with \"cost\""
    case .neitherCostsNorTokens:
      "the policy weighs cost, and the router was trained on outcomes without \"cost\" and without tokens: train on "
        + "outcomes with \"cost\", or on outcomes with \"output_tokens\" and give prices"
    case .unknownTime(let quantity, let model?):
      "the policy weighs seconds, and no \"\(quantity)\" is known of \(model): train on outcomes of it with "
        + "\"\(quantity)\", or leave it out of the models allowed"
    case .unknownTime(let quantity, nil):
      "the policy weighs seconds, and the router was trained on outcomes without \"\(quantity)\": train on outcomes "
        + "with it"
    case .missingPrice(let model): "the price list has no price for \"\(model)\"; add it"
    case .pricesWithoutTokens:
      "prices need a router that forecasts tokens; train it on outcomes with \"output_tokens\" or \"output_chars\" for "
        + "every model"
    case .budgetWithoutCosts: "a budget needs forecasts of cost: give prices, or outcomes with \"cost\""
    case .budgetWithObjective:
      "a budget is spent by probability alone: leave thresholds, worth, quality and the guard out"
    case .budgetExceeded(let budget, let least):
      "the cheapest models would cost \(least) USD in all, more than the budget of \(budget)"
    case .nonFiniteForecast(let quantity, let model):
      "the router's forecast of the \(quantity) of \"\(model)\" is not a finite number for this prompt; choose a policy "
        + "that does not weigh it"
    case .worthTooSmall(let model):
      "a success is worth so little that the cost or time of \"\(model)\" is beyond any number of successes; give a "
        + "larger worth"
    case .noContextWindow(let tokens): "no permitted model has a context window for some \(tokens) tokens"
    case .noneAvailable(let names):
      "the rules permit none of the models that are available, \(names.isEmpty ? "none" : names.listed)"
    case .missingCapabilities(let names):
      "no permitted model has the capability \(names.map { "\"\($0)\"" }.joined(separator: " and ")), which parts of the "
        + "prompt need; permit one that has it"
    case .nothingAffordable(let maximum, let cheapest):
      "no permitted model is forecast to cost at most \(maximum) USD; the cheapest would cost \(cheapest)"
    case .nothingFastEnough(let quantity, let maximum, let fastest):
      "no permitted model is forecast to have \"\(quantity)\" of at most \(maximum) seconds; the fastest would take "
        + "\(fastest)"
    case .policy(let name, let error): "policy \"\(name)\": \(error)"
    }
  }
}
