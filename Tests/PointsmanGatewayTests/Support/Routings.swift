import PointsmanDecisionLog
import PointsmanGateway
import PointsmanSupport

@testable import Pointsman

/// Routings of the shipped router, with figures that a test chooses.
enum Routings {
  static let router: Result<Router, any Error> = Result {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    return try Router(contentsOf: "\(root)/Models/coding-assistants.router")
  }

  static let id = DecisionID(milliseconds: 1_780_000_000_000, random: (1, 2))

  static func decision(
    _ models: [String], _ probabilities: [Double], choosing chosen: Int = 0, margin: Double = 0.1,
    error: Double? = 0.1, rule: Decision.Rule = .objective, reason: String = "highest probability of success"
  ) -> Decision {
    Decision(
      model: models[chosen], models: models, probabilities: probabilities,
      calibrationErrors: models.map { _ in 0.05 }, costs: models.map { _ in 0.001 }, latencies: models.map { _ in nil },
      isPermitted: models.map { _ in true }, margin: margin, marginError: error, expectedCost: 0.001, rule: rule,
      reason: reason)
  }

  static func routing(_ decision: Decision, chosen: Int? = nil) throws -> Routing {
    let preferred = decision.models.firstIndex(of: decision.model) ?? 0
    let chosen = chosen ?? preferred
    let others = decision.models.indices.filter { $0 != chosen }
    return Routing(
      id: id, decision: decision, policy: "balanced", router: try router.get(), preferred: preferred, chosen: chosen,
      propensities: decision.models.indices.map { $0 == preferred ? 0.98 : 0.02 }, order: [chosen] + others)
  }

  /// A record of a request whose first attempt failed and whose second was answered by another model.
  static func record(models: [String] = ["small", "large"], policy: String = "balanced") -> DecisionRecord {
    var tokens = DecisionRecord.Tokens()
    (tokens.input, tokens.output) = (100, 20)
    let answer = DecisionRecord.Answer(
      model: 1,
      attempts: [
        .init(model: 0, upstream: "local", start: 0.001, duration: 0.2, status: 503, failure: "status 503"),
        .init(model: 1, upstream: "openai", start: 0.21, duration: 0.3, status: 200, failure: nil),
      ],
      status: 200, failure: nil, finish: "stop", isStream: true, firstByte: 0.5, total: 2, overhead: 210,
      tokens: tokens,
      cost: 0.25)
    return DecisionRecord(
      id: id, milliseconds: 1_780_000_000_123,
      router: LoggedRouter(digest: String(repeating: "ab", count: 32), models: models, best: 1),
      configuration: "0123456789ab", policy: policy, endpoint: "chat", key: "ci", conversation: nil, turn: nil,
      text: "my secret prompt", tags: [:], needs: [], probabilities: [0.8, 0.6], isPermitted: [true, true],
      propensities: [0.99, 0.01], preferred: 0, chosen: 0, rule: .objective, reason: "highest probability", margin: 0.2,
      marginError: 0.1, expectedCosts: [0.1, 0.2], decisionTime: 20, answer: answer)
  }
}

/// The JSON of bytes.
func json(_ bytes: [UInt8]) throws -> JSONValue { try JSONValue(parsing: bytes) }

/// The bytes of a body.
func body(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The error that `make` throws; nil where it throws none.
func fault<T>(_ make: () throws -> T) -> GatewayError? {
  do {
    _ = try make()
    return nil
  } catch {
    return error as? GatewayError
  }
}
