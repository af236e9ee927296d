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
      json.member("time", UTCTime(milliseconds: record.milliseconds).text)
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

/// A moment as RFC 3339 writes it, in UTC.
struct UTCTime: Sendable {
  let milliseconds: Int64

  /// "2026-12-01T01:20:00.123Z". Source of the calendar: Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  var text: String {
    let day = milliseconds.flooredDivision(by: 86_400_000)
    let rest = Int(milliseconds - day * 86_400_000)
    let shifted = day + 719_468
    let era = shifted.flooredDivision(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let date = dayOfYear - (153 * month + 2) / 5 + 1
    let number = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (number <= 2 ? 1 : 0)
    func digits(_ value: Int, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    return "\(digits(Int(year), 4))-\(digits(Int(number), 2))-\(digits(Int(date), 2))T\(digits(rest / 3_600_000, 2)):"
      + "\(digits(rest / 60_000 % 60, 2)):\(digits(rest / 1000 % 60, 2)).\(digits(rest % 1000, 3))Z"
  }
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
