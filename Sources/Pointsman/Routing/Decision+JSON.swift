extension Decision {
  /// The decision as `pointsman route --json` prints it.
  package func json(id: String?, router: Router) -> JSONValue {
    .object([
      ("id", id.map(JSONValue.string) ?? .null),
      ("model", .string(model)),
      ("probabilities", .object(zip(router.models, probabilities).map { ($0, .figure($1)) })),
      ("margin", .figure(margin)),
      ("expected_cost", .figure(expectedCost)),
      ("reason", .string(reason)),
      ("router", .string(String(router.digest.prefix(12)))),
    ])
  }
}
