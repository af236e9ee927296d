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

  /// Chooses a model for `prompt`; `current` is the model that a conversation is with.
  ///
  /// Throws `RouterError.unsuitablePolicy` where the rules leave no model for this prompt.
  public func route(_ prompt: Prompt, current: String? = nil) throws(RouterError) -> Decision {
    try router.withReading(of: prompt) { (reading) throws(RouterError) in try route(&reading, current: current) }
  }

  private func route(_ reading: inout PromptReading, current: String?) throws(RouterError) -> Decision {
    var candidates = Candidates(
      router.manifest, names: names, probabilities: try router.probabilities(of: &reading), costs: costs(&reading),
      times: times(&reading))
    try checkForecasts(candidates)
    let permitted = try permitted(for: reading.prompt, candidates)
    for m in permitted { candidates.isPermitted[m] = true }
    for (override, model) in overrides where candidates.isPermitted[model] && override.applies(to: &reading) {
      return candidates.decision(Candidates.Choice(model: model, rule: .override, reason: override.reason))
    }
    var choice = candidates.choice(permitted, policy.objective)
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
        if gain <= policy.switchingCost {
          (choice.model, choice.rule) = (m, .stays)
          choice.reason = "stays with the current model: a switch would gain \(rounded(gain))"
        }
      }
    }
    return candidates.decision(choice)
  }

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
    return candidates.choice(Array(decision.probabilities.indices), objective).model
  }
}

/// Every model's forecasts for one prompt, and how objectives compare them.
private struct Candidates {
  let models: [RouterManifest.Model]
  let names: [String]
  let pair: RouterManifest.Pair?
  let target: RoutingTarget
  let probabilities: [Double]
  /// M, USD; nil where unknown.
  let costs: [Double?]
  /// M each, in seconds, and in tokens a second; no entry where no model's is known.
  private let times: [Usage.Quantity: [Double?]]

  /// For each model whether the rules leave it for the prompt.
  var isPermitted: [Bool]

  init(
    _ manifest: RouterManifest, names: [String], probabilities: [Double], costs: [Double?],
    times: [Usage.Quantity: [Double?]]
  ) {
    self.names = names
    (models, pair, target) = (manifest.models, manifest.thresholdPair, manifest.target)
    (self.probabilities, self.costs, self.times) = (probabilities, costs, times)
    isPermitted = names.map { _ in false }
  }

  struct Choice {
    var model: Int
    var margin = 0.0
    /// nil where the router does not know its errors, or there is nothing to compare.
    var marginError: Double?
    var rule = Decision.Rule.objective
    var reason: String
  }

  /// M forecasts of a time or of the speed; nil where unknown.
  func times(_ quantity: Usage.Quantity) -> [Double?] { times[quantity] ?? models.map { _ in nil } }

  /// The quantity that `objective` maximises, for model m.
  func utility(_ m: Int, _ objective: Objective) -> Double {
    guard case .utility(let pay, let wait, let first) = objective else { return probabilities[m] }
    let paid = pay.map { costs[m]! / $0 } ?? 0
    let waited = wait.map { times[.latency]![m]! / $0 } ?? 0
    return probabilities[m] - paid - waited - (first.map { times[.firstToken]![m]! / $0 } ?? 0)
  }

  /// Chooses among `permitted`, which is not empty.
  func choice(_ permitted: [Int], _ objective: Objective) -> Choice {
    switch objective {
    case .mostLikely: best(permitted, objective, reason: "highest probability of \(target.rawValue)")
    case .utility(let pay, let wait, let first):
      best(
        permitted, objective,
        reason: "highest probability less "
          + [pay.map { _ in "cost" }, wait.map { _ in "time" }, first.map { _ in "time to first token" }]
          .compactMap(\.self).joined(separator: " and "))
    case .threshold(let threshold): ofPair(permitted, threshold)
    case .quality(let quality): cheapest(permitted, reaching: quality)
    }
  }

  /// The highest utility; of equals the cheaper, then the first by name.
  private func best(_ permitted: [Int], _ objective: Objective, reason: String) -> Choice {
    func rank(_ m: Int) -> (Double, Double, Int) { (utility(m, objective), -(costs[m] ?? 0), -m) }
    let best = permitted.max { rank($0) < rank($1) }!
    let next = permitted.filter { $0 != best }.max { rank($0) < rank($1) }
    return Choice(
      model: best, margin: next.map { utility(best, objective) - utility($0, objective) } ?? 0,
      marginError: next.flatMap { marginError(best, $0) }, reason: reason)
  }

  private func ofPair(_ permitted: [Int], _ threshold: Double) -> Choice {
    let (weak, strong) = (index(of: pair!.weak), index(of: pair!.strong))
    guard permitted.contains(weak), permitted.contains(strong) else {
      return best(permitted, .mostLikely, reason: "highest probability: the rules leave only one of the pair, if that")
    }
    let advantage = probabilities[strong] - probabilities[weak]
    let chosen = advantage >= threshold ? strong : weak
    return Choice(
      model: chosen, margin: abs(advantage - threshold), marginError: marginError(weak, strong),
      reason: "advantage of the strong model \(chosen == strong ? "reaches" : "is below") the threshold")
  }

  private func cheapest(_ permitted: [Int], reaching quality: Double) -> Choice {
    let good = permitted.filter { probabilities[$0] >= quality }
    guard let cheapest = good.min(by: { (costs[$0]!, -probabilities[$0]) < (costs[$1]!, -probabilities[$1]) }) else {
      return best(permitted, .mostLikely, reason: "highest probability: no model reaches \(quality)")
    }
    return Choice(
      model: cheapest, margin: probabilities[cheapest] - quality, marginError: calibrationError(cheapest),
      reason: "cheapest model of probability \(quality) or more")
  }

  private func index(of name: String) -> Int { models.firstIndex { $0.name == name }! }

  private func calibrationError(_ m: Int) -> Double? { models[m].reliability?.calibrationError(of: probabilities[m]) }

  /// The calibration error of a difference of two probabilities, those of the two taken as independent.
  ///
  /// Errors by bin of held-out leads are narrower, and a guard by them keeps more gain on prompts like those of training. It
  /// was tried and not taken, since it protects less on unseen categories: see the article Policies.
  private func marginError(_ a: Int, _ b: Int) -> Double? {
    guard let a = calibrationError(a), let b = calibrationError(b) else { return nil }
    return (a * a + b * b).squareRoot()
  }

  func decision(_ choice: Choice) -> Decision {
    Decision(
      model: names[choice.model], models: names, probabilities: probabilities,
      calibrationErrors: models.indices.map(calibrationError), costs: costs,
      latencies: times(.latency), firstTokenTimes: times(.firstToken), outputSpeeds: times(.outputSpeed),
      isPermitted: isPermitted, margin: choice.margin, marginError: choice.marginError,
      expectedCost: costs[choice.model], rule: choice.rule, reason: choice.reason)
  }
}

/// Three decimals, for a reason in words.
private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
