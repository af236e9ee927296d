package import PointsmanDecisionLog
internal import Synchronization

/// Bodies of OTLP over HTTP as JSON: for `/v1/traces` and `/v1/metrics` of a collector.
package enum OTLP {
  package static let contentType = "application/json"

  /// The process that sends.
  package struct Resource: Sendable {
    package var serviceName: String
    package var serviceVersion: String
    /// Differs between replicas.
    package var instance: String?

    package init(serviceName: String = "pointsman-gateway", serviceVersion: String, instance: String? = nil) {
      (self.serviceName, self.serviceVersion, self.instance) = (serviceName, serviceVersion, instance)
    }
  }

  /// A request's span, of kind server, with one child of kind client for each attempt.
  package static func traces(_ spans: [Span], from resource: Resource) -> [UInt8] {
    var json = JSONBytes(capacity: 512 + 2048 * spans.count)
    json.object { json in
      json.member(
        "resourceSpans",
        array: { json in
          json.object { json in
            write(resource, to: &json)
            json.member(
              "scopeSpans",
              array: { json in
                json.object { json in
                  writeScope(resource, to: &json)
                  json.member("spans", array: { json in for span in spans { span.write(to: &json) } })
                }
              })
          }
        })
    }
    return json.bytes
  }

  /// Metrics, cumulative.
  ///
  /// - Parameters:
  ///   - start: milliseconds since 1970 of the start of counting.
  ///   - now: milliseconds since 1970 of the snapshot.
  package static func metrics(
    _ metrics: [MetricSnapshot], from resource: Resource, start: Int64, now: Int64
  ) -> [UInt8] {
    var json = JSONBytes(capacity: 16_384)
    json.object { json in
      json.member(
        "resourceMetrics",
        array: { json in
          json.object { json in
            write(resource, to: &json)
            json.member(
              "scopeMetrics",
              array: { json in
                json.object { json in
                  writeScope(resource, to: &json)
                  json.member(
                    "metrics",
                    array: { json in
                      for metric in metrics where !metric.samples.isEmpty {
                        write(metric, times: (nanoseconds(start), nanoseconds(now)), to: &json)
                      }
                    })
                }
              })
          }
        })
    }
    return json.bytes
  }

  private static func write(_ resource: Resource, to json: inout JSONBytes) {
    json.member(
      "resource",
      object: { json in
        json.member(
          "attributes",
          array: { json in
            json.attribute("service.name", .text(resource.serviceName))
            json.attribute("service.version", .text(resource.serviceVersion))
            if let instance = resource.instance { json.attribute("service.instance.id", .text(instance)) }
          })
      })
  }

  private static func writeScope(_ resource: Resource, to json: inout JSONBytes) {
    json.member(
      "scope",
      object: { json in
        json.member("name", "pointsman")
        json.member("version", resource.serviceVersion)
      })
  }

  private static func write(
    _ metric: MetricSnapshot, times: (start: String, now: String), to json: inout JSONBytes
  ) {
    json.object { json in
      json.member("name", metric.name)
      json.member("description", metric.help)
      let data = ["counter": "sum", "gauge": "gauge", "histogram": "histogram"][metric.kind.rawValue] ?? "gauge"
      json.member(
        data,
        object: { json in
          if metric.kind != .gauge {
            // AGGREGATION_TEMPORALITY_CUMULATIVE
            json.member("aggregationTemporality", integer: 2)
          }
          if metric.kind == .counter { json.member("isMonotonic", boolean: true) }
          json.member(
            "dataPoints",
            array: { json in
              for sample in metric.samples { write(sample, metric.kind, times, to: &json) }
            })
        })
    }
  }

  private static func write(
    _ sample: MetricSnapshot.Sample, _ kind: MetricSnapshot.Kind, _ times: (start: String, now: String),
    to json: inout JSONBytes
  ) {
    json.object { json in
      json.member(
        "attributes",
        array: { json in
          for label in sample.labels { json.attribute(label.name, .text(label.value)) }
        })
      if kind != .gauge { json.member("startTimeUnixNano", times.start) }
      json.member("timeUnixNano", times.now)
      switch sample.value {
      case .number(let value): json.member("asDouble", number: value)
      case .buckets(let bounds, let counts, let sum):
        json.member("count", String(counts.reduce(0, &+)))
        json.member("sum", number: sum)
        json.member("bucketCounts", array: { json in for count in counts { json.string(String(count)) } })
        json.member("explicitBounds", array: { json in for bound in bounds { json.number(bound) } })
      }
    }
  }

  /// Nanoseconds as text, as 64-bit integers are in OTLP's JSON.
  static func nanoseconds(_ milliseconds: Int64) -> String { "\(max(0, milliseconds))000000" }
}

