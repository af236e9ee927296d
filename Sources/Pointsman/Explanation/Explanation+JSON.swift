package import PointsmanSupport

extension Explanation {
  /// Every contribution to every logit.
  package var json: JSONValue {
    func byModel(_ values: [Double]) -> JSONValue { .object(zip(models, values).map { ($0, .figure($1)) }) }
    func list(_ contributions: [Contribution]) -> JSONValue {
      .array(
        contributions.map {
          .object([
            ("source", .string($0.source.rawValue)), ("text", .string($0.text)), ("logits", byModel($0.values)),
          ])
        })
    }
    return .object([
      ("probabilities", byModel(probabilities)), ("logits", byModel(logits)),
      ("contributions", list(contributions)), ("corrections", list(corrections)),
    ])
  }
}
