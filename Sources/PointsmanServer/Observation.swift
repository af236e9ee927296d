#if Gateway
  import AsyncHTTPClient
  import Dispatch
  import Foundation
  import NIOCore
  import NIOHTTP1
  import Pointsman
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway
  import PointsmanSupport
  import Synchronization

  /// The log, metrics, access lines and traces of requests. No request waits for them.
  final class Observation: Sendable {
    let log: DecisionLog?
    let reader: LogReader?
    let writesAccessLines: Bool
    let spans: SpanQueue?
    private let current: Mutex<(labels: [String], metrics: Metrics)>
    private let output = DispatchQueue(label: "access lines")
    private let waiting = Atomic(0)
    let start = Clock.milliseconds
    let resource = OTLP.Resource(serviceVersion: Gateway.version, instance: UUID().uuidString)

    /// Access lines that may wait for the standard output; more are dropped.
    private static let mostLines = 8192

    init(_ snapshot: GatewaySnapshot, environment: [String: String]) throws {
      let settings = snapshot.configuration.log
      if let path = settings.store {
        log = try DecisionLog(
          path: path, content: settings.content, keep: settings.keep.map { Int($0) },
          hmacKey: try settings.hashKeyBytes(in: environment))
        reader = try LogReader(path: path)
      } else {
        (log, reader) = (nil, nil)
      }
      writesAccessLines = settings.writesAccessLines
      spans = snapshot.configuration.traces == nil ? nil : SpanQueue()
      current = Mutex(([], Metrics(.init(policies: [], models: [], upstreams: []))))
      configure(snapshot)
    }

    /// Metrics have the labels of the configuration; where these change, they count from 0 again.
    func configure(_ snapshot: GatewaySnapshot) {
      let endpoints = snapshot.configuration.endpoints
      let upstreams = Set(endpoints.map(\.upstream.name)).sorted()
      let models = Set(snapshot.router.models + endpoints.map(\.name)).sorted()
      let policies = snapshot.policyNames + [DecisionRecord.namedModel]
      let labels = policies + ["/"] + models + ["/"] + upstreams
      current.withLock { current in
        guard current.labels != labels else { return }
        current = (
          labels,
          Metrics(
            .init(
              policies: policies, models: models, upstreams: upstreams,
              feedbackNames: ["score", "accepted", "rating", "tests", "edited"]))
        )
      }
    }

    var metrics: Metrics { current.withLock { $0.metrics } }

    func record(_ record: DecisionRecord, _ context: RequestContext) {
      log?.append(record)
      metrics.record(record)
      spans?.add(Span(record, context))
      guard writesAccessLines else { return }
      guard waiting.wrappingAdd(1, ordering: .relaxed).oldValue < Self.mostLines else {
        waiting.wrappingSubtract(1, ordering: .relaxed)
        return
      }
      output.async { [self] in
        try? FileHandle.standardOutput.write(contentsOf: Data(AccessLine.bytes(record, context)))
        waiting.wrappingSubtract(1, ordering: .relaxed)
      }
    }

    /// All metrics at this moment, as Prometheus reads them.
    func metricSnapshot(_ gateway: Gateway) -> [MetricSnapshot] {
      let (metrics, snapshot) = (metrics, gateway.service.snapshot)
      metrics.inFlight().set(Int64(gateway.requestsUnderWay))
      for name in gateway.service.clients.keys {
        metrics.breakerOpen(name).set(gateway.decider.health.isOpen(name) ? 1 : 0)
      }
      if let counters = log?.counters {
        metrics.logRows().set(Int64(counters.queued))
        metrics.logDropped().raise(to: UInt64(counters.allDropped))
      }
      return metrics.snapshot(
        digest: snapshot.routerID, models: snapshot.router.models.count, process: ProcessFigures.now(since: start))
    }

    func close() {
      log?.close()
      output.sync {}
    }
  }

  extension ProcessFigures {
    /// Of this process; what the system does not tell is nil.
    static func now(since start: UInt64) -> ProcessFigures {
      var figures = ProcessFigures()
      figures.startTime = Double(start) / 1000
      if let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
        let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
      {
        figures.residentBytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
      }
      if let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 12,
        let user = Double(fields[11]), let system = Double(fields[12])
      {
        figures.cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
      }
      figures.openFiles = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
      return figures
    }
  }

  /// Sends traces and metrics to a collector of OpenTelemetry, over HTTP. What it does not take is dropped and counted.
  final class Exporter: Sendable {
    private let gateway: Gateway
    private let client: HTTPClient
    private let base: String
    private let failures = Counter()
    private let task: RepeatedTask
    private static let interval = TimeAmount.seconds(Int64(5))

    init(_ gateway: Gateway, to base: String) {
      let client = HTTPClient(
        eventLoopGroup: gateway.group,
        configuration: .init(
          redirectConfiguration: .disallow, timeout: .init(connect: .seconds(Int64(3)), read: .seconds(Int64(10)))))
      (self.gateway, self.client, self.base) = (gateway, client, base)
      let failures = failures
      task = gateway.group.any().scheduleRepeatedTask(initialDelay: Self.interval, delay: Self.interval) { _ in
        Self.send(gateway, client, base, failures)
      }
    }

    private static func send(_ gateway: Gateway, _ client: HTTPClient, _ base: String, _ failures: Counter) {
      let observation = gateway.observation
      var bodies: [(path: String, body: [UInt8])] = []
      while let spans = observation.spans?.take(), !spans.isEmpty {
        bodies.append(("/v1/traces", OTLP.traces(spans, from: observation.resource)))
      }
      bodies.append(
        (
          "/v1/metrics",
          OTLP.metrics(
            observation.metricSnapshot(gateway), from: observation.resource, start: Int64(observation.start),
            now: Int64(Clock.milliseconds))
        ))
      for (path, body) in bodies {
        guard
          let request = try? HTTPClient.Request(
            url: base + path, method: .POST, headers: ["content-type": OTLP.contentType], body: .bytes(body))
        else { continue }
        client.execute(request: request).whenComplete { result in
          guard case .success(let response) = result, response.status == .ok else { return failures.add() }
        }
      }
    }

    /// Sends what is left, and ends.
    func close() {
      task.cancel()
      Self.send(gateway, client, base, failures)
      Thread.sleep(forTimeInterval: 0.2)
      try? client.syncShutdown()
    }
  }
#endif
