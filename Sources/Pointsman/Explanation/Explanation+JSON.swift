extension Explanation {
  /// Every contribution to every logit.
  package var json: JSONValue {
    func byModel(_ values: [Double]) -> JSONValue { .object(zip(models, values).map { ($0, .figure($1)) }) }
    return .object([
      ("probabilities", byModel(probabilities)), ("logits", byModel(logits)),
      (
        "contributions",
        .array(
          contributions.map {
            .object([
              ("source", .string($0.source.rawValue)), ("text", .string($0.text)), ("logits", byModel($0.values)),
            ])
          })
      ),
    ])
  }
}
