internal import PointsmanSupport

extension StoredDecision {
  /// The decision as `GET /admin/decisions` shows it.
  func json(feedback: [StoredScore]) -> JSONValue { .object(members(feedback: feedback)) }

  /// The decision with all that a model could be trained on but the text: a line of `log export --format jsonl`.
  func exportJSON(feedback: [StoredScore]) -> JSONValue {
    let more: [(key: String, value: JSONValue)] = [
      ("router", .string(router.digest)), ("configuration", .string(configuration)), ("key", .text(key)),
      ("conversation", .text(conversation.map(Hexadecimal.text))), ("turn", .count(turn)),
      ("prompt_hmac", .text(promptHMAC.map(Hexadecimal.text))), ("prompt_bytes", .integer(promptBytes)),
      ("tags", .object(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ("needs", .array(needs.map(JSONValue.string))),
      ("permitted", .array(zip(router.models, isPermitted).filter(\.1).map { .string($0.0) })),
      ("propensities", byModel(propensities)), ("expected_costs", byModel(expectedCosts)),
      ("margin", .figure(margin)), ("margin_error", .figure(marginError)), ("decision_us", .figure(decisionTime)),
      ("answered", .bool(isAnswered)), ("finish", .text(finish)), ("stream", isStream.map(JSONValue.bool) ?? .null),
      ("first_byte_ms", .figure(firstByte)), ("input_tokens", .count(inputTokens)),
      ("cached_tokens", .count(cachedTokens)), ("cache_written_tokens", .count(cacheWrittenTokens)),
      ("output_tokens", .count(outputTokens)), ("reasoning_tokens", .count(reasoningTokens)),
      ("tokens_estimated", .bool(areTokensEstimated)),
    ]
    return .object(members(feedback: feedback).filter { $0.key != "prompt" } + more)
  }

  private func members(feedback: [StoredScore]) -> [(key: String, value: JSONValue)] {
    [
      ("id", .string("\(id)")), ("at", .string(UTCTime.text(milliseconds: milliseconds))), ("policy", .string(policy)),
      ("endpoint", .string(endpoint)), ("model", .string(router.models[chosen])),
      ("preferred", .string(router.models[preferred])), ("served", .text(served.map { router.models[$0] })),
      ("explored", .bool(isExplored)), ("rule", .string(rule)), ("reason", .string(reason)),
      ("probabilities", byModel(probabilities)), ("propensity", .figure(propensity)), ("status", .count(status)),
      ("failure", .text(failure)), ("total_ms", .figure(total)), ("overhead_us", .figure(overhead)),
      ("cost_usd", .figure(cost)), ("prompt", .text(prompt)),
      (
        "feedback",
        .array(feedback.map { .object([("name", .string($0.name)), ("score", .number($0.score))]) })
      ),
    ]
  }

  private func byModel(_ values: [Double?]) -> JSONValue {
    .object(zip(router.models, values).map { ($0, .figure($1)) })
  }
}

extension JSONValue {
  fileprivate static func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
  fileprivate static func count(_ value: Int?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
}
