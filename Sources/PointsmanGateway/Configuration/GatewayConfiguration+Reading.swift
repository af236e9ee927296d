internal import PointsmanDecisionLog
package import PointsmanEndpoints
internal import PointsmanSupport

extension GatewayConfiguration {
  /// Reads a file of YAML or JSON. A setting that is not known is a fault, with its line.
  package init(path: String, environment: [String: String]) throws {
    try self.init(ConfigNode.read(file: path), environment: environment)
  }

  package init(_ root: ConfigNode, environment: [String: String]) throws {
    self.init()
    endpoints = try EndpointFile(root).endpoints
    digest = String(SHA256.hexDigest(of: Array(root.json.text.utf8)).prefix(12))
    var table = try ConfigTable(root, expected: "upstreams, models and settings of the gateway")
    for name in ["upstreams", "models"] { _ = table.take(name) }
    if let node = table.take("listen") { listen = try node.address() }
    router = try table.take("router")?.text(expected: "the path of a router file")
    policy = try table.take("policy")?.text(expected: "the name of a policy")
    if let node = table.take("aliases") { aliases = try Self.aliases(node) }
    if let node = table.take("fallbacks") { fallbacks = try Fallbacks(node) }
    if let node = table.take("conversations") { conversations = try Conversations(node) }
    if let node = table.take("exploration") { exploration = try Exploration(node, environment) }
    if let node = table.take("keys") { keys = try ClientKey.list(node, environment) }
    if let node = table.take("log") { log = try Log(node) }
    if let node = table.take("limits") { limits = try Limits(node) }
    if let node = table.take("metrics") { metrics = try Self.metrics(node) }
    if let node = table.take("admin") { adminKey = try Self.adminKey(node) }
    if let node = table.take("labels") { labels = try Self.labels(node) }
    if let node = table.take("traces") { traces = try Traces(node) }
    if let node = table.take("drain") { drain = try Drain(node) }
    try table.finish()
    if let fault = openness { throw root.fault(fault) }
    if let metrics, metrics == listen {
      throw root.fault("serves metrics at the address of the gateway, \(metrics); give them a port of their own")
    }
  }

  private static func aliases(_ node: ConfigNode) throws -> [(pattern: String, target: String)] {
    var table = try ConfigTable(node, expected: "names of models and what they mean, {\"claude-*\": pointsman}")
    return try table.takeRest().map { pattern, node in
      guard !pattern.isEmpty, !pattern.dropLast().contains("*") else {
        throw node.fault("has a star within \"\(pattern)\"; a pattern may end with one")
      }
      return (pattern, try node.text(expected: "pointsman, pointsman/POLICY or one of the models"))
    }
  }

  private static func metrics(_ node: ConfigNode) throws -> ListenAddress? {
    var table = try ConfigTable(node, expected: "listen: 127.0.0.1:9464")
    let address = try table.require("listen", example: "127.0.0.1:9464").address()
    try table.finish()
    return address
  }

  private static func adminKey(_ node: ConfigNode) throws -> Secret {
    var table = try ConfigTable(node, expected: "key, or key_file")
    let secret = try table.secret("key")
    try table.finish()
    guard let secret else { throw node.fault("has no \"key\"; add it, for example key: ${POINTSMAN_ADMIN_KEY}") }
    return secret
  }

  private static func labels(_ node: ConfigNode) throws -> [String: [String]] {
    var table = try ConfigTable(node, expected: "labels and the models behind them, {SIMPLE: model-a}")
    return Dictionary(
      uniqueKeysWithValues: try table.takeRest().map { ($0.key, try $0.value.texts(expected: "models of the router")) })
  }
}

extension ConfigNode {
  fileprivate func address() throws -> ListenAddress {
    guard let address = ListenAddress(try text(expected: "an address such as 127.0.0.1:8080")) else {
      throw fault("found \(found), expected an address such as 127.0.0.1:8080")
    }
    return address
  }
}

extension ConfigTable {
  /// `name: ${VARIABLE}` or `name_file: PATH`.
  fileprivate mutating func secret(_ name: String) throws -> Secret? {
    let (inline, file) = (try take(name)?.secret(), take("\(name)_file"))
    if inline != nil, let file { throw file.fault("is beside \(name); keep one of the two") }
    return try inline ?? file.map { Secret(source: .file(try $0.text(expected: "the path of a file"))) }
  }
}

extension GatewayConfiguration.Fallbacks {
  fileprivate init(_ node: ConfigNode) throws {
    self.init()
    var table = try ConfigTable(node, expected: "attempts and retry_budget")
    attempts = try table.take("attempts")?.count(1...10, expected: "a count from 1 to 10") ?? attempts
    retryBudget = try table.take("retry_budget")?.number(0...1, expected: "a share from 0 to 1") ?? retryBudget
    try table.finish()
  }
}

