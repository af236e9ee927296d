internal import Pointsman
package import PointsmanDecisionLog

/// The attributes of one request, under the names of OpenTelemetry's conventions for generative models.
///
/// The conventions are in the status "Development" and their names move, so this file alone has them. Message bodies are
/// optional there, and never written. Names that start with `pointsman.` are this program's own.
struct GenAIAttributes: Sendable {
  enum Value: Sendable, Equatable {
    case text(String)
    case texts([String])
    case integer(Int)
    case number(Double)
    case boolean(Bool)
  }

  /// In a fixed order; what is not known is left out.
  private(set) var values: [(name: String, value: Value)] = []

  init(_ record: DecisionRecord, _ context: RequestContext) {
    let models = record.router.models
    func name(_ m: Int) -> String? { models.indices.contains(m) ? models[m] : nil }
    func figure(_ values: [Double], _ m: Int) -> Double? { values.indices.contains(m) ? values[m] : nil }
    add("gen_ai.operation.name", .text(record.answer == nil ? "route" : "chat"))
    add("gen_ai.provider.name", context.provider.map(Value.text))
    add("gen_ai.request.model", context.requestModel.map { .text(String($0.prefix(256))) })
    add("gen_ai.response.model", (context.responseModel ?? record.answer?.model.flatMap(name)).map(Value.text))
    add("gen_ai.response.id", context.responseID.map(Value.text))
    add("gen_ai.conversation.id", record.conversation.map(Value.text))
    if let answer = record.answer {
      add("gen_ai.request.stream", .boolean(answer.isStream))
      add("gen_ai.response.finish_reasons", answer.finish.map { .texts([$0]) })
      add("gen_ai.response.time_to_first_chunk", answer.firstByte.map(Value.number))
      add("gen_ai.usage.input_tokens", answer.tokens.input.map(Value.integer))
      add("gen_ai.usage.output_tokens", answer.tokens.output.map(Value.integer))
      add("gen_ai.usage.cache_read.input_tokens", answer.tokens.cached.map(Value.integer))
      add("gen_ai.usage.cache_creation.input_tokens", answer.tokens.cacheWritten.map(Value.integer))
      add("http.response.status_code", .integer(answer.status))
      add("error.type", answer.failure.map(Value.text))
    }
    add("server.address", context.serverAddress.map(Value.text))
    add("server.port", context.serverPort.map(Value.integer))
    add("pointsman.decision.id", .text(record.id.description))
    add("pointsman.endpoint", .text(record.endpoint))
    add("pointsman.policy", .text(record.policy))
    add("pointsman.model", name(record.chosen).map(Value.text))
    add("pointsman.preferred", name(record.preferred).map(Value.text))
    add("pointsman.rule", .text(record.rule.rawValue))
    add("pointsman.probability", figure(record.probabilities, record.chosen).map(Value.number))
    add("pointsman.propensity", figure(record.propensities, record.chosen).map(Value.number))
    add("pointsman.router.digest", .text(String(record.router.digest.prefix(12))))
    add("pointsman.key", record.key.map(Value.text))
    add("pointsman.decision.duration", .number(record.decisionTime * 1e-6))
    if let answer = record.answer {
      add("pointsman.attempts", .integer(answer.attempts.count))
      add("pointsman.overhead", .number(answer.overhead * 1e-6))
      add("pointsman.duration", .number(answer.total))
      add("pointsman.cost_usd", answer.cost.map(Value.number))
    }
  }

  private mutating func add(_ name: String, _ value: Value?) {
    if let value { values.append((name, value)) }
  }
}

/// One line of the access log: JSON, without prompts, answers and keys.
package enum AccessLine {
  /// The line with its line feed.
  package static func bytes(_ record: DecisionRecord, _ context: RequestContext) -> [UInt8] {
    var json = JSONBytes(capacity: 1024)
    json.object { json in
      json.member("time", UTCTime.text(milliseconds: record.milliseconds, showsMilliseconds: true))
      json.member("trace_id", context.trace.traceID)
      json.member("span_id", context.trace.spanID)
      for (name, value) in GenAIAttributes(record, context).values {
        json.key(name)
        switch value {
        case .text(let text): json.string(text)
        case .texts(let texts): json.array { json in for text in texts { json.string(text) } }
        case .integer(let number): json.integer(number)
        case .number(let number): json.number(number)
        case .boolean(let value): json.boolean(value)
        }
      }
    }
    return json.bytes + [0x0a]
  }
}
