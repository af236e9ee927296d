/// Why the gateway itself does not do what a request asks: one sentence that a person can act on.
///
/// An error of an upstream is passed on as it came, and is not one of these.
package struct GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
  package let kind: Kind
  /// One sentence, which names the place and the remedy. It never holds a key or a prompt.
  package let message: String
  /// A word for programs, such as "model_not_found"; nil where the kind says enough.
  package let code: String?
  /// The member of the body at fault, as a path: "questions[0].type"; nil where there is none.
  package let member: String?
  /// Seconds after which it may be tried again; nil where that is not known.
  package let retryAfter: Double?

  package init(
    _ kind: Kind, _ message: String, code: String? = nil, member: String? = nil, retryAfter: Double? = nil
  ) {
    (self.kind, self.message, self.code, self.member, self.retryAfter) = (kind, message, code, member, retryAfter)
  }

  /// No model, or no policy, of the name that a client gave.
  package static func noModel(_ message: String) -> GatewayError {
    GatewayError(.notFound, message, code: "model_not_found", member: "model")
  }

  package var description: String { message }

  /// The HTTP status that the client gets.
  package func status(for shape: Shape) -> Int {
    // Callers of decision models tell a question that cannot be answered by 422.
    if shape == .systemone, kind == .invalidRequest { return 422 }
    // Anthropic's own status for what is overloaded; its SDK retries it.
    if shape == .anthropic, kind == .overloaded { return 529 }
    return kind.status
  }
}

extension GatewayError {
  /// The kinds of errors, each with its status.
  package enum Kind: Sendable, CaseIterable {
    case invalidRequest, authentication, permission, notFound, methodNotAllowed, timeout, conflict, tooLarge
    case unsupportedEncoding, rateLimit, internalError, badUpstream, overloaded, upstreamTimeout

    package var status: Int {
      switch self {
      case .invalidRequest: 400
      case .authentication: 401
      case .permission: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .timeout: 408
      case .conflict: 409
      case .tooLarge: 413
      case .unsupportedEncoding: 415
      case .rateLimit: 429
      case .internalError: 500
      case .badUpstream: 502
      case .overloaded: 503
      case .upstreamTimeout: 504
      }
    }

    /// The type as OpenAI and Anthropic name it.
    fileprivate func type(for shape: Shape) -> String {
      switch self {
      case .tooLarge where shape == .anthropic: "request_too_large"
      case .upstreamTimeout where shape == .anthropic: "timeout_error"
      case .invalidRequest, .methodNotAllowed, .timeout, .conflict, .tooLarge, .unsupportedEncoding:
        "invalid_request_error"
      case .authentication: "authentication_error"
      case .permission: "permission_error"
      case .notFound: "not_found_error"
      case .rateLimit: "rate_limit_error"
      case .overloaded: "overloaded_error"
      case .internalError, .badUpstream, .upstreamTimeout: "api_error"
      }
    }
  }

  /// The bodies in which clients expect an error, by the endpoint that they called.
  package enum Shape: Sendable, CaseIterable {
    /// `/v1/chat/completions`, `/v1/responses`, `/v1/models` and Pointsman's own endpoints.
    case openai
    /// `/v1/messages`.
    case anthropic
    /// `/v1/decisions`, which has OpenAI's shape.
    case decisions
    /// `/v1/systemone`: the text is in `detail`, where servers of that interface put it, and in `error` as well.
    case systemone
  }

  /// The body's media type, in every shape.
  package static let contentType = "application/json"

  /// The body. `requestID` names the request where the shape has a place for it.
  package func body(in shape: Shape, requestID: String? = nil) -> [UInt8] {
    var json = JSONBytes(capacity: 256)
    json.object { json in
      if shape == .anthropic { json.member("type", "error") }
      if shape == .systemone { json.member("detail", message) }
      json.member(
        "error",
        object: { json in
          if shape == .anthropic { json.member("type", kind.type(for: shape)) }
          json.member("message", message)
          if shape != .anthropic {
            json.member("type", kind.type(for: shape))
            json.member("param", member)
            json.member("code", code)
          }
        })
      if shape == .anthropic, let requestID { json.member("request_id", requestID) }
    }
    return json.bytes
  }
}