extension GatewayConfiguration.Conversations {
  fileprivate init(_ node: ConfigNode) throws {
    self.init()
    var table = try ConfigTable(node, expected: "stick, switching_cost, remember, ttl and cache_ttl")
    if let node = table.take("stick") {
      guard let value = Sticking(rawValue: try node.text(expected: "weigh, always or never")) else {
        throw node.fault("found \(node.found), expected weigh, always or never")
      }
      sticking = value
    }
    switchingCost =
      try table.take("switching_cost")?.number(0...1e6, expected: "a gain in the policy's measure, at least 0")
      ?? switchingCost
    remembered =
      try table.take("remember")?.count(1...10_000_000, expected: "a count from 1 to 10000000") ?? remembered
    lifetime = try table.take("ttl")?.seconds() ?? lifetime
    cacheLifetime = try table.take("cache_ttl")?.seconds() ?? cacheLifetime
    try table.finish()
  }
}

extension GatewayConfiguration.Exploration {
  fileprivate init(_ node: ConfigNode, _ environment: [String: String]) throws {
    self.init()
    var table = try ConfigTable(node, expected: "epsilon and seed")
    epsilon = try table.require("epsilon", example: "0.02").number(0...0.5, expected: "a chance from 0 to 0.5")
    if let node = table.take("seed") {
      let text = try node.text(expected: "a whole number, or ${VARIABLE} with one")
      let value = text.hasPrefix("$") ? try node.secret().value(in: environment) : text
      guard let number = UInt64(value) else {
        throw node.fault("is no whole number from 0 to 18446744073709551615; give one")
      }
      seed = number
    }
    try table.finish()
  }
}

extension GatewayConfiguration.Log {
  fileprivate init(_ node: ConfigNode) throws {
    self.init()
    var table = try ConfigTable(node, expected: "store, content, keep, hash_key and access")
    store = try table.take("store")?.text(expected: "the path of an SQLite file")
    if let node = table.take("content") {
      guard let value = LogContent(rawValue: try node.text(expected: "nothing, hash, redacted or full")) else {
        throw node.fault("found \(node.found), expected nothing, hash, redacted or full")
      }
      content = value
    }
    if let node = table.take("keep") { keep = try Self.keep(node) }
    hashKey = try table.secret("hash_key")
    if let node = table.take("access") {
      switch try node.text(expected: "stdout or none") {
      case "stdout": writesAccessLines = true
      case "none": writesAccessLines = false
      default: throw node.fault("found \(node.found), expected stdout or none")
      }
    }
    try table.finish()
  }

  /// "90d", or "forever".
  private static func keep(_ node: ConfigNode) throws -> Double? {
    let text = try node.text(expected: "days such as 90d, or forever")
    if text == "forever" { return nil }
    guard text.hasSuffix("d"), let days = Int(text.dropLast()), (1...36_500).contains(days) else {
      throw node.fault("found \(node.found), expected days such as 90d, or forever")
    }
    return Double(days) * 86_400
  }
}

extension GatewayConfiguration.Limits {
  fileprivate init(_ node: ConfigNode) throws {
    self.init()
    var table = try ConfigTable(node, expected: "body, headers, concurrent and request_time")
    body = try table.take("body")?.bytes(1024...(1 << 30), expected: "a size such as 32MB, from 1KB to 1024MB") ?? body
    headers =
      try table.take("headers")?.bytes(4096...(1 << 20), expected: "a size such as 64KB, from 4KB to 1MB") ?? headers
    concurrent = try table.take("concurrent")?.count(1...1_000_000, expected: "a count from 1 to 1000000") ?? concurrent
    requestTime = try table.take("request_time")?.seconds() ?? requestTime
    try table.finish()
  }
}

extension GatewayConfiguration.Traces {
  fileprivate init(_ node: ConfigNode) throws {
    var table = try ConfigTable(node, expected: "otlp: http://127.0.0.1:4318")
    let otlp = try table.require("otlp", example: "http://127.0.0.1:4318").text(expected: "a URL")
    guard otlp.hasPrefix("http://") || otlp.hasPrefix("https://") else {
      throw node.fault("found \"\(otlp)\", expected the URL of an OTLP/HTTP collector, http://127.0.0.1:4318")
    }
    self.init(otlp: otlp)
    try table.finish()
  }
}

extension GatewayConfiguration.Drain {
  fileprivate init(_ node: ConfigNode) throws {
    self.init()
    var table = try ConfigTable(node, expected: "delay and timeout")
    delay = try table.take("delay")?.seconds() ?? delay
    limit = try table.take("timeout")?.seconds() ?? limit
    try table.finish()
  }
}
