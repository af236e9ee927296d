package import PointsmanSupport

extension Decision {
  /// The decision as `pointsman route --json` prints it.
  package func json(id: String?, router: Router) -> JSONValue {
    func byModel(_ values: [Double?]) -> JSONValue { .object(zip(router.models, values).map { ($0, .figure($1)) }) }
    return .object([
      ("id", id.map(JSONValue.string) ?? .null),
      ("model", .string(model)),
      ("probabilities", byModel(probabilities)),
      ("standard_errors", byModel(standardErrors)),
      ("costs", byModel(costs)),
      ("latencies", byModel(latencies)),
      ("margin", .figure(margin)),
      ("margin_error", .figure(marginError)),
      ("expected_cost", .figure(expectedCost)),
      ("rule", .string(rule.rawValue)),
      ("reason", .string(reason)),
      ("router", .string(String(router.digest.prefix(12)))),
    ])
  }
}
