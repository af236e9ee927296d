internal import Pointsman
package import PointsmanEndpoints
internal import PointsmanSupport

/// A question to a model, under a name that stays the same from run to run.
package struct Ask: Sendable {
  /// Unique in a run: the journal knows the reply by it.
  package let key: String
  /// Asks of one group are of use together: the cost cap admits all of a group or none.
  package let group: String
  package let request: ModelRequest
  /// SHA-256 of where the request goes and what it holds, 64 hexadecimal digits.
  package let digest: String
  /// The bytes that are sent.
  package let body: [UInt8]

  package init(key: String, group: String, _ request: ModelRequest) {
    (self.key, self.group, self.request) = (key, group, request)
    body = Array(request.body.text.utf8)
    digest = SHA256.hexDigest(of: Array(request.endpoint.url.utf8) + [0x0a] + body)
  }

  package var model: String { request.endpoint.name }
}

extension Ask {
  /// The most USD that the reply can cost; nil where the model has no price.
  package var costBound: Double? {
    request.endpoint.price?.cost(input: Double(inputBound), output: Double(request.maximumTokens))
  }

  /// The most tokens that the request can be. A token has at least one byte; roles, tools and the provider's own words
  /// about tools come on top, and an image is some thousands of tokens, whatever its bytes.
  var inputBound: Int {
    var bytes = body.count
    var images = 0
    for part in request.conversation.turns.flatMap(\.parts) {
      guard case .image(let url) = part else { continue }
      images += 1
      bytes -= min(bytes, url.utf8.count)
    }
    return bytes + 1_024 + images * 20_000 + (request.conversation.tools.isEmpty ? 0 : 1_024)
  }

  /// USD of a reply; nil without a price or a count of tokens.
  func cost(input: Int?, output: Int?) -> Double? {
    guard let price = request.endpoint.price, let input, let output else { return nil }
    return price.cost(input: Double(input), output: Double(output))
  }
}

/// Why there is no reply. The prompt's outcome is not observed then, and no score of 0.
package struct AskFailure: Error, Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case rateLimit = "rate_limit"
    case server = "server_error"
    case connection
    case timeout
    case cut = "stream_cut"
    /// The server refused this request: too long, say.
    case refused
    case filter = "content_filter"
    /// The server refuses every request of this model: a wrong key, an unknown model, no credit.
    case account
    case unreadable
    case costCap = "cost_cap"

    /// True if the same request would fail again.
    package var isFinal: Bool { self == .refused || self == .filter }
    /// True if the run itself asks again. A time-out may have been paid for, and would be again.
    var isRetried: Bool { [.rateLimit, .server, .connection, .cut, .unreadable].contains(self) }
  }

  package let kind: Kind
  /// One line, for people.
  package let message: String
  /// Seconds that the server asked to wait.
  package var wait: Double?
  /// True if the provider may have counted tokens.
  package var mayCost = false

  package init(_ kind: Kind, _ message: String, wait: Double? = nil, mayCost: Bool = false) {
    (self.kind, self.message, self.wait, self.mayCost) = (kind, message, wait, mayCost)
  }
}

extension AskFailure {
  /// The failure that an answer with an error status means.
  init(status: Int, body: [UInt8], wait: Double?) {
    let error = ProviderError(body: body, status: status)
    let text = "\(status), \(error.message)"
    let words = (error.kind + " " + error.message).lowercased()
    switch status {
    case _ where words.contains("content_filter") || words.contains("content management policy"):
      self.init(.filter, text)
    case 401, 402, 403, 404, 405: self.init(.account, text)
    case 429 where words.contains("insufficient_quota"): self.init(.account, text)
    case 429: self.init(.rateLimit, text, wait: wait)
    case _ where RetryRules.passing.contains(status) || status >= 500: self.init(.server, text, wait: wait)
    case 300..<400: self.init(.account, "\(status), the server redirects; give the base_url that it redirects to")
    default: self.init(.refused, text)
    }
  }

  /// The failure that an error within a stream means. Tokens may have been counted.
  init(_ error: ProviderError) {
    let words = (error.kind + " " + error.message).lowercased()
    if words.contains("filter") {
      self.init(.filter, error.message, mayCost: true)
    } else {
      self.init(words.contains("rate_limit") ? .rateLimit : .server, error.message, mayCost: true)
    }
  }
}
