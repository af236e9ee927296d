package import PointsmanDecisionLog
package import PointsmanEndpoints
internal import PointsmanSupport

/// The gateway's configuration: its models and upstreams, as `EndpointFile` reads them, and its own settings.
package struct GatewayConfiguration: Sendable {
  /// SHA-256 of the file's values, 12 hexadecimal digits; nil for the settings without a file.
  package var digest: String?
  package var listen = ListenAddress(host: "127.0.0.1", port: 8080)
  /// The router's file; nil where the command line names it.
  package var router: String?
  /// The policy that "pointsman" means; nil for the highest probability.
  package var policy: String?
  package var endpoints: [Endpoint] = []
  /// Names of models that clients cannot change, and what they mean: "claude-*" to "pointsman", say.
  package var aliases: [(pattern: String, target: String)] = []
  package var fallbacks = Fallbacks()
  package var conversations = Conversations()
  package var exploration = Exploration()
  package var keys: [ClientKey] = []
  package var log = Log()
  package var limits = Limits()
  /// Where metrics are served without a key; nil for nowhere.
  package var metrics: ListenAddress?
  package var adminKey: Secret?
  /// The models behind labels that decision endpoints are asked for.
  package var labels: [String: [String]] = [:]
  package var traces: Traces?
  package var drain = Drain()

  package init() {}

  package struct Fallbacks: Sendable, Equatable {
    /// Requests to upstreams for one of a client.
    package var attempts = 3
    /// Retries at the same upstream, as a share of the requests.
    package var retryBudget = 0.1
  }

  package struct Conversations: Sendable, Equatable {
    package var sticking = Sticking.weigh
    /// The least gain for which a conversation changes its model, where its policy sets none.
    package var switchingCost = 0.05
    /// Conversations that are remembered.
    package var remembered = 100_000
    /// Seconds after its last turn for which a conversation is remembered.
    package var lifetime = 3600.0
    /// Seconds for which a provider keeps a prompt in its cache.
    package var cacheLifetime = 300.0

    package enum Sticking: String, Sendable, CaseIterable {
      /// A switch must gain more than it costs.
      case weigh
      /// A conversation keeps its model while it can.
      case always
      /// Each turn is routed as if it were the first, except within a series of calls of tools.
      case never
    }
  }

  package struct Exploration: Sendable, Equatable {
    /// The chance that a new conversation's model is drawn at random.
    package var epsilon = 0.0
    package var seed: UInt64 = 0
  }

  package struct Log: Sendable, Equatable {
    /// The SQLite file; nil for none.
    package var store: String?
    package var content = LogContent.hash
    /// Seconds that decisions are kept; nil for ever.
    package var keep: Double? = 90 * 86_400
    /// The key of the prompts' HMAC, so that replicas agree; nil for one of the store's own.
    package var hashKey: Secret?
    /// True if a line is written to standard output for every request.
    package var writesAccessLines = false
  }

  package struct Limits: Sendable, Equatable {
    /// Bytes.
    package var body = 32 << 20
    package var headers = 64 << 10
    /// Requests that may be under way.
    package var concurrent = 2048
    /// Seconds within which a request's head and body must have come.
    package var requestTime = 30.0
  }

  package struct Traces: Sendable, Equatable {
    /// The base URL of an OTLP/HTTP collector.
    package let otlp: String
  }

  package struct Drain: Sendable, Equatable {
    /// Seconds for which it still takes connections, so that load balancers notice.
    package var delay = 2.0
    /// Seconds that requests under way have to end.
    package var limit = 60.0
  }
}

extension GatewayConfiguration {
  /// The fault of a gateway that anyone can use; nil where there is none.
  var openness: String? {
    guard !listen.isLoopback, keys.isEmpty else { return nil }
    return
      "listens on \(listen), beyond this machine, and has no \"keys\": anyone who reaches it could spend your money; add "
      + "keys, or listen on 127.0.0.1"
  }

  /// The settings that are read once, at the start, and differ in another configuration.
  package func settingsOfStart(changedIn other: GatewayConfiguration) -> [String] {
    var names: [String] = []
    if listen != other.listen { names.append("listen") }
    if metrics != other.metrics { names.append("metrics") }
    if log != other.log { names.append("log") }
    if traces != other.traces { names.append("traces") }
    if fallbacks.retryBudget != other.fallbacks.retryBudget { names.append("fallbacks.retry_budget") }
    if conversations.remembered != other.conversations.remembered { names.append("conversations.remember") }
    if conversations.lifetime != other.conversations.lifetime { names.append("conversations.ttl") }
    return names
  }
}

extension GatewayConfiguration.Log {
  /// The key of the prompts' HMAC; nil where the store makes its own.
  package func hashKeyBytes(in environment: [String: String]) throws -> [UInt8]? {
    guard let hashKey else { return nil }
    let bytes = Array(try hashKey.value(in: environment).utf8)
    guard bytes.count >= 16 else {
      throw GatewayFault("log.hash_key is \(hashKey), which has \(bytes.count) bytes; give at least 16")
    }
    return bytes
  }
}

/// A host and a port.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  package let host: String
  package let port: Int

  package init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  /// Reads "127.0.0.1:8080", "[::1]:8080"; nil for anything else.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port)
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    (self.host, self.port) = (host, port)
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
  /// True if only this machine can reach it.
  package var isLoopback: Bool { EndpointFile.isLoopback(host) }
}
