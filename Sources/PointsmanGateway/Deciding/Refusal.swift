package import PointsmanEndpoints
internal import PointsmanSupport

/// Why the gateway itself refuses a request; a failure of the upstream is passed on in the provider's own words.
package struct Refusal: Error, Sendable, Equatable {
  package let kind: Kind
  package let message: String
  /// The member of the body that is at fault.
  package var member: String?
  /// Seconds after which it may be tried again.
  package var retryAfter: Double?

  package init(_ kind: Kind, _ message: String, member: String? = nil, retryAfter: Double? = nil) {
    (self.kind, self.message, self.member, self.retryAfter) = (kind, message, member, retryAfter)
  }

  package enum Kind: Sendable, CaseIterable {
    case invalid, notAuthenticated, notPermitted, unknownModel, unknownPath, wrongMethod, conflict, tooLarge
    case wrongEncoding, unprocessable, tooManyRequests, internalFault, badUpstream, unavailable, upstreamTimeout

    package var status: Int {
      switch self {
      case .invalid: 400
      case .notAuthenticated: 401
      case .notPermitted: 403
      case .unknownModel, .unknownPath: 404
      case .wrongMethod: 405
      case .conflict: 409
      case .tooLarge: 413
      case .wrongEncoding: 415
      case .unprocessable: 422
      case .tooManyRequests: 429
      case .internalFault: 500
      case .badUpstream: 502
      case .unavailable: 503
      case .upstreamTimeout: 504
      }
    }
  }
}

extension Refusal {
  /// The body in the form of the provider whose endpoint the client called, so that its own client raises the right error.
  package func body(as api: WireProtocol) -> [UInt8] {
    let error: JSONValue =
      if api.isAnthropic {
        .object([
          ("type", .string("error")),
          ("error", .object([("type", .string(kind.anthropicType)), ("message", .string(message))])),
        ])
      } else {
        .object([
          (
            "error",
            .object([
              ("message", .string(message)), ("type", .string(kind.openAIType)),
              ("param", member.map(JSONValue.string) ?? .null), ("code", kind.code.map(JSONValue.string) ?? .null),
            ])
          )
        ])
      }
    return Array(error.text.utf8)
  }
}

extension Refusal.Kind {
  fileprivate var anthropicType: String {
    switch self {
    case .notAuthenticated: "authentication_error"
    case .notPermitted: "permission_error"
    case .unknownModel, .unknownPath: "not_found_error"
    case .tooLarge: "request_too_large"
    case .tooManyRequests: "rate_limit_error"
    case .invalid, .wrongMethod, .conflict, .wrongEncoding, .unprocessable: "invalid_request_error"
    case .unavailable: "overloaded_error"
    case .upstreamTimeout: "timeout_error"
    case .internalFault, .badUpstream: "api_error"
    }
  }

  fileprivate var openAIType: String {
    switch self {
    case .tooManyRequests: "rate_limit_error"
    case .internalFault, .badUpstream, .unavailable, .upstreamTimeout: "api_error"
    default: "invalid_request_error"
    }
  }

  fileprivate var code: String? {
    switch self {
    case .notAuthenticated: "invalid_api_key"
    case .unknownModel: "model_not_found"
    case .tooManyRequests: "rate_limit_exceeded"
    default: nil
    }
  }
}
