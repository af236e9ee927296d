#if Gateway
  import Dispatch
  import Foundation
  import NIOCore
  import NIOHTTP1
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway
  import PointsmanSupport

  // The page, and what its operator asks.
  extension Gateway {
    func administer(
      _ incoming: IncomingRequest, _ connection: ClientConnection
    ) throws(GatewayError) {
      let (method, path) = (incoming.head.method, String(incoming.path))
      switch (method, path) {
      case (.GET, "/"):
        var headers = HTTPHeaders()
        headers.add(name: "content-security-policy", value: Page.contentSecurityPolicy)
        headers.add(name: "x-content-type-options", value: "nosniff")
        headers.add(name: "referrer-policy", value: "no-referrer")
        headers.add(name: "cache-control", value: "no-cache")
        answer(.ok, Page.html, type: Page.contentType, headers, on: connection)
      case (.GET, "/metrics"):
        try serveMetrics(path, on: connection)
      case (.GET, "/admin/summary"):
        let hours = try Self.number("hours", in: incoming.query, LogReader.hours) ?? 24
        try read(on: connection) { [observation] reader throws(LogError) in
          try reader.summary(hours: hours, dropped: observation.log?.counters.allDropped ?? 0)
        }
      case (.GET, "/admin/decisions"):
        let limit = try Self.number("limit", in: incoming.query, LogReader.limits) ?? 50
        let model = try Self.value("model", in: incoming.query)
        let since = try Self.value("since", in: incoming.query)
        let time = since.flatMap(UTCTime.milliseconds)
        guard since == nil || time != nil else {
          throw GatewayError(.invalidRequest, "\"since\" is no time such as 2026-12-01T00:00:00Z", member: "since")
        }
        try read(on: connection) { reader throws(LogError) in
          try reader.decisions(limit: limit, model: model, since: time)
        }
      case (.GET, "/admin/config"):
        answer(.ok, Array(incoming.service.snapshot.description.text.utf8), on: connection)
      case (.POST, "/admin/reload"):
        reload(on: connection)
      default:
        throw GatewayError(.notFound, "there is nothing at \(method) \(path.prefix(100))")
      }
    }

    func serveMetrics(_ path: String, on connection: ClientConnection) throws(GatewayError) {
      guard path == "/metrics" else {
        throw GatewayError(.notFound, "there is nothing at \(path.prefix(100)); /metrics is here")
      }
      let snapshot = observation.metricSnapshot(self)
      answer(
        .ok, Array(snapshot.prometheusText.utf8), type: [MetricSnapshot].prometheusContentType, on: connection)
    }

    /// The models that a client may name.
    func models(_ incoming: IncomingRequest) -> ModelsAnswer {
      let (key, snapshot) = (incoming.key, incoming.service.snapshot)
      return ModelsAnswer(
        policies: snapshot.policyNames.filter { key?.policies?.contains($0) ?? true },
        upstreamModels: key?.namesModels ?? true ? snapshot.named.keys.sorted() : [],
        created: Int(observation.start / 1000))
    }

    /// Reads the log on a thread of its own, for that may take long.
    private func read(
      on connection: ClientConnection, _ body: @escaping @Sendable (LogReader) throws(LogError) -> JSONValue
    ) throws(GatewayError) {
      guard let reader = observation.reader else {
        throw GatewayError(.notFound, "this gateway keeps no log; configure log: {store: FILE}", code: "no_log")
      }
      let waiting = NIOLoopBound(connection, eventLoop: connection.eventLoop)
      let loop = connection.eventLoop
      connection.waitForAnswer()
      DispatchQueue.global().async { [self] in
        let result = Result { try body(reader) }
        loop.execute { [self] in
          switch result {
          case .success(let json): answer(.ok, Array(json.text.utf8), on: waiting.value)
          case .failure(let error):
            refuse(GatewayError(.internalError, "\(error)"), in: .openai, on: waiting.value)
          }
        }
      }
    }

    private func reload(on connection: ClientConnection) {
      let waiting = NIOLoopBound(connection, eventLoop: connection.eventLoop)
      let loop = connection.eventLoop
      connection.waitForAnswer()
      reloader.reload { [self] fault in
        loop.execute { [self] in
          if let fault {
            refuse(
              GatewayError(.conflict, "not reloaded, the old configuration goes on: \(fault)"), in: .openai,
              on: waiting.value)
          } else {
            answer(
              .ok, Array(#"{"status":"reloaded","router":"\#(service.snapshot.routerID)"}"#.utf8), on: waiting.value)
          }
        }
      }
    }

    private static func value(_ name: String, in query: Substring) throws(GatewayError) -> String? {
      for part in query.split(separator: "&") where part.hasPrefix(name + "=") {
        let text = part.dropFirst(name.count + 1).replacing("+", with: " ")
        guard let value = text.removingPercentEncoding else {
          throw GatewayError(.invalidRequest, "\"\(name)\" is not encoded as queries are", member: name)
        }
        return value
      }
      return nil
    }

    private static func number(
      _ name: String, in query: Substring, _ range: ClosedRange<Int>
    ) throws(GatewayError) -> Int? {
      guard let text = try value(name, in: query) else { return nil }
      guard let number = Int(text), range.contains(number) else {
        throw GatewayError(
          .invalidRequest, "\"\(name)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)",
          member: name)
      }
      return number
    }
  }
#endif
