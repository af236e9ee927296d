#if Gateway
  import NIOCore
  import NIOHTTP1
  import Pointsman
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway

  // Where requests go.
  extension Gateway {
    func handle(_ request: IncomingRequest, on connection: ClientConnection) {
      let service = service
      let path = String(request.path)
      do throws(GatewayError) {
        try checkOrigin(request.head.headers, service)
        switch (request.head.method, path) {
        case (.POST, "/v1/chat/completions"): try proxy(.chat, request, service, connection)
        case (.POST, "/v1/responses"): try proxy(.responses, request, service, connection)
        case (.POST, "/v1/messages"): try proxy(.messages, request, service, connection)
        case (.GET, "/health/live"): answer(.ok, json: #"{"status":"ok"}"#, on: connection)
        case (.GET, "/health/ready"):
          answer(
            isDraining ? .serviceUnavailable : .ok, json: isDraining ? #"{"status":"draining"}"# : #"{"status":"ok"}"#,
            on: connection)
        default: throw GatewayError(.notFound, "there is nothing at \(request.head.method) \(path)")
        }
      } catch {
        refuse(error, path: path, on: connection)
      }
    }

    /// A page of another site in a browser may send requests here, and, by a name that it resolves to this machine, read the
    /// answers. Without keys only requests that are meant for this machine are taken.
    private func checkOrigin(_ headers: HTTPHeaders, _ service: Service) throws(GatewayError) {
      let configuration = service.snapshot.configuration
      guard configuration.keys.isEmpty else { return }
      let host = headers.first(name: "host") ?? ""
      guard ListenAddress(host)?.isLoopback ?? ListenAddress(host + ":80")?.isLoopback ?? false else {
        throw GatewayError(.permission, "the host \"\(host)\" is not this machine; configure keys to serve others")
      }
      if let origin = headers.first(name: "origin"), origin != "http://\(host)" {
        throw GatewayError(.permission, "pages of \(origin) may not use this gateway")
      }
    }

    /// The key that a request shows; nil where none is configured.
    func key(of headers: HTTPHeaders, _ service: Service) throws(GatewayError) -> ClientKey? {
      let keys = service.snapshot.configuration.keys
      guard !keys.isEmpty else { return nil }
      guard let shown = Self.shownKey(headers) else {
        throw GatewayError(.authentication, "the request has no key; send Authorization: Bearer KEY, or x-api-key: KEY")
      }
      guard let key = keys.key(shown: shown) else {
        throw GatewayError(.authentication, "the key is not one of this gateway's")
      }
      if let wait = service.rates[key.name]?.take() {
        throw GatewayError(.rateLimit, "key \"\(key.name)\" sends more than it may in a minute", retryAfter: wait)
      }
      return key
    }

    static func shownKey(_ headers: HTTPHeaders) -> String? {
      if let key = headers.first(name: "x-api-key") { return key }
      guard let value = headers.first(name: "authorization"), value.lowercased().hasPrefix("bearer ") else {
        return nil
      }
      return String(value.dropFirst(7))
    }
  }

  // Answers of the gateway itself.
  extension Gateway {
    func answer(
      _ status: HTTPResponseStatus, json: String, _ headers: HTTPHeaders = HTTPHeaders(),
      on connection: ClientConnection
    ) {
      answer(status, ByteBuffer(string: json), type: "application/json", headers, on: connection)
    }

    func answer(
      _ status: HTTPResponseStatus, _ body: ByteBuffer, type: String, _ headers: HTTPHeaders = HTTPHeaders(),
      on connection: ClientConnection
    ) {
      var headers = headers
      headers.add(name: "content-type", value: type)
      connection.begin(status, headers, length: body.readableBytes)
      connection.write(body)
      connection.end()
    }

    /// Refuses a request in the form of the provider whose path it is.
    func refuse(_ refusal: GatewayError, path: String, on connection: ClientConnection) {
      refuse(refusal, as: path.hasPrefix("/v1/messages") ? .messages : .chat, on: connection)
    }

    func refuse(
      _ refusal: GatewayError, as api: WireProtocol, on connection: ClientConnection,
      describe: (inout HTTPHeaders) -> Void = { _ in }
    ) {
      var headers = HTTPHeaders()
      if let wait = refusal.retryAfter { headers.add(name: "retry-after", value: String(Int(wait.rounded(.up)))) }
      describe(&headers)
      answer(
        HTTPResponseStatus(statusCode: refusal.kind.status), ByteBuffer(bytes: refusal.body(as: api)),
        type: "application/json", headers, on: connection)
    }

    /// The last event of a stream that broke off.
    func brokenStream(_ failure: UpstreamFailure, as api: WireProtocol) -> [UInt8] {
      let body = String(decoding: failure.refusal(of: "").body(as: api), as: UTF8.self)
      return Array((api == .chat ? "data: \(body)\n\n" : "event: error\ndata: \(body)\n\n").utf8)
    }

    /// Says in headers how a request was routed.
    func describe(
      _ routing: Routing?, _ model: String, attempts: Int, overhead: TimeAmount?, in headers: inout HTTPHeaders
    ) {
      if let routing {
        headers.add(name: "x-pointsman-decision", value: routing.id.description)
        headers.add(name: "x-pointsman-policy", value: routing.policy)
        headers.add(name: "x-pointsman-rule", value: routing.decision.rule.rawValue)
        headers.add(
          name: "x-pointsman-probability",
          value: String((routing.decision.probabilities[routing.chosen] * 1e4).rounded() / 1e4))
        headers.add(name: "x-pointsman-router", value: String(routing.digest.prefix(12)))
      }
      headers.add(name: "x-pointsman-model", value: model)
      headers.add(name: "x-pointsman-attempts", value: String(attempts))
      if let overhead { headers.add(name: "x-pointsman-overhead-us", value: String(overhead.nanoseconds / 1000)) }
    }
  }
#endif
