package import PointsmanEndpoints
package import PointsmanSupport

/// The answers of a run, counted by model.
package struct CollectSummary: Sendable {
  package struct Model: Sendable {
    package let name: String
    /// Answers that came.
    package let answers: Int
    /// Answers that did not come, by reason, with what was said of one of them.
    package let failures: [AskFailure.Kind: (count: Int, example: String)]
    package let notAsked: Int
    /// Answers that ended at the most tokens allowed.
    package let cut: Int
    /// Answers without any text or call of a tool.
    package let empty: Int
    /// USD of the answers; nil where the cost of one is not known.
    package let cost: Double?
    /// Medians over the answers, in seconds and tokens a second; nil where none is known.
    package let firstToken: Double?
    package let total: Double?
    package let tokensPerSecond: Double?
  }

  package let models: [Model]
  /// Prompts that every model has answered, in every sample.
  package let completePrompts: Int

  package init(_ plan: CollectPlan, _ results: AskResults) {
    models = plan.endpoints.map { endpoint in
      let keys = plan.prompts.flatMap { prompt in
        (1...plan.samples).map { CollectPlan.key(endpoint.name, prompt.id, $0) }
      }
      let replies = keys.compactMap { results.replies[$0] }
      let failures = keys.compactMap { results.failures[$0] }
      let costs = replies.compactMap(\.cost)
      return Model(
        name: endpoint.name, answers: replies.count,
        failures: Dictionary(grouping: failures, by: \.kind).mapValues { ($0.count, $0[0].message) },
        notAsked: keys.count - replies.count - failures.count,
        cut: replies.count { $0.reply.finish == .length },
        empty: replies.count { $0.reply.text.allSatisfy(\.isWhitespace) && $0.reply.calls.isEmpty },
        cost: costs.count == replies.count ? costs.reduce(0, +) : nil,
        firstToken: Self.median(replies.compactMap(\.reply.firstToken)),
        total: Self.median(replies.map(\.reply.total)),
        tokensPerSecond: Self.median(replies.compactMap(\.reply.tokensPerSecond)))
    }
    completePrompts = plan.prompts.count { prompt in
      plan.endpoints.allSatisfy { endpoint in
        (1...plan.samples).allSatisfy { results.replies[CollectPlan.key(endpoint.name, prompt.id, $0)] != nil }
      }
    }
  }

  private static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let middle = sorted.indices.dropFirst(sorted.count / 2).first else { return nil }
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension Reply {
  /// Output tokens a second after the first, as `Outcome.outputSpeed` has it.
  package var tokensPerSecond: Double? {
    guard let firstToken, let outputTokens, outputTokens > 1, total > firstToken else { return nil }
    return Double(outputTokens - 1) / (total - firstToken)
  }
}

extension CollectSummary.Model {
  package var failed: Int { failures.values.reduce(0) { $0 + $1.count } }

  package var json: JSONValue {
    let reasons = failures.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      ($0.key.rawValue, JSONValue.integer($0.value.count))
    }
    return .object([
      ("model", .string(name)), ("answers", .integer(answers)), ("not_observed", .object(reasons)),
      ("not_asked", .integer(notAsked)), ("cut_at_max_tokens", .integer(cut)), ("empty", .integer(empty)),
      ("cost", .figure(cost)), ("first_token_s", .figure(firstToken)), ("latency_s", .figure(total)),
      ("tokens_per_second", .figure(tokensPerSecond)),
    ])
  }
}
