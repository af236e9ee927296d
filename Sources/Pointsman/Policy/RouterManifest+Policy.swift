internal import PointsmanSupport

extension RouterManifest {
  /// The reason why `policy` does not suit this router, as far as that shows without prices; nil when it does.
  func validationError(for policy: Policy) -> PolicyError? {
    if let error = policy.objective.validationError { return error }
    let (names, permitted) = (Set(models.map(\.name)), Set(permitted(under: policy).map { models[$0].name }))
    func unknown(_ model: String, _ role: PolicyError.ModelRole) -> PolicyError? {
      names.contains(model) ? nil : .unknownModel(name: model, role: role, known: models.map(\.name))
    }
    if case .threshold = policy.objective, thresholdPair == nil { return .thresholdWithoutPair }
    for model in policy.allowed ?? [] { if let error = unknown(model, .allowed) { return error } }
    if let error = policy.fallback.flatMap({ unknown($0, .fallback) }) { return error }
    for override in policy.overrides {
      if let error = unknown(override.model, .override) { return error }
      guard permitted.contains(override.model) else {
        return .overrideNotPermitted(model: override.model)
      }
      guard case .feature(let name, let bound) = override.condition else { continue }
      guard StructuralFeatures.names.contains(name) else {
        return .unknownFeature(name: name, known: StructuralFeatures.names)
      }
      guard bound.isFinite else {
        return .outOfRange(quantity: "the bound on the feature \"\(name)\"", value: bound, expected: "a finite number")
      }
    }
    if let bound = policy.maximumCost, !(bound >= 0 && bound.isFinite) {
      return .outOfRange(quantity: "a maximum cost", value: bound, expected: "at least 0 USD")
    }
    for (quantity, bound) in policy.timeBounds where !(bound >= 0 && bound.isFinite) {
      return .outOfRange(quantity: "a maximum of \(quantity.rawValue)", value: bound, expected: "at least 0 seconds")
    }
    guard policy.switchingCost >= 0 && policy.switchingCost.isFinite else {
      return .outOfRange(quantity: "the cost of switching", value: policy.switchingCost, expected: "at least 0")
    }
    if policy.isGuarded, models.contains(where: { $0.reliability == nil }) { return .guardWithoutReliability }
    if permitted.isEmpty { return .permitsNoModel }
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
  func validationError(for book: PolicyBook) -> PolicyError? {
    let names = Set(models.map(\.name))
    for (name, facts) in book.facts.sorted(by: { $0.key < $1.key }) {
      guard names.contains(name) else {
        return .unknownModel(name: name, role: .described, known: models.map(\.name))
      }
      if let window = facts.contextWindow, window < 1 {
        return .outOfRange(
          quantity: "the context window of \"\(name)\"", value: Double(window), expected: "at least 1 token")
      }
    }
    var manifest = self
    manifest.policies = book
    for (name, policy) in book.policies.sorted(by: { $0.key < $1.key }) {
      if let error = manifest.validationError(for: policy) { return .policy(name: name, error) }
    }
    return nil
  }

  /// The first error of the book for a router of these models that is yet to be trained, so that it shows before the
  /// training.
  package static func validationError(for book: PolicyBook, models: [String], pair: Pair?) -> PolicyError? {
    let models = models.map { name in
      var model = Model(name: name, calibration: .identity, meanScore: 0, meanCost: nil)
      model.reliability = Reliability(edges: [], calibrationErrors: [0], shares: [1])
      return model
    }
    return RouterManifest(
      target: .success, models: models, pair: pair, training: Training(rows: 0, dataDigest: "", folds: 2, seed: 0)
    ).validationError(for: book)
  }
}
