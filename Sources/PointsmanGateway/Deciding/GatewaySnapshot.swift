package import Pointsman
package import PointsmanDecisionLog
package import PointsmanEndpoints
package import PointsmanSupport

/// A router and a configuration that were checked together. A request keeps the snapshot that it began with.
package struct GatewaySnapshot: Sendable {
  package let configuration: GatewayConfiguration
  package let router: Router
  package let loggedRouter: LoggedRouter
  /// By name; "" is the one that "pointsman" means.
  let policies: [String: BoundPolicy]
  /// The name of the policy that "pointsman" means.
  package let defaultPolicy: String
  /// For each of the router's models where it is; nil in a gateway without upstreams, which only decides.
  package let endpoints: [Endpoint?]
  /// Every endpoint by its name, also those of models that the router does not know.
  package let named: [String: Endpoint]

  /// The name of the policy of highest probability, unless the router's file has one of this name.
  package static let mostLikely = "most-likely"

  /// Throws a sentence where router and configuration do not go together.
  package init(_ configuration: GatewayConfiguration, router: Router) throws(GatewayFault) {
    (self.configuration, self.router) = (configuration, router)
    if let fault = configuration.openness { throw GatewayFault("the gateway \(fault)") }
    let models = router.manifest.models
    loggedRouter = LoggedRouter(
      digest: router.digest, models: router.models,
      best: models.indices.max { (models[$0].meanScore, -$0) < (models[$1].meanScore, -$1) }!)
    if let vector = router.manifest.vectors.first {
      throw GatewayFault(
        "the router reads the \(vector) of every prompt, which requests do not bring; train one without")
    }
    named = Dictionary(uniqueKeysWithValues: configuration.endpoints.map { ($0.name, $0) })
    endpoints = router.models.map { [named] in named[$0] }
    if !configuration.endpoints.isEmpty,
      let missing = zip(router.models, endpoints).first(where: { $0.1 == nil })?.0
    {
      throw GatewayFault(
        "the router chooses \"\(missing)\", and \"models\" has no line for it; add one, or train without it")
    }
    for (label, names) in configuration.labels.sorted(by: { $0.key < $1.key }) {
      if let name = names.first(where: { !router.models.contains($0) }) {
        throw GatewayFault(
          "label \"\(label)\" names \"\(name)\", and the router's models are \(router.models)")
      }
    }
    let prices = Self.prices(configuration.endpoints, router)
    let book = router.manifest.policies?.policies ?? [:]
    defaultPolicy = configuration.policy ?? Self.mostLikely
    var policies: [String: BoundPolicy] = [:]
    do throws(RouterError) {
      for (name, policy) in book { policies[name] = try BoundPolicy(router, under: policy, prices: prices) }
      if policies[Self.mostLikely] == nil {
        policies[Self.mostLikely] = try BoundPolicy(router, under: .mostLikely, prices: prices)
      }
      if policies[defaultPolicy] == nil { _ = try router.policy(named: defaultPolicy) }
    } catch {
      throw GatewayFault(error.description)
    }
    self.policies = policies
    for key in configuration.keys {
      if let name = key.policies?.sorted().first(where: { policies[$0] == nil }) {
        throw GatewayFault("key \"\(key.name)\" names the policy \"\(name)\", and the router has no such")
      }
    }
    for (pattern, target) in configuration.aliases where named[target] == nil && policy(of: target) == nil {
      throw GatewayFault(
        "alias \"\(pattern)\" means \"\(target)\", which is neither pointsman, nor pointsman/POLICY, nor a model")
    }
  }

  /// The configured prices, where there is one for each model and the router forecasts tokens; else forecasts go by recorded
  /// costs.
  private static func prices(_ endpoints: [Endpoint], _ router: Router) -> PriceList? {
    guard router.manifest.forecastsTokens else { return nil }
    var prices: [String: PriceList.Price] = [:]
    for model in router.models {
      guard let price = endpoints.first(where: { $0.name == model })?.price else { return nil }
      prices[model] = price
    }
    return try? PriceList(prices)
  }

  /// The first 12 digits of the router's digest, as logs and answers have it.
  package var routerID: String { String(loggedRouter.digest.prefix(12)) }

  /// The served models and settings. Keys are named by where they are.
  package var description: JSONValue {
    .object([
      ("router", .string(loggedRouter.digest)), ("configuration", configuration.digest.map(JSONValue.string) ?? .null),
      ("policy", .string(defaultPolicy)), ("policies", .array(policyNames.map(JSONValue.string))),
      (
        "models",
        .array(
          configuration.endpoints.map { endpoint in
            .object([
              ("name", .string(endpoint.name)), ("model", .string(endpoint.model)),
              ("upstream", .string(endpoint.upstream.name)), ("base_url", .string(endpoint.upstream.baseURL)),
              ("key", endpoint.upstream.key.map { .string($0.description) } ?? .null),
            ])
          })
      ),
      ("keys", .array(configuration.keys.map { .string($0.name) })),
      ("log", configuration.log.store.map(JSONValue.string) ?? .null),
      ("exploration", .number(configuration.exploration.epsilon)),
    ])
  }

  /// The names of policies, in order.
  package var policyNames: [String] { policies.keys.sorted() }

  /// The policy that a model's name asks for: "pointsman", or "pointsman/NAME"; nil for any other name.
  package func policy(of model: String) -> String? {
    if model == "pointsman" { return defaultPolicy }
    guard model.hasPrefix("pointsman/") else { return nil }
    let name = String(model.dropFirst("pointsman/".count))
    return policies[name] == nil ? nil : name
  }

  /// The name that an alias is mapped to, or the name itself.
  package func resolved(_ model: String) -> String {
    configuration.aliases.first { pattern, _ in
      pattern.hasSuffix("*") ? model.hasPrefix(pattern.dropLast()) : model == pattern
    }?.target ?? model
  }
}

/// Why a gateway cannot start, or keeps its old configuration.
package struct GatewayFault: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
