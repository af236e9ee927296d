import Foundation
import PointsmanGateway
import PointsmanSupport
import Testing

@Suite("Metrics")
struct MetricsTests {
  private let metrics = Metrics(
    .init(
      policies: ["balanced"], models: ["small", "large\"\\\n"], upstreams: ["local", "openai"],
      feedbackNames: ["accepted"]))

  private var text: String { metrics.snapshot(digest: String(repeating: "ab", count: 32), models: 2).prometheusText }

  @Test("A request counts under the model that answered, its attempts by outcome, its fallback by reason")
  func request() {
    metrics.record(Routings.record(models: ["small", "large\"\\\n"]))
    let lines = Set(text.split(separator: "\n").map(String.init))
    let large = #"large\"\\\n"#
    for line in [
      "pointsman_requests_total{protocol=\"chat\",policy=\"balanced\",model=\"\(large)\",code=\"200\"} 1",
      "pointsman_decisions_total{policy=\"balanced\",model=\"small\",rule=\"objective\"} 1",
      #"pointsman_upstream_attempts_total{upstream="local",outcome="server_error"} 1"#,
      #"pointsman_upstream_attempts_total{upstream="openai",outcome="success"} 1"#,
      "pointsman_fallbacks_total{from=\"small\",to=\"\(large)\",reason=\"server_error\"} 1",
      "pointsman_tokens_total{model=\"\(large)\",kind=\"input\"} 100",
      "pointsman_cost_usd_total{model=\"\(large)\"} 0.25",
      #"pointsman_decision_duration_seconds_bucket{le="+Inf"} 1"#, "pointsman_decision_duration_seconds_count 1",
      #"pointsman_router_info{digest="abababababab",models="2"} 1"#,
    ] { #expect(lines.contains(line), "\(line)") }
  }

  @Test("Ten thousand names that no configuration has make one series")
  func cardinality() {
    for index in 0..<10_000 {
      metrics.record(Routings.record(models: ["m\(index)", "n\(index)"], policy: "p\(index)"))
    }
    let series = text.split(separator: "\n").filter { $0.hasPrefix("pointsman_requests_total{") }
    #expect(series == [#"pointsman_requests_total{protocol="chat",policy="unknown",model="unknown",code="200"} 10000"#])
  }

  @Test("Buckets are cumulative, a bound belongs to its bucket, and NaN is not counted")
  func histogram() {
    let histogram = Histogram(bounds: [1, 2, 4])
    for value in [0, 1, 1.5, 2, 4, 5, .nan, -1] { histogram.observe(value) }
    #expect(histogram.counts == [2, 2, 1, 1] && histogram.sum == 13.5)
  }

  @Test("Counts from several threads are all kept")
  func threads() async {
    let counter = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<10_000 { counter.add() } } }
    }
    #expect(counter.value == 80_000)
  }

  @Test("Every metric has help and type once, before its series")
  func format() throws {
    metrics.record(Routings.record())
    metrics.record(feedback: "accepted", model: "small", score: 0.5)
    var seen: Set<Substring> = []
    for line in text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
      let parts = line.split(separator: " ")
      #expect(parts.count == 4 && ["counter", "gauge", "histogram"].contains(parts[3]))
      #expect(seen.insert(parts[2]).inserted)
      if parts[3] == "counter" { #expect(parts[2].hasSuffix("_total"), "\(parts[2])") }
    }
    #expect(text.hasSuffix("\n") && seen.count >= 15)
    // For Tests/Checks/gateway-metrics/run.
    if let path = ProcessInfo.processInfo.environment["POINTSMAN_METRICS_TEXT"] {
      try AtomicFile.write(Array(text.utf8), to: path)
    }
  }
}
