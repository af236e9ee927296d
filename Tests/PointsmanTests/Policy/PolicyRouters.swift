@testable import Pointsman

/// Routers that say the same of every prompt, to hold policies to.
enum PolicyRouters {
  /// "coder", "generalist", "tiny" with these probabilities and mean costs.
  static func fixed(
    _ probabilities: [Double], costs: [Double?]? = nil, errors: Double? = nil,
    pair: RouterManifest.Pair? = nil, book: PolicyBook? = nil, usage: Usage? = nil, domainCheck: DomainCheck? = nil
  ) throws -> Router {
    try SmallRouter.constant(
      probabilities.map { _ in 0 }, calibrations: probabilities.map { .isotonic(logits: [0], probabilities: [$0]) },
      costs: costs, pair: pair
    ).with { manifest in
      manifest.policies = book
      manifest.usage = usage
      manifest.domainCheck = domainCheck
      for m in manifest.models.indices {
        manifest.models[m].reliability = errors.flatMap { Reliability(edges: [], calibrationErrors: [$0], shares: [1]) }
        // The generalist is the best model in training.
        manifest.models[m].meanScore = m == 1 ? 0.75 : 0.5
      }
    }
  }

  /// Heads whose amounts are the same for every prompt.
  static func usage(_ amounts: [Usage.Quantity: [Double?]]) -> Usage {
    let none = [Float](repeating: 0, count: StructuralFeatures.count)
    return Usage(
      scaling: FeatureScaling(means: none, inverseDeviations: none)!,
      heads: amounts.mapValues { $0.map { $0.map { UsageHead(constant: $0) } } })
  }

  /// The reason why `policy` does not suit `router`; nil where it does.
  static func fault(_ router: Router, _ policy: Policy, prices: PriceList? = nil) -> String? {
    do {
      _ = try BoundPolicy(router, under: policy, prices: prices)
      return nil
    } catch {
      return error.description
    }
  }
}
