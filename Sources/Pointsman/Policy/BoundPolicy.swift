internal import PointsmanSupport

extension Router {
  /// Chooses a model for `prompt`.
  ///
  /// ```swift
  /// let decision = try router.route(prompt, under: .willingnessToPay(0.05))
  /// print(decision.model, decision.reason)
  /// ```
  ///
  /// Throws `RouterError.unsuitablePolicy` when the policy needs what the router lacks: a weak and a strong model, or
  /// costs. For many prompts under one policy make a `BoundPolicy`, which checks it once.
  public func route(_ prompt: Prompt, under policy: Policy = .mostLikely) throws(RouterError) -> Decision {
    try BoundPolicy(self, under: policy).route(prompt)
  }

  /// Those of `needs` that the facts give to no model, in order: a prompt that needs one may go to any. Nearly every model
  /// takes tools, so that these are not among them.
  package func unknownCapabilities(among needs: Set<String>) -> [String] {
    let facts = manifest.policies?.facts ?? [:]
    return needs.subtracting([Prompt.tools]).filter { need in !facts.values.contains { $0.capabilities.contains(need) }
    }.sorted()
  }

  /// The policy that the router's file has under this name; one that it lacks is an error.
  public func policy(named name: String) throws(RouterError) -> Policy {
    let policies = manifest.policies?.policies ?? [:]
    guard let policy = policies[name] else { throw .unknownPolicy(name: name, known: policies.keys.sorted()) }
    return policy
  }

  /// The router with other named policies; one that does not suit it is an error.
  public func withPolicies(_ book: PolicyBook) throws(RouterError) -> Router {
    if let error = manifest.validationError(for: book) { throw .unsuitablePolicy(error) }
    return try with { $0.policies = book }
  }
}

/// A router under a policy: everything by name is looked up, and every number checked, once for all prompts.
///
/// ```swift
/// let rules = try BoundPolicy(router, under: try router.policy(named: "senior"))
/// for prompt in prompts { print(try rules.route(prompt).model) }
/// ```
public struct BoundPolicy: Sendable {
  /// The rules.
  public let policy: Policy
  /// The source of every model's probability.
  public let router: Router
  /// The names of its models.
  private let names: [String]
  /// M prices; nil where forecasts go by recorded costs.
  private let prices: [PriceList.Price]?
  /// The policy's overrides, each with its model.
  private let overrides: [(override: Override, model: Int)]
  /// Models that the policy permits for any prompt.
  private let permitted: [Int]
  /// The model that the guard falls back on.
  private let fallback: Int

  /// Throws `RouterError.unsuitablePolicy` when the policy is incomplete, or asks for what the router does not have.
  public init(_ router: Router, under policy: Policy, prices list: PriceList? = nil) throws(RouterError) {
    if let error = router.manifest.validationError(for: policy) { throw .unsuitablePolicy(error) }
    let models = router.manifest.models
    let permitted = router.manifest.permitted(under: policy)
    let forecastsTokens = router.manifest.forecastsTokens
    if let list {
      let known = Set(models.map(\.name))
      if let name = list.prices.keys.sorted().first(where: { !known.contains($0) }) {
        throw .unsuitablePolicy(.unknownModel(name: name, role: .priced, known: router.models))
      }
      for m in models.indices where list.prices[models[m].name] == nil {
        throw .unsuitablePolicy(.missingPrice(model: models[m].name))
      }
      guard forecastsTokens else { throw .unsuitablePolicy(.pricesWithoutTokens) }
    }
    (self.router, self.policy, self.permitted) = (router, policy, permitted)
    names = router.models
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    overrides = policy.overrides.map { ($0, places[$0.model]!) }
    prices = list.map { list in models.map { list.prices[$0.name]! } }
    fallback = policy.fallback.flatMap(router.models.firstIndex(of:)) ?? Self.best(of: permitted, models)
    let known = router.manifest.usage
    for m in permitted {
      if policy.objective.weighsCost || policy.maximumCost != nil, list == nil, models[m].meanCost == nil,
        known?.heads[.cost]?[m] == nil
      {
        // Where costs of others are known, it is this model that lacks them.
        let known = models.indices.contains { models[$0].meanCost != nil || known?.heads[.cost]?[$0] != nil }
        throw .unsuitablePolicy(
          known || forecastsTokens ? .unknownCost(model: known ? models[m].name : nil) : .neitherCostsNorTokens)
      }
      for quantity in policy.neededTimes where known?.heads[quantity]?[m] == nil {
        let isKnown = known?.heads[quantity]?.contains { $0 != nil } ?? false
        throw .unsuitablePolicy(
          .unknownTime(quantity: quantity.rawValue, model: isKnown ? models[m].name : nil))
      }
    }
  }

