package import Pointsman
package import PointsmanDecisionLog
package import PointsmanEndpoints
internal import PointsmanSupport

/// Chooses models for requests. It knows the conversations and which upstreams answer, over all configurations.
package final class Decider: Sendable {
  package let health = UpstreamHealth()
  private let conversations: ConversationMemory
  /// Answers of OpenAI's Responses, and the models that have them.
  private let responses: ConversationMemory
  /// Decisions by the names that callers of the sidecar gave them.
  private let routes: ConversationMemory
  /// Makes names of conversations in the log say nothing of what is in them.
  private let seed: UInt64

  package init(_ settings: GatewayConfiguration.Conversations, seed: UInt64) {
    conversations = ConversationMemory(remembered: settings.remembered, lifetime: settings.lifetime)
    responses = ConversationMemory(remembered: settings.remembered, lifetime: settings.lifetime)
    routes = ConversationMemory(remembered: settings.remembered, lifetime: settings.lifetime)
    self.seed = seed
  }

  /// A request to decide.
  package struct Question: Sendable {
    package var prompt: Prompt
    /// nil where no model is to be asked, only a decision wanted.
    package var api: WireProtocol?
    package var needs: Set<String>
    package var hints = ConversationHints()
    /// The name that a header gives the conversation.
    package var session: String?
    /// The model that the client knows the conversation to be with.
    package var current: String?
    /// Models to choose among; nil for all.
    package var candidates: Set<Int>?

    package init(_ prompt: Prompt, api: WireProtocol? = nil) {
      (self.prompt, self.api, needs) = (prompt, api, prompt.needs)
    }

    package init(_ request: GatewayRequest, session: String?) {
      (prompt, api, needs) = (request.prompt, request.api, request.needs)
      (hints, self.session) = (request.hints, session)
    }
  }

  /// Chooses by a policy.
  ///
  /// - Parameter now: Seconds of the monotonic clock.
  package func route(
    _ question: Question, under policy: String, _ snapshot: GatewaySnapshot, id: DecisionID, now: Double
  ) throws(GatewayError) -> Routing {
    guard let rules = snapshot.policies[policy] else {
      throw GatewayError(.notFound, "there is no policy \"\(policy)\"; there are \(snapshot.policyNames.listed)")
    }
    let able = try able(question, snapshot)
    let answering = able.filter { m in
      guard let endpoint = snapshot.endpoints[m] else { return true }
      return health.isAvailable(endpoint.upstream.name, now: now) && health.isRested(endpoint.name, now: now)
    }
    let name = conversationName(question)
    let entry =
      question.hints.hasHistory || question.session != nil || question.hints.name != nil
      ? conversations.entry(of: name, now: now) : nil
    let current =
      question.current
      ?? (question.hints.isToolResult || snapshot.configuration.conversations.sticking != .never ? entry?.model : nil)
    var decision: Decision
    do throws(RouterError) {
      // Where no upstream is known to answer, one of them has to be tried.
      decision = try rules.route(
        question.prompt, current: current.flatMap { snapshot.router.models.contains($0) ? $0 : nil },
        among: answering.isEmpty ? able : answering,
        switchingCost: current == nil ? nil : switchingCost(question, rules, entry, current!, snapshot, now))
    } catch {
      throw GatewayError(.invalidRequest, error.description)
    }
    let preferred = snapshot.router.models.firstIndex(of: decision.model)!
    let exploration = snapshot.configuration.exploration
    let explores = entry == nil && question.current == nil && decision.rule == .objective && exploration.epsilon > 0
    var propensities = Routing.propensities(
      of: preferred, permitted: decision.isPermitted, epsilon: explores ? exploration.epsilon : 0)
    var chosen = preferred
    if explores {
      var generator = SplitMix64(seed: exploration.seed ^ id.draw)
      chosen = Routing.drawn(Double(generator.next() >> 11) * 0x1p-53, from: propensities)
    } else if let entry, entry.model == decision.model, entry.propensities.router == snapshot.loggedRouter.digest {
      propensities = entry.propensities.values
    }
    let turn = (entry?.turns ?? 0) + 1
    conversations.remember(
      ConversationMemory.Entry(
        model: snapshot.router.models[chosen], turns: turn, isExplored: entry?.isExplored ?? (chosen != preferred),
        propensities: entry?.propensities ?? (snapshot.loggedRouter.digest, propensities), lastUsed: now), as: name)
    return Routing(
      id: id, decision: decision, policy: policy, router: snapshot.router, preferred: preferred, chosen: chosen,
      propensities: propensities, order: [chosen] + decision.ranking.filter { $0 != chosen }, conversation: name,
      turn: turn)
  }

  /// The model that has the answer which a request goes on from; nil where it is not known.
  package func model(ofResponse id: String, now: Double) -> String? { responses.entry(of: id, now: now)?.model }

  /// Remembers which model has an answer.
  package func remember(response id: String, of model: String, now: Double) {
    responses.remember(
      ConversationMemory.Entry(model: model, turns: 1, isExplored: false, propensities: ("", []), lastUsed: now), as: id
    )
  }

  /// Remembers the decision on a route, by the name that its caller gave it.
  package func remember(route name: String, as id: DecisionID, now: Double) {
    routes.remember(
      ConversationMemory.Entry(
        model: id.description, turns: 1, isExplored: false, propensities: ("", []), lastUsed: now), as: name)
  }

  /// The decision on a route; nil where it is not known any more.
  package func decision(ofRoute name: String, now: Double) -> DecisionID? {
    routes.entry(of: name, now: now).flatMap { DecisionID($0.model) }
  }

  /// The models whose upstream speaks the request's protocol and which have what the request needs. A capability that no
  /// model's line names is not known of any, and excludes none; a model without a list is not excluded by it.
  private func able(_ question: Question, _ snapshot: GatewaySnapshot) throws(GatewayError) -> Set<Int> {
    var able = Set(snapshot.router.models.indices)
    if let candidates = question.candidates { able.formIntersection(candidates) }
    guard let api = question.api else { return able }
    able = able.filter { snapshot.endpoints[$0]?.upstream.speaks(api) ?? false }
    guard !able.isEmpty else {
      throw GatewayError(
        .notFound,
        "none of the router's models has an upstream that speaks this protocol; ask at another path, or add one")
    }
    let known = Set(snapshot.endpoints.flatMap { $0?.facts.capabilities ?? [] })
    let needs = question.needs.intersection(known)
    if !needs.isEmpty {
      able = able.filter { needs.isSubset(of: snapshot.endpoints[$0]?.facts.capabilities ?? []) }
      guard !able.isEmpty else {
        throw GatewayError(
          .invalidRequest, "no model has the capability \(needs.sorted().listed), which this request needs")
      }
    }
    let windows = able.filter { snapshot.endpoints[$0]?.facts.contextWindow != nil }
    if !windows.isEmpty {
      let tokens = question.prompt.estimatedTokens
      able.subtract(windows.filter { snapshot.endpoints[$0]!.facts.contextWindow! < tokens })
      guard !able.isEmpty else {
        throw GatewayError(.invalidRequest, "no model has a context window for some \(tokens) tokens")
      }
    }
    return able
  }

  /// The least gain for which the conversation leaves its model: infinite within a series of calls of tools, the policy's own
  /// or the configured cost, and what the current model's prompt cache would have saved.
  private func switchingCost(
    _ question: Question, _ rules: BoundPolicy, _ entry: ConversationMemory.Entry?, _ current: String,
    _ snapshot: GatewaySnapshot, _ now: Double
  ) -> Double {
    let settings = snapshot.configuration.conversations
    if question.hints.isToolResult || settings.sticking == .always || entry?.isExplored ?? false { return .infinity }
    var cost = rules.policy.switchingCost > 0 ? rules.policy.switchingCost : settings.switchingCost
    if case .utility(let worth?, _, _) = rules.policy.objective, let entry,
      now - entry.lastUsed <= settings.cacheLifetime,
      let endpoint = snapshot.named[current], let price = endpoint.price, let cached = endpoint.cachePrice.read
    {
      cost += max(0, price.input - cached) * Double(question.prompt.estimatedTokens) / 1e6 / worth
    }
    return cost
  }

  /// A name that is the same for all turns of a conversation: what the client calls it, or a hash of how it began.
  private func conversationName(_ question: Question) -> String {
    let first = question.prompt.messages.first { $0.role == .user } ?? question.prompt.messages[0]
    let (kind, text) =
      if let session = question.session { ("s", session) } else if let name = question.hints.name { ("n", name) } else {
        ("h", first.content)
      }
    let hash = String(XXH64.hash(Array(text.utf8), seed: seed), radix: 16)
    return kind + String(repeating: "0", count: 16 - hash.count) + hash
  }
}
