import Foundation
internal import Pointsman
internal import PointsmanSupport

/// The file of models that can be asked: `upstreams`, and `models` at them.
///
/// ```yaml
/// upstreams:
///   openai:
///     protocol: openai
///     base_url: https://api.openai.com/v1
///     api_key: ${OPENAI_API_KEY}
/// models:
///   chatgpt-5.5: {upstream: openai, model: gpt-5.5, prices: {input: 1.25, output: 10}}
/// ```
///
/// The gateway reads the same file. Settings that only it has are passed over here; a name that neither knows is a fault.
package struct EndpointFile: Sendable {
  package let path: String
  /// In the order of the file.
  package let endpoints: [Endpoint]

  /// Settings of the gateway.
  package static let gatewaySettings = [
    "listen", "router", "policy", "fallbacks", "conversations", "exploration", "keys", "log", "limits", "metrics",
    "admin", "aliases", "drain", "labels", "traces",
  ]

  package init(path: String) throws {
    try self.init(ConfigNode.read(file: path))
  }

  package init(_ root: ConfigNode) throws {
    path = root.file
    var table = try ConfigTable(root, expected: "upstreams and models")
    for name in Self.gatewaySettings { _ = table.take(name) }
    let upstreamNode = try table.require("upstreams", example: "{openai: {protocol: openai, base_url: …}}")
    let modelNode = try table.require("models", example: "{gpt-5.5: {upstream: openai}}")
    try table.finish()
    var upstreams: [String: Upstream] = [:]
    var upstreamTable = try ConfigTable(upstreamNode, expected: "upstreams by name")
    for (name, node) in upstreamTable.takeRest() { upstreams[name] = try Self.upstream(name, node) }
    var modelTable = try ConfigTable(modelNode, expected: "models by name")
    endpoints = try modelTable.takeRest().map { try Self.endpoint($0.key, $0.value, upstreams) }
    guard !endpoints.isEmpty else { throw modelNode.fault("names no model") }
  }

  private static func upstream(_ name: String, _ node: ConfigNode) throws -> Upstream {
    var table = try ConfigTable(node, expected: "protocol, base_url and api_key")
    let protocols = try Self.protocols(try table.require("protocol", example: "openai"))
    let allowsHTTP = try table.take("allow_http")?.flag() ?? false
    let baseURL = try Self.baseURL(try table.require("base_url", example: "https://api.openai.com/v1"), allowsHTTP)
    let (inline, file) = (try table.take("api_key")?.secret(), table.take("api_key_file"))
    if inline != nil, let file { throw file.fault("is beside api_key; keep one of the two") }
    let key = try inline ?? file.map { Secret(source: .file(try $0.text(expected: "the path of a file"))) }
    var timeouts = Upstream.Timeouts()
    if let node = table.take("timeouts") {
      var times = try ConfigTable(node, expected: "connect, first_byte, idle and total")
      timeouts.connect = try times.take("connect")?.seconds() ?? timeouts.connect
      timeouts.firstByte = try times.take("first_byte")?.seconds() ?? timeouts.firstByte
      timeouts.idle = try times.take("idle")?.seconds() ?? timeouts.idle
      timeouts.total = try times.take("total")?.seconds() ?? timeouts.total
      try times.finish()
    }
    let connections = try table.take("max_connections")?.count(1...65_536, expected: "a count from 1 to 65536") ?? 1024
    let certificates = try table.take("ca_file")?.text(expected: "the path of a file of certificates, PEM")
    try table.finish()
    return Upstream(
      name: name, baseURL: baseURL, key: key, protocols: protocols, certificates: certificates, timeouts: timeouts,
      maximumConnections: connections)
  }

  private static func protocols(_ node: ConfigNode) throws -> [WireProtocol] {
    guard case .list(let items) = node.value else { return [try protocolNode(node)] }
    guard !items.isEmpty else { throw node.fault("is empty; name openai, anthropic or both") }
    return try items.map(protocolNode)
  }

  private static func protocolNode(_ node: ConfigNode) throws -> WireProtocol {
    let text = try node.text(expected: "openai, openai-responses or anthropic")
    guard let api = WireProtocol(setting: text) else {
      throw node.fault("found \"\(text)\", expected openai (chat completions), openai-responses or anthropic")
    }
    return api
  }

  /// HTTPS, or HTTP to this machine; HTTP elsewhere only where the file says so: keys would go in the clear.
  private static func baseURL(_ node: ConfigNode, _ allowsHTTP: Bool) throws -> String {
    var text = try node.text(expected: "a URL such as https://api.openai.com/v1")
    while text.hasSuffix("/") { text.removeLast() }
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil,
      parts.password == nil, parts.query == nil, parts.fragment == nil, ["https", "http"].contains(parts.scheme)
    else {
      throw node.fault(
        "found \(node.found), expected a URL such as https://api.openai.com/v1, without a name, password or query")
    }
    guard parts.scheme == "https" || allowsHTTP || isLoopback(host) else {
      throw node.fault(
        "is not HTTPS, so the key would be sent in the clear; use https, or set allow_http: true for a trusted network")
    }
    guard !isDisguised(host) else {
      throw node.fault("has a host that is an address in another spelling; write the four numbers of 0 to 255")
    }
    guard !isLinkLocal(host) else {
      throw node.fault("is a link-local address, where cloud machines keep their secrets; use another")
    }
    return text
  }

  /// True for an IPv4 address as the system reads it and a person does not: one number, octal or hexadecimal ones, or within
  /// an IPv6 address.
  private static func isDisguised(_ host: String) -> Bool {
    let host = host.lowercased()
    if host.hasPrefix("[::ffff:") { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ $0.hasPrefix("0x") || !$0.isEmpty && $0.allSatisfy(\.isNumber) }) else { return false }
    return parts.count != 4 || !parts.allSatisfy { UInt8($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) }
  }

  private static func isLinkLocal(_ host: String) -> Bool {
    let host = host.lowercased()
    return host.hasPrefix("169.254.") || host.hasPrefix("[fe80:") || host.hasPrefix("fe80:")
      || host == "metadata.google.internal"
  }

  package static func isLoopback(_ host: String) -> Bool {
    host.lowercased() == "localhost" || host == "[::1]" || host == "::1"
      || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
  }

  private static func endpoint(
    _ name: String, _ node: ConfigNode, _ upstreams: [String: Upstream]
  ) throws -> Endpoint {
    if name.isEmpty || name.contains(where: \.isNewline) {
      throw node.fault("is no name of a model; write it on one line")
    }
    var table = try ConfigTable(node, expected: "upstream, and model where the upstream has another name for it")
    let upstreamNode = try table.require("upstream", example: upstreams.keys.sorted().first ?? "openai")
    let upstreamName = try upstreamNode.text(expected: "the name of an upstream")
    guard let upstream = upstreams[upstreamName] else {
      throw upstreamNode.fault(
        "found \"\(upstreamName)\", expected one of \(upstreams.keys.sorted().joined(separator: ", "))")
    }
    let model = try table.take("model")?.text(expected: "the upstream's name of the model") ?? name
    let own = try table.take("protocol").map(protocolNode)
    if let own, !upstream.speaks(own) {
      throw node.fault(
        "speaks another provider's protocol than its upstream \"\(upstreamName)\"; name one upstream a provider")
    }
    let (price, cachePrice) = try table.take("prices").map(prices) ?? (nil, Endpoint.CachePrice())
    let concurrency = try table.take("concurrency")?.count(1...1024, expected: "a count from 1 to 1024") ?? 8
    let rate = try table.take("requests_per_minute")?.number(
      0.01...1e6, expected: "requests a minute, from 0.01 to 1000000")
    let tokens = try table.take("max_tokens")?.count(1...10_000_000, expected: "tokens, from 1 to 10000000")
    let parameters = try table.take("parameters").map(Self.parameters) ?? []
    let facts = Endpoint.Facts(
      capabilities: try table.take("capabilities")?.texts(expected: "capabilities such as [vision, tools]"),
      contextWindow: try table.take("context")?.count(1...1_000_000_000, expected: "tokens, from 1 to 1000000000"),
      tier: try table.take("tier")?.text(expected: "the name of a tier"))
    try table.finish()
    return Endpoint(
      name: name, model: model, upstream: upstream, api: own ?? upstream.protocols[0], price: price,
      cachePrice: cachePrice, facts: facts, concurrency: concurrency, requestsPerMinute: rate, maximumTokens: tokens,
      parameters: parameters)
  }

  private static func prices(_ node: ConfigNode) throws -> (PriceList.Price, Endpoint.CachePrice) {
    var table = try ConfigTable(node, expected: "input and output, in USD a million tokens")
    let expected = "USD a million tokens, from 0 to 1000000"
    let input = try table.require("input", example: "1.25").number(0...1e6, expected: expected)
    let output = try table.require("output", example: "10").number(0...1e6, expected: expected)
    let cache = Endpoint.CachePrice(
      read: try table.take("cached_input")?.number(0...1e6, expected: expected),
      write: try table.take("cache_write")?.number(0...1e6, expected: expected))
    try table.finish()
    return (PriceList.Price(input: input, output: output), cache)
  }

  private static func parameters(_ node: ConfigNode) throws -> [(key: String, value: JSONValue)] {
    guard case .object(let members) = node.json else {
      throw node.fault("found \(node.found), expected members of the request, {temperature: 0.2}")
    }
    if let taken = members.first(where: { WireProtocol.ownMembers.contains($0.key) }) {
      throw node.fault("has \"\(taken.key)\", which the program sets itself; leave it out")
    }
    return members.map { ($0.key, $0.value) }
  }
}