  /// Chooses a model for `prompt`.
  ///
  /// Throws `RouterError.unsuitablePolicy` where the rules leave no model for this prompt.
  ///
  /// - Parameters:
  ///   - prompt: The prompt, or the conversation.
  ///   - current: The model that the conversation is with; nil for a new one.
  ///   - available: Indices of `Router.models` to choose among, such as the models whose servers answer at present; nil for all
  ///     that the rules permit.
  ///   - switchingCost: The least gain for which the conversation changes its model this time, in the objective's own unit; nil
  ///     for the policy's.
  public func route(
    _ prompt: Prompt, current: String? = nil, among available: Set<Int>? = nil, switchingCost: Double? = nil
  ) throws(RouterError) -> Decision {
    try router.withReading(of: prompt) { (reading) throws(RouterError) in
      try route(&reading, current: current, among: available, switchingCost ?? policy.switchingCost)
    }
  }

  private func route(
    _ reading: inout PromptReading, current: String?, among available: Set<Int>?, _ switchingCost: Double
  ) throws(RouterError) -> Decision {
    var candidates = Candidates(
      router.manifest, names: names, probabilities: try router.probabilities(of: &reading), costs: costs(&reading),
      times: times(&reading))
    try checkForecasts(candidates)
    var permitted = try permitted(for: reading.prompt, candidates)
    if let available {
      permitted = permitted.filter(available.contains)
      guard !permitted.isEmpty else {
        throw .unsuitablePolicy(.noneAvailable(names: available.sorted().compactMap(name(of:))))
      }
    }
    for m in permitted { candidates.isPermitted[m] = true }
    let ranking = candidates.ranking(permitted, policy.objective)
    for (override, model) in overrides where candidates.isPermitted[model] && override.applies(to: &reading) {
      return candidates.decision(Candidates.Choice(model: model, rule: .override, reason: override.reason), ranking)
    }
    var choice = candidates.choice(ranking, policy.objective)
    if reading.prompt.isWithoutText {
      choice = Candidates.Choice(
        model: permitted.contains(fallback) ? fallback : best(of: permitted), rule: .withoutText,
        reason: "the prompt has no text to route on: the default model")
    } else if policy.isGuarded, permitted.count > 1, choice.model != fallback, permitted.contains(fallback),
      let doubt = doubt(&reading, choice)
    {
      (choice.model, choice.rule, choice.reason) = (fallback, .guarded, doubt)
    }
    if let current {
      guard let m = router.models.firstIndex(of: current) else {
        throw .unsuitablePolicy(.unknownModel(name: current, role: .current, known: router.models))
      }
      if m != choice.model, candidates.isPermitted[m] {
        let gain = candidates.utility(choice.model, policy.objective) - candidates.utility(m, policy.objective)
        if gain <= switchingCost {
          (choice.model, choice.rule) = (m, .stays)
          choice.reason = "stays with the current model: a switch would gain \(rounded(gain))"
        }
      }
    }
    return candidates.decision(choice, ranking)
  }

  private func name(of m: Int) -> String? { names.indices.contains(m) ? names[m] : nil }

  /// For each model USD for the prompt, at the prices given or else as recorded.
  private func costs(_ reading: inout PromptReading) -> [Double?] {
    guard let prices, let usage = router.manifest.usage else { return router.expectedCosts(of: &reading) }
    let features = reading.structuralFeatures
    let tokens = usage.amounts(of: .outputTokens, features: features)
    let input = usage.amounts(of: .inputTokens, features: features)
    return prices.indices.map { m in
      let read = (input.isEmpty ? nil : input[m]) ?? Double(reading.prompt.estimatedTokens)
      return tokens[m].map { prices[m].cost(input: read, output: $0) }
    }
  }

  /// The forecasts of times and speed for the prompt.
  private func times(_ reading: inout PromptReading) -> [Usage.Quantity: [Double?]] {
    guard let usage = router.manifest.usage else { return [:] }
    let features = reading.structuralFeatures
    var times: [Usage.Quantity: [Double?]] = [:]
    for quantity in [.latency, .firstToken, .outputSpeed] as [Usage.Quantity] where usage.heads[quantity] != nil {
      times[quantity] = usage.amounts(of: quantity, features: features)
    }
    return times
  }

