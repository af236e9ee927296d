import PointsmanSupport
import Testing

@testable import PointsmanGateway

@Suite("Traces and the access log")
struct TracesTests {
  private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  @Test("A trace is continued with a span of its own")
  func continued() {
    let trace = TraceContext(traceparent: Self.parent, random: (1, 2, 3))
    #expect(trace.traceID == "4bf92f3577b34da6a3ce929d0e0e4736" && trace.parentID == "00f067aa0ba902b7")
    #expect(trace.traceparent == "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000003-01")
    #expect(!TraceContext(traceparent: Self.parent.dropLast() + "0", random: (1, 2, 3)).isSampled)
    #expect(TraceContext(traceparent: "01" + Self.parent.dropFirst(2) + "-extra", random: (1, 2, 3)).parentID != nil)
  }

  @Test(
    "A malformed one begins a new trace",
    arguments: [
      nil, "", "00", parent.uppercased(), parent + "-x", parent + " ", "ff" + parent.dropFirst(2),
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01", String(repeating: "0", count: 5000),
    ] as [String?])
  func malformed(text: String?) {
    let trace = TraceContext(traceparent: text, random: (0, 0, 0))
    #expect(trace.parentID == nil && trace.traceID == String(repeating: "0", count: 31) + "1")
    #expect(trace.spanID == "0000000000000001")
  }

  @Test("The access line is one line of JSON under the conventions' names, without the prompt")
  func accessLine() throws {
    var context = RequestContext(trace: TraceContext(traceparent: Self.parent, random: (1, 2, 3)))
    context.requestModel = "auto\n\"x\""
    let bytes = AccessLine.bytes(Routings.record(), context)
    #expect(bytes.last == 0x0a && bytes.dropLast().allSatisfy { $0 >= 0x20 })
    let line = try json(bytes)
    #expect(line["time"]?.string == "2026-05-28T20:26:40.123Z" && line["gen_ai.request.model"]?.string == "auto\n\"x\"")
    #expect(line["gen_ai.response.model"]?.string == "large" && line["gen_ai.usage.output_tokens"]?.integer == 20)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
  }

  @Test("A request is a span with one child an attempt; failures have the status of an error")
  func spans() throws {
    let context = RequestContext(trace: TraceContext(traceparent: Self.parent, random: (1, 2, 3)))
    let sent = try json(OTLP.traces([Span(Routings.record(), context)], from: .init(serviceVersion: "0.1.0")))
    let spans = sent["resourceSpans"]?.array?[0]["scopeSpans"]?.array?[0]["spans"]?.array ?? []
    #expect(spans.count == 3 && spans[0]["parentSpanId"]?.string == "00f067aa0ba902b7")
    #expect(spans[1]["parentSpanId"] == spans[0]["spanId"] && spans[1]["status"]?["code"]?.integer == 2)
    #expect(Set(spans.compactMap { $0["spanId"]?.string }).count == 3)
    #expect(spans[0]["startTimeUnixNano"]?.string == "1780000000123000000")
    #expect(spans[0]["endTimeUnixNano"]?.string == "1780000002123000000")
  }

  @Test("A full queue drops and counts; what is not sampled is not sent")
  func queue() {
    let queue = SpanQueue(capacity: 2)
    let context = RequestContext(trace: TraceContext(traceparent: nil, random: (1, 2, 3)))
    for _ in 0..<5 { queue.add(Span(Routings.record(), context)) }
    #expect(queue.dropped.value == 3 && queue.take(1).count == 1 && queue.take().count == 1 && queue.take().isEmpty)
    let quiet = TraceContext(traceparent: String(Self.parent.dropLast()) + "0", random: (1, 2, 3))
    queue.add(Span(Routings.record(), RequestContext(trace: quiet)))
    #expect(queue.take().isEmpty)
  }

  @Test("Metrics are sums, gauges and histograms of OTLP")
  func metrics() throws {
    let metrics = Metrics(.init(policies: ["balanced"], models: ["small", "large"], upstreams: ["local", "openai"]))
    metrics.record(Routings.record())
    let sent = try json(
      OTLP.metrics(
        metrics.snapshot(digest: "ab", models: 2), from: .init(serviceVersion: "0.1.0"), start: 1000, now: 2000))
    let list = sent["resourceMetrics"]?.array?[0]["scopeMetrics"]?.array?[0]["metrics"]?.array ?? []
    let duration = list.first { $0["name"]?.string == "pointsman_decision_duration_seconds" }
    let point = duration?["histogram"]?["dataPoints"]?.array?.first
    #expect(point?["count"]?.string == "1" && point?["bucketCounts"]?.array?.count == 11)
    #expect(point?["explicitBounds"]?.array?.count == 10 && point?["startTimeUnixNano"]?.string == "1000000000")
    #expect(list.first { $0["name"]?.string == "pointsman_requests_total" }?["sum"]?["isMonotonic"] == .bool(true))
  }
}
