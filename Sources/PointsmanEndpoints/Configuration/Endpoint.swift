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
  /// USD a million tokens that a prompt cache reads and takes up; nil where the file has none.
  package let cachePrice: CachePrice
  /// Facts that the gateway weighs.
  package let facts: Facts
  /// Requests that may run side by side.
  package let concurrency: Int
  /// Requests that may begin in a minute; nil for no limit.
  package let requestsPerMinute: Double?
  /// Tokens that an answer may have; nil leaves it to the command.
  package let maximumTokens: Int?
  /// Members that are added to the body of every request: temperature, say.
  package let parameters: [(key: String, value: JSONValue)]

  package struct CachePrice: Sendable, Equatable {
    package var read: Double?
    package var write: Double?
  }

  package struct Facts: Sendable, Equatable {
    /// In the words of `ModelFacts`; nil where the file does not say.
    package var capabilities: [String]?
    /// Tokens that it reads at most.
    package var contextWindow: Int?
    package var tier: String?
  }
}

/// A provider, or a server of one's own.
package struct Upstream: Sendable, Equatable {
  package let name: String
  /// Without a slash at its end.
  package let baseURL: String
  /// nil for a server that wants no key.
  package let key: Secret?
  /// The protocols that it speaks; the first is what it is asked in unless a model names another.
  package let protocols: [WireProtocol]
  /// A file of certificates, PEM, to trust beside the system's.
  package let certificates: String?
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
  package var url: String { upstream.url(of: api) }
}

extension Upstream {
  /// Where requests of a protocol go.
  package func url(of api: WireProtocol) -> String {
    switch api {
    case .chat: baseURL + "/chat/completions"
    case .responses: baseURL + "/responses"
    // Anthropic's own base URL has no version in it; that of others may.
    case .messages: baseURL + (baseURL.hasSuffix("/v1") ? "/messages" : "/v1/messages")
    }
  }

  /// True if it takes requests of this protocol: who speaks one of OpenAI's is taken to speak both.
  package func speaks(_ api: WireProtocol) -> Bool { protocols.contains { $0.isAnthropic == api.isAnthropic } }
}

extension Endpoint {
  /// USD for an answer's tokens; nil where the tokens or the price are not known. What a prompt cache read or took up counts at
  /// its own price, or as any input where there is none.
  package func cost(_ usage: TokenUsage?) -> Double? {
    guard let price, let usage, let input = usage.input, let output = usage.output else { return nil }
    let (read, written) = (usage.cached ?? 0, usage.cacheWritten ?? 0)
    let cached = Double(read) * (cachePrice.read ?? price.input) + Double(written) * (cachePrice.write ?? price.input)
    return (Double(input) - Double(read) - Double(written)) * price.input / 1e6 + cached / 1e6
      + Double(output) * price.output / 1e6
  }
}