  /// Throws where the policy weighs an amount that the router cannot forecast for this prompt: its weights give no finite
  /// number.
  private func checkForecasts(_ candidates: Candidates) throws(RouterError) {
    if policy.objective.weighsCost || policy.maximumCost != nil { try check(candidates.costs, "cost") }
    for quantity in policy.neededTimes { try check(candidates.times(quantity), quantity.rawValue) }
    guard case .utility = policy.objective,
      let m = permitted.first(where: { !candidates.utility($0, policy.objective).isFinite })
    else { return }
    throw .unsuitablePolicy(.worthTooSmall(model: names[m]))
  }

  private func check(_ forecasts: [Double?], _ quantity: String) throws(RouterError) {
    for m in permitted where forecasts[m].map({ !$0.isFinite }) ?? true {
      throw .unsuitablePolicy(.nonFiniteForecast(quantity: quantity, model: router.models[m]))
    }
  }

  /// The models whose context window, cost and times suit the prompt.
  private func permitted(for prompt: Prompt, _ candidates: Candidates) throws(RouterError) -> [Int] {
    let facts = router.manifest.policies?.facts ?? [:]
    let tokens = facts.isEmpty ? 0 : prompt.estimatedTokens
    let fitting = permitted.filter { tokens <= facts[router.models[$0]]?.contextWindow ?? .max }
    guard !fitting.isEmpty else { throw .unsuitablePolicy(.noContextWindow(tokens: tokens)) }
    let able = try capable(fitting, of: prompt.needs, facts)
    var left = able
    if let bound = policy.maximumCost {
      left = left.filter { candidates.costs[$0]! <= bound }
      guard !left.isEmpty else {
        let cheapest = able.compactMap { candidates.costs[$0] }.min()!
        throw .unsuitablePolicy(.nothingAffordable(maximum: bound, cheapest: cheapest))
      }
    }
    for (quantity, bound) in policy.timeBounds {
      let (times, before) = (candidates.times(quantity), left)
      left = left.filter { times[$0]! <= bound }
      guard !left.isEmpty else {
        let fastest = before.compactMap { times[$0] }.min()!
        throw .unsuitablePolicy(
          .nothingFastEnough(quantity: quantity.rawValue, maximum: bound, fastest: fastest))
      }
    }
    return left
  }

  /// Those of `candidates` that have what parts of the prompt need. A capability that the facts give to no model is not
  /// known of any, and excludes none.
  private func capable(
    _ candidates: [Int], of needs: Set<String>, _ facts: [String: ModelFacts]
  ) throws(RouterError) -> [Int] {
    guard !needs.isEmpty else { return candidates }
    let known = needs.filter { need in facts.values.contains { $0.capabilities.contains(need) } }
    let able = candidates.filter { m in known.isSubset(of: facts[router.models[m]]?.capabilities ?? []) }
    guard !able.isEmpty else { throw .unsuitablePolicy(.missingCapabilities(known.sorted())) }
    return able
  }

  /// The model of highest mean score in training, of several the first by name.
  private func best(of candidates: [Int]) -> Int { Self.best(of: candidates, router.manifest.models) }

  private static func best(of candidates: [Int], _ models: [RouterManifest.Model]) -> Int {
    candidates.max { (models[$0].meanScore, -$0) < (models[$1].meanScore, -$1) }!
  }

  /// Why the choice is not to be trusted; nil where it is.
  private func doubt(_ reading: inout PromptReading, _ choice: Candidates.Choice) -> String? {
    if let domainCheck = router.manifest.domainCheck,
      let violation = domainCheck.violation(by: router.distanceFromTraining(of: &reading))
    {
      return "guard: \(violation)"
    }
    guard let error = choice.marginError, choice.margin <= error else { return nil }
    return "guard: the lead of \(rounded(choice.margin)) lies within its calibration error, \(rounded(error))"
  }
}

extension BoundPolicy {
  /// The model that `objective` alone, without rules and guard, would choose from a decision's forecasts.
  package func choice(for decision: Decision, under objective: Objective) -> Int {
    let candidates = Candidates(
      router.manifest, names: names, probabilities: decision.probabilities, costs: decision.costs,
      times: [.latency: decision.latencies, .firstToken: decision.firstTokenTimes])
    return candidates.ranking(Array(decision.probabilities.indices), objective)[0]
  }
}

/// Three decimals, for a reason in words.
private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
