/// A router under a policy: everything by name is looked up, and every number checked, once for all prompts.
public struct BoundPolicy: Sendable {
  /// What is wanted of a choice.
  public let policy: Policy
  /// What says how likely each model is to succeed.
  public let router: Router
  /// M prices; nil where forecasts go by recorded costs.
  private let prices: [PriceList.Price]?
  /// Models that the policy permits for any prompt.
  private let permitted: [Int]
  /// The model that the guard falls back on.
  private let fallback: Int

  /// Throws `RouterError.unsuitablePolicy`, saying what the policy lacks or asks of a router that cannot give it.
  public init(_ router: Router, under policy: Policy, prices list: PriceList? = nil) throws(RouterError) {
    if let fault = router.manifest.fault(of: policy) { throw .unsuitablePolicy(reason: fault) }
    let models = router.manifest.models
    let permitted = router.manifest.permitted(under: policy)
    if let list {
      for name in list.prices.keys.sorted() where !router.models.contains(name) {
        throw .unsuitablePolicy(
          reason: "the price list names \"\(name)\", which is none of the router's models, "
            + router.models.joined(separator: ", "))
      }
      for m in models.indices where list.prices[models[m].name] == nil {
        throw .unsuitablePolicy(reason: "the price list has no price for \"\(models[m].name)\"; add it")
      }
      guard router.manifest.usage?.heads[.outputTokens]?.allSatisfy({ $0 != nil }) ?? false else {
        throw .unsuitablePolicy(
          reason: "prices need a router that foresees tokens; train it on outcomes with \"output_tokens\" "
            + "or \"output_chars\" for every model")
      }
    }
    (self.router, self.policy, self.permitted) = (router, policy, permitted)
    prices = list.map { list in models.map { list.prices[$0.name]! } }
    fallback =
      policy.fallback.flatMap(router.models.firstIndex(of:))
      ?? permitted.max { (models[$0].meanScore, -$0) < (models[$1].meanScore, -$1) }!
    let known = router.manifest.usage
    for m in permitted {
      if policy.objective.weighsCost || policy.maximumCost != nil, list == nil, models[m].meanCost == nil,
        known?.heads[.cost]?[m] == nil
      {
        throw .unsuitablePolicy(
          reason: "the policy weighs cost, and the router was trained on outcomes without: give prices, or outcomes "
            + "with \"cost\"")
      }
      if case .worth(_, _?) = policy.objective, known?.heads[.latency]?[m] == nil {
        throw .unsuitablePolicy(
          reason: "the policy weighs seconds, and the router was trained on outcomes without \"latency_s\"")
      }
    }
  }

  /// Chooses a model for `prompt`; `current` is the model that a conversation is with.
  ///
  /// Throws `RouterError.unsuitablePolicy` where the rules leave no model for this prompt.
  public func route(_ prompt: Prompt, current: String? = nil) throws(RouterError) -> Decision {
    let features = readsForm ? StructuralFeatures.values(of: prompt) : []
    var options = Candidates(
      models: router.manifest.models, pair: router.manifest.pair, target: router.manifest.target,
      probabilities: try router.probabilities(for: prompt), costs: costs(prompt, features),
      latencies: router.manifest.usage?.amounts(of: .latency, features: features) ?? [])
    let permitted = try permitted(for: prompt, options)
    options.permitted = permitted
    for override in policy.overrides where override.applies(to: prompt, features: features) {
      let model = router.models.firstIndex(of: override.model)!
      guard permitted.contains(model) else { continue }
      return options.decision(Candidates.Choice(model: model, rule: .override, reason: override.reason))
    }
    var choice = options.choice(permitted, policy.objective)
    if policy.isGuarded, permitted.count > 1, choice.model != fallback, permitted.contains(fallback),
      let doubt = doubt(prompt, choice)
    {
      (choice.model, choice.rule, choice.reason) = (fallback, .guarded, doubt)
    }
    if let current {
      guard let m = router.models.firstIndex(of: current) else {
        throw .unsuitablePolicy(reason: "the current model \"\(current)\" is none of the router's models")
      }
      let gain = options.utility(choice.model, policy.objective) - options.utility(m, policy.objective)
      if m != choice.model, permitted.contains(m), gain <= policy.switchingCost {
        (choice.model, choice.rule) = (m, .stays)
        choice.reason = "stays with the current model: a switch would gain \(rounded(gain))"
      }
    }
    return options.decision(choice)
  }

  /// Whether anything beside the probabilities asks for the structural features.
  private var readsForm: Bool { router.manifest.usage != nil || !policy.overrides.isEmpty }

  private func costs(_ prompt: Prompt, _ features: [Float]) -> [Double?] {
    let usage = router.manifest.usage
    if let prices, let tokens = usage?.amounts(of: .outputTokens, features: features) {
      let input = usage?.amounts(of: .inputTokens, features: features) ?? []
      return prices.indices.map { m in
        let read = (input.isEmpty ? nil : input[m]) ?? Double(prompt.estimatedTokens)
        return tokens[m].map { prices[m].cost(input: read, output: $0) }
      }
    }
    return router.expectedCosts(features: features)
  }

  /// The models whose context window and cost suit the prompt.
  private func permitted(for prompt: Prompt, _ options: Candidates) throws(RouterError) -> [Int] {
    let facts = router.manifest.policies?.facts ?? [:]
    let tokens = facts.isEmpty ? 0 : prompt.estimatedTokens
    let fitting = permitted.filter { tokens <= facts[router.models[$0]]?.contextWindow ?? .max }
    guard !fitting.isEmpty else {
      throw .unsuitablePolicy(reason: "no permitted model has a context window for some \(tokens) tokens")
    }
    guard let bound = policy.maximumCost else { return fitting }
    let affordable = fitting.filter { options.costs[$0]! <= bound }
    guard !affordable.isEmpty else {
      let cheapest = fitting.compactMap { options.costs[$0] }.min()!
      throw .unsuitablePolicy(
        reason: "no permitted model is forecast to cost at most \(bound) USD; the cheapest would cost \(cheapest)")
    }
    return affordable
  }

  /// Why the choice is not to be trusted; nil where it is.
  private func doubt(_ prompt: Prompt, _ choice: Candidates.Choice) -> String? {
    if let domainCheck = router.manifest.domainCheck,
      let fault = domainCheck.fault(of: router.distanceFromTraining(of: prompt))
    {
      return "guard: \(fault)"
    }
    guard let error = choice.marginError, choice.margin <= error else { return nil }
    return "guard: the lead of \(rounded(choice.margin)) lies within its standard error, \(rounded(error))"
  }
}

/// Three decimals, for a reason in words.
func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
