import PointsmanEndpoints

@testable import Pointsman
@testable import PointsmanGateway

/// Gateways over routers that say the same of every prompt.
enum FixedRouters {
  /// "coder", "generalist", "tiny" with these probabilities.
  static func router(
    _ probabilities: [Double] = [0.5, 0.75, 0.9], costs: [Double] = [1, 2, 3], policies: [String: Policy] = [:]
  ) throws -> Router {
    let models = zip(["coder", "generalist", "tiny"], zip(probabilities, costs)).map { name, figures in
      RouterManifest.Model(
        name: name, calibration: .isotonic(logits: [0], probabilities: [figures.0]),
        meanScore: name == "generalist" ? 0.75 : 0.5, meanCost: figures.1)
    }
    var manifest = RouterManifest(
      target: .success, models: models, pair: nil,
      training: .init(rows: 12, dataDigest: String(repeating: "0a", count: 32), folds: 5, seed: 0))
    manifest.policies = PolicyBook()
    manifest.policies!.policies = policies
    return try Router(manifest: manifest, heads: .init(intercepts: models.map { _ in 0 }))
  }

  static func snapshot(
    _ router: Router, models: [String: String] = [:], _ settings: String = ""
  ) throws -> GatewaySnapshot {
    let lines = router.models.map { "  \($0): {upstream: \(models[$0] ?? "both")}" }.joined(separator: "\n")
    let text = """
      upstreams:
        both: {protocol: [openai, anthropic], base_url: "http://127.0.0.1:9/v1"}
        other: {protocol: [openai, anthropic], base_url: "http://127.0.0.1:10/v1"}
        openai: {protocol: openai, base_url: "http://127.0.0.1:9/v1"}
      models:
      \(lines)
      \(settings)
      """
    return try GatewaySnapshot(GatewayConfigurationTests.read(text), router: router)
  }
}
