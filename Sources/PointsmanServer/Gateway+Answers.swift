#if Gateway
  import NIOCore
  import NIOHTTP1
  import Pointsman
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway

  // Answers of the gateway itself.
  extension Gateway {
    func answer(
      _ status: HTTPResponseStatus, _ body: [UInt8], type: String = GatewayError.contentType,
      _ headers: HTTPHeaders = HTTPHeaders(), on connection: ClientConnection
    ) {
      var headers = headers
      headers.add(name: "content-type", value: type)
      connection.begin(status, headers, length: body.count)
      connection.write(ByteBuffer(bytes: body))
      connection.end()
    }

    /// Refuses a request in the form of the interface whose path it is.
    func refuse(_ error: GatewayError, path: String, on connection: ClientConnection) {
      refuse(error, in: GatewayError.Shape(path: path), on: connection)
    }

    func refuse(
      _ error: GatewayError, in shape: GatewayError.Shape, on connection: ClientConnection,
      describe: (inout HTTPHeaders) -> Void = { _ in }
    ) {
      var headers = HTTPHeaders()
      if let wait = error.retryAfter {
        headers.add(name: "retry-after", value: String(Int(min(wait, 86_400).rounded(.up))))
      }
      describe(&headers)
      answer(HTTPResponseStatus(statusCode: error.status(for: shape)), error.body(in: shape), headers, on: connection)
    }

    /// The last event of a stream that broke off.
    static func brokenStream(_ failure: UpstreamFailure, of upstream: String, as api: WireProtocol) -> [UInt8] {
      let body = failure.error(of: upstream, hasBegun: true).body(in: GatewayError.Shape(api))
      return Array((api == .chat ? "data: " : "event: error\ndata: ").utf8) + body + Array("\n\n".utf8)
    }

    /// Says in headers how a request was routed.
    func describe(
      _ routing: Routing?, _ model: String, attempts: Int, overhead: TimeAmount?, in headers: inout HTTPHeaders
    ) {
      if let routing {
        headers.add(name: "x-pointsman-decision", value: routing.id.description)
        headers.add(name: "x-pointsman-policy", value: routing.policy)
        headers.add(name: "x-pointsman-rule", value: routing.decision.rule.rawValue)
        let probability = routing.decision.probabilities[routing.chosen]
        headers.add(name: "x-pointsman-probability", value: String((probability * 1e4).rounded() / 1e4))
        headers.add(name: "x-pointsman-router", value: String(routing.digest.prefix(12)))
      }
      headers.add(name: "x-pointsman-model", value: model)
      headers.add(name: "x-pointsman-attempts", value: String(attempts))
      if let overhead { headers.add(name: "x-pointsman-overhead-us", value: String(overhead.nanoseconds / 1000)) }
    }
  }

  extension GatewayError.Shape {
    init(_ api: WireProtocol) { self = api.isAnthropic ? .anthropic : .openai }

    init(path: String) {
      switch path {
      case "/v1/decisions": self = .decisions
      case "/v1/systemone": self = .systemone
      default: self = path.hasPrefix("/v1/messages") ? .anthropic : .openai
      }
    }
  }
#endif
