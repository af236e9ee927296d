#if Gateway
  import Foundation
  import NIOCore
  import NIOHTTP1
  import Pointsman
  import PointsmanEndpoints
  import PointsmanGateway

  // Where requests go, and who may send them.
  extension Gateway {
    /// Decides by a request's head whether its body is read at all.
    func admit(_ head: HTTPRequestHead, servesMetrics: Bool) throws(GatewayError) -> Admission {
      let service = service
      let path = head.uri.prefix { $0 != "?" }
      if servesMetrics { return Admission(service: service, key: nil) }
      try checkOrigin(head.headers, service)
      if let encoding = head.headers.first(name: "content-encoding"), encoding.lowercased() != "identity" {
        throw GatewayError(.unsupportedEncoding, "the body is encoded as \(encoding.prefix(40)); send it as it is")
      }
      if path.hasPrefix("/v1/") || path.hasPrefix("/sidecar/") && head.method == .POST {
        return Admission(service: service, key: try key(of: head.headers, service))
      }
      if path.hasPrefix("/admin/") || path == "/metrics" { try checkAdmin(head.headers, service) }
      return Admission(service: service, key: nil)
    }

    func handle(_ request: IncomingRequest, on connection: ClientConnection) {
      let path = String(request.path)
      do throws(GatewayError) {
        if connection.servesMetrics { return try serveMetrics(path, on: connection) }
        switch (request.head.method, path) {
        case (.POST, "/v1/chat/completions"): try proxy(.chat, request, connection)
        case (.POST, "/v1/responses"): try proxy(.responses, request, connection)
        case (.POST, "/v1/messages"): try proxy(.messages, request, connection)
        case (.POST, "/v1/messages/count_tokens"): try countTokens(request, connection)
        case (.POST, "/v1/route"): try route(request, connection)
        case (.POST, "/v1/decisions"): try decide(.decisions, request, connection)
        case (.POST, "/v1/systemone"): try decide(.systemone, request, connection)
        case (.POST, "/v1/feedback"): try takeFeedback(request, connection)
        case (.GET, "/v1/models"): answer(.ok, models(request).list, on: connection)
        case (.GET, _) where path.hasPrefix("/v1/models/"):
          let name = path.dropFirst("/v1/models/".count)
          answer(.ok, try models(request).entry(name.removingPercentEncoding ?? String(name)), on: connection)
        case (.GET, "/health/live"): answer(.ok, Array(#"{"status":"ok"}"#.utf8), on: connection)
        case (.GET, "/health/ready"):
          let status = isDraining ? "draining" : "ok"
          answer(isDraining ? .serviceUnavailable : .ok, Array(#"{"status":"\#(status)"}"#.utf8), on: connection)
        case (_, _) where path.hasPrefix("/sidecar/"): try sidecar(request, connection)
        default: try administer(request, connection)
        }
      } catch {
        refuse(error, path: path, on: connection)
      }
    }

    /// A page of another site in a browser may send requests here, and, by a name that it resolves to this machine, read the
    /// answers. Without keys only requests that are meant for this machine are taken.
    private func checkOrigin(_ headers: HTTPHeaders, _ service: Service) throws(GatewayError) {
      guard service.snapshot.configuration.keys.isEmpty else { return }
      let host = headers.first(name: "host") ?? ""
      guard ListenAddress(host)?.isLoopback ?? ListenAddress(host + ":80")?.isLoopback ?? false else {
        throw GatewayError(
          .permission, "the host \"\(host.prefix(100))\" is not this machine; configure keys to serve others")
      }
      if let origin = headers.first(name: "origin"), origin.lowercased() != "http://\(host.lowercased())" {
        throw GatewayError(.permission, "pages of \(origin.prefix(100)) may not use this gateway")
      }
      if let site = headers.first(name: "sec-fetch-site"), site != "same-origin", site != "none" {
        throw GatewayError(.permission, "pages of other sites may not use this gateway")
      }
    }

    /// The key that a request shows; nil where none is configured.
    private func key(of headers: HTTPHeaders, _ service: Service) throws(GatewayError) -> ClientKey? {
      let keys = service.snapshot.configuration.keys
      guard !keys.isEmpty else { return nil }
      guard let shown = Self.shownKey(headers) else {
        throw GatewayError(
          .authentication, "the request has no key; send Authorization: Bearer KEY, or x-api-key: KEY",
          code: "invalid_api_key")
      }
      // The page tries prompts with the operator's key.
      if let admin = service.adminKey, let key = [admin].key(shown: shown) { return key }
      guard let key = keys.key(shown: shown) else {
        throw GatewayError(.authentication, "the key is not one of this gateway's", code: "invalid_api_key")
      }
      if let wait = service.rates[key.name]?.take() {
        throw GatewayError(
          .rateLimit, "key \"\(key.name)\" sends more than it may in a minute", code: "rate_limit_exceeded",
          retryAfter: wait)
      }
      return key
    }

    /// Where there is an admin key, it must be shown; without one only a gateway that this machine alone reaches answers.
    private func checkAdmin(_ headers: HTTPHeaders, _ service: Service) throws(GatewayError) {
      guard let admin = service.adminKey else {
        guard service.snapshot.configuration.keys.isEmpty else {
          throw GatewayError(.permission, "this needs an admin key; configure admin: {key: ${POINTSMAN_ADMIN_KEY}}")
        }
        return
      }
      guard let shown = Self.shownKey(headers), [admin].key(shown: shown) != nil else {
        throw GatewayError(
          .authentication, "this needs the admin key; send Authorization: Bearer KEY", code: "invalid_api_key")
      }
    }

    private static func shownKey(_ headers: HTTPHeaders) -> String? {
      if let key = headers.first(name: "x-api-key") { return key }
      guard let value = headers.first(name: "authorization"), value.lowercased().hasPrefix("bearer ") else {
        return nil
      }
      return String(value.dropFirst(7))
    }

    /// The policy of a name that a client gave, where its key may use it.
    func policy(_ name: String?, _ key: ClientKey?, _ snapshot: GatewaySnapshot) throws(GatewayError) -> String {
      let policy = name ?? snapshot.defaultPolicy
      if let allowed = key?.policies, !allowed.contains(policy) {
        throw GatewayError(.permission, "key \"\(key!.name)\" may not use the policy \"\(policy.prefix(100))\"")
      }
      return policy
    }
  }
#endif