/// A request as a trace shows it.
package struct Span: Sendable {
  let record: DecisionRecord
  let context: RequestContext

  package init(_ record: DecisionRecord, _ context: RequestContext) { (self.record, self.context) = (record, context) }

  /// OTLP's numbers of kinds and of the status "error".
  private static let (server, client, error) = (2, 3, 2)

  func write(to json: inout JSONBytes) {
    let attributes = GenAIAttributes(record, context)
    let end = record.milliseconds &+ Self.milliseconds(record.answer?.total ?? record.decisionTime * 1e-6)
    json.object { json in
      json.member("traceId", context.trace.traceID)
      json.member("spanId", context.trace.spanID)
      if let parent = context.trace.parentID { json.member("parentSpanId", parent) }
      json.member("name", "pointsman \(record.endpoint)")
      json.member("kind", integer: Self.server)
      json.member("startTimeUnixNano", OTLP.nanoseconds(record.milliseconds))
      json.member("endTimeUnixNano", OTLP.nanoseconds(end))
      json.member(
        "attributes",
        array: { json in
          for (name, value) in attributes.values { json.attribute(name, value) }
        })
      if let answer = record.answer, answer.failure != nil || answer.status >= 500 {
        writeError(answer.failure ?? "status \(answer.status)", to: &json)
      }
    }
    for (index, attempt) in (record.answer?.attempts ?? []).enumerated() { write(attempt, index, to: &json) }
  }

  private func write(_ attempt: DecisionRecord.Attempt, _ index: Int, to json: inout JSONBytes) {
    let start = record.milliseconds &+ Self.milliseconds(attempt.start)
    let models = record.router.models
    json.object { json in
      json.member("traceId", context.trace.traceID)
      json.member("spanId", Self.childID(of: context.trace.spanID, index))
      json.member("parentSpanId", context.trace.spanID)
      json.member("name", "attempt \(attempt.upstream)")
      json.member("kind", integer: Self.client)
      json.member("startTimeUnixNano", OTLP.nanoseconds(start))
      json.member("endTimeUnixNano", OTLP.nanoseconds(start &+ Self.milliseconds(attempt.duration)))
      json.member(
        "attributes",
        array: { json in
          json.attribute("pointsman.upstream", .text(attempt.upstream))
          if models.indices.contains(attempt.model) { json.attribute("pointsman.model", .text(models[attempt.model])) }
          if let status = attempt.status { json.attribute("http.response.status_code", .integer(status)) }
          if let failure = attempt.failure { json.attribute("error.type", .text(failure)) }
        })
      if let failure = attempt.failure { writeError(failure, to: &json) }
    }
  }

  private func writeError(_ message: String, to json: inout JSONBytes) {
    json.member(
      "status",
      object: { json in
        json.member("code", integer: Self.error)
        json.member("message", message)
      })
  }

  /// A duration in whole milliseconds, a year at most.
  private static func milliseconds(_ seconds: Double) -> Int64 {
    guard seconds > 0 else { return 0 }
    return Int64(min(seconds, 366 * 86_400) * 1000)
  }

  /// The id of an attempt's span: the request's, moved on by its number.
  private static func childID(of id: String, _ index: Int) -> String {
    let value = (UInt64(id, radix: 16) ?? 0) &+ UInt64(index + 1)
    let digits = String(max(value, 1), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// Spans that wait to be sent; full, it drops and counts.
package final class SpanQueue: Sendable {
  private let waiting = Mutex<[Span]>([])
  private let capacity: Int
  package let dropped = Counter()

  package init(capacity: Int = 2048) { self.capacity = capacity }

  /// Adds a span whose trace is sampled.
  package func add(_ span: Span) {
    guard span.context.trace.isSampled else { return }
    let isAdded = waiting.withLock { waiting in
      guard waiting.count < capacity else { return false }
      waiting.append(span)
      return true
    }
    if !isAdded { dropped.add() }
  }

  /// Takes up to `most` spans, the oldest first.
  package func take(_ most: Int = 512) -> [Span] {
    waiting.withLock { waiting in
      let taken = Array(waiting.prefix(most))
      waiting.removeFirst(taken.count)
      return taken
    }
  }
}

extension JSONBytes {
  /// An attribute as OTLP has it.
  mutating func attribute(_ name: String, _ value: GenAIAttributes.Value) {
    object { json in
      json.member("key", name)
      json.member("value", object: { json in json.write(value) })
    }
  }

  private mutating func write(_ value: GenAIAttributes.Value) {
    switch value {
    case .text(let text): member("stringValue", text)
    case .integer(let number): member("intValue", String(number))
    case .number(let number): member("doubleValue", number: number)
    case .boolean(let value): member("boolValue", boolean: value)
    case .texts(let texts):
      member(
        "arrayValue",
        object: { json in
          json.member(
            "values",
            array: { json in
              for text in texts { json.object { json in json.member("stringValue", text) } }
            })
        })
    }
  }
}
