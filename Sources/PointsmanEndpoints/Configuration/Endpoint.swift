package import Pointsman
package import PointsmanSupport

/// A model that can be asked: its name, where it is, and what it costs.
package struct Endpoint: Sendable {
  /// The model's name in outcomes and routers.
  package let name: String
  /// The name that the upstream knows it by.
  package let model: String
  package let upstream: Upstream
  package let api: WireProtocol
  /// USD a million tokens; nil where the file has none.
  package let price: PriceList.Price?
  /// Requests that may run side by side.
  package let concurrency: Int
  /// Requests that may begin in a minute; nil for no limit.
  package let requestsPerMinute: Double?
  /// Tokens that an answer may have; nil leaves it to the command.
  package let maximumTokens: Int?
  /// Members that are added to the body of every request: temperature, say.
  package let parameters: [(key: String, value: JSONValue)]
}

/// A provider, or a server of one's own.
package struct Upstream: Sendable {
  package let name: String
  /// Without a slash at its end.
  package let baseURL: String
  /// nil for a server that wants no key.
  package let key: Secret?
  package let timeouts: Timeouts
  /// Requests to all of its models that may run side by side.
  package let maximumConnections: Int

  /// Seconds.
  package struct Timeouts: Sendable, Equatable {
    package var connect = 10.0
    /// Until the first byte of the answer: models that reason are silent for minutes.
    package var firstByte = 120.0
    /// Between two pieces of the answer.
    package var idle = 60.0
    package var total = 600.0
  }
}

extension Endpoint {
  /// Where requests go.
  package var url: String {
    let base = upstream.baseURL
    switch api {
    case .chat: return base + "/chat/completions"
    case .responses: return base + "/responses"
    // Anthropic's own base URL has no version in it; that of others may.
    case .messages: return base + (base.hasSuffix("/v1") ? "/messages" : "/v1/messages")
    }
  }
}
