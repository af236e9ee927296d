extension Outcome {
  /// What may be recorded of an answer beside its score: the name in every format, and where it is kept.
  struct Measure: Sendable {
    let name: String
    let path: any WritableKeyPath<Outcome, Double?> & Sendable
    /// What a valid number is, for whoever wrote another.
    let expected: String

    static let all = [
      Measure(name: "cost", path: \.cost, expected: "a cost in USD of at least 0"),
      Measure(name: "latency_s", path: \.latency, expected: "seconds, at least 0"),
      Measure(name: "input_tokens", path: \.inputTokens, expected: "tokens, at least 0"),
      Measure(name: "output_tokens", path: \.outputTokens, expected: "tokens, at least 0"),
      Measure(name: "output_chars", path: \.outputCharacters, expected: "characters, at least 0"),
    ]
  }
}
