internal import PointsmanSupport

extension RouterManifest {
  /// Why `policy` does not suit this router, as far as that shows without prices; nil when it does.
  func validationError(for policy: Policy) -> String? {
    if let error = policy.objective.validationError { return error }
    let (names, permitted) = (Set(models.map(\.name)), Set(permitted(under: policy).map { models[$0].name }))
    func unknown(_ model: String, _ role: String) -> String? {
      names.contains(model)
        ? nil : "\(role) \"\(model)\" is none of the router's models, \(models.map(\.name).listed)"
    }
    if case .threshold = policy.objective, pair == nil {
      return "a threshold needs a router trained on a pair, a weak and a strong model"
    }
    for model in policy.allowed ?? [] { if let error = unknown(model, "the allowed model") { return error } }
    if let error = policy.fallback.flatMap({ unknown($0, "the default") }) { return error }
    for override in policy.overrides {
      if let error = unknown(override.model, "the model of an override") { return error }
      guard permitted.contains(override.model) else {
        return "an override sends prompts to \"\(override.model)\", which the policy does not permit"
      }
      guard case .feature(let name, let bound) = override.condition else { continue }
      guard StructuralFeatures.names.contains(name) else {
        return
          "an override names the feature \"\(name)\"; there are \(StructuralFeatures.names.joined(separator: ", "))"
      }
      guard bound.isFinite else { return "the bound on the feature \"\(name)\" must be finite" }
    }
    if let bound = policy.maximumCost, !(bound >= 0 && bound.isFinite) {
      return "a maximum cost must be at least 0 USD, and \(bound) is not"
    }
    guard policy.switchingCost >= 0 && policy.switchingCost.isFinite else {
      return "the cost of switching must be at least 0, and \(policy.switchingCost) is not"
    }
    if policy.isGuarded {
      guard models.allSatisfy({ $0.reliability != nil }) else {
        return "the guard needs a router that knows its standard errors; train it again with this version"
      }
    }
    if permitted.isEmpty { return "it permits none of the router's models" }
    return nil
  }

  /// Indices of the models that are allowed and capable of what is required. O(models + names allowed + capabilities).
  func permitted(under policy: Policy) -> [Int] {
    let (allowed, required) = (policy.allowed.map { Set($0) }, Set(policy.required))
    return models.indices.filter { m in
      let name = models[m].name
      guard allowed?.contains(name) ?? true else { return false }
      return required.isEmpty || required.isSubset(of: policies?.facts[name]?.capabilities ?? [])
    }
  }

  /// The first error of the book, a name that is no model's or a policy that does not suit; nil when there is none.
  func validationError(for book: PolicyBook) -> String? {
    let names = Set(models.map(\.name))
    for (name, facts) in book.facts.sorted(by: { $0.key < $1.key }) {
      guard names.contains(name) else {
        return "\"\(name)\" is none of the router's models, \(models.map(\.name).listed)"
      }
      if let window = facts.contextWindow, window < 1 {
        return "the context window of \"\(name)\" is \(window) tokens; it must be at least 1"
      }
    }
    var manifest = self
    manifest.policies = book
    for (name, policy) in book.policies.sorted(by: { $0.key < $1.key }) {
      if let error = manifest.validationError(for: policy) { return "policy \"\(name)\": \(error)" }
    }
    return nil
  }

  /// The first error of the book for a router of these models that is yet to be trained, so that it shows before the
  /// training.
  package static func validationError(for book: PolicyBook, models: [String], pair: Pair?) -> String? {
    let models = models.map { name in
      var model = Model(name: name, calibration: .identity, meanScore: 0, meanCost: nil)
      model.reliability = Reliability(edges: [], standardErrors: [0], shares: [1])
      return model
    }
    return RouterManifest(
      target: .success, models: models, pair: pair, training: Training(rows: 0, dataDigest: "", folds: 2, seed: 0)
    ).validationError(for: book)
  }
}
