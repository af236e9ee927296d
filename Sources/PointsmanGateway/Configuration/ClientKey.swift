internal import PointsmanEndpoints
internal import PointsmanSupport

/// A key that a client shows, and what it may do. The key itself is not kept.
package struct ClientKey: Sendable, Equatable {
  /// The name that logs and metrics have.
  package let name: String
  /// SHA-256 of the key, 64 hexadecimal digits.
  private let digest: [UInt8]
  /// The policies that it may use; nil for all.
  package let policies: Set<String>?
  /// True if it may name a model itself.
  package let namesModels: Bool
  /// Requests a minute; nil for no limit.
  package let perMinute: Double?

  package init(
    name: String, key: String, policies: Set<String>? = nil, namesModels: Bool = true, perMinute: Double? = nil
  ) {
    (self.name, digest) = (name, Self.digest(of: key))
    (self.policies, self.namesModels, self.perMinute) = (policies, namesModels, perMinute)
  }
}

extension [ClientKey] {
  /// The key that a client showed; nil where it is none of these.
  ///
  /// Every key is compared, and every byte of it, so that the time says nothing of how much was right.
  package func key(shown: String) -> ClientKey? {
    let digest = ClientKey.digest(of: shown)
    var found: ClientKey?
    for key in self where key.has(digest) { found = key }
    return found
  }
}

extension ClientKey {
  fileprivate static func digest(of key: String) -> [UInt8] {
    Array(SHA256.hexDigest(of: [UInt8](key.utf8)).utf8)
  }

  fileprivate func has(_ other: [UInt8]) -> Bool { zip(digest, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 }

  static func list(_ node: ConfigNode, _ environment: [String: String]) throws -> [ClientKey] {
    guard case .list(let items) = node.value else {
      throw node.fault("found \(node.found), expected a list of keys, [{name: alice, env: ALICE_KEY}]")
    }
    let keys = try items.map { try ClientKey($0, environment) }
    for (index, key) in keys.enumerated() {
      if keys[..<index].contains(where: { $0.name == key.name || $0.digest == key.digest }) {
        throw items[index].fault("has the name or the key of one before it; give each its own")
      }
    }
    return keys
  }

  private init(_ node: ConfigNode, _ environment: [String: String]) throws {
    var table = try ConfigTable(node, expected: "name, and sha256, env or file")
    name = try table.require("name", example: "alice").text(expected: "a name for logs")
    let (hash, variable, file) = (table.take("sha256"), table.take("env"), table.take("file"))
    guard [hash, variable, file].count(where: { $0 != nil }) == 1 else {
      throw node.fault("needs one of sha256, env and file: how the key \"\(name)\" is known")
    }
    if let hash {
      let text = try hash.text(expected: "64 hexadecimal digits")
      guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else {
        throw hash.fault("is no SHA-256; give 64 hexadecimal digits, as of: printf %s KEY | sha256sum")
      }
      digest = Array(text.lowercased().utf8)
    } else {
      let source: Secret.Source
      if let variable {
        source = .environment(try variable.text(expected: "a variable of the environment"))
      } else {
        source = .file(try file!.text(expected: "the path of a file"))
      }
      digest = Self.digest(of: try Secret(source: source).value(in: environment))
    }
    let names = try table.take("policies")?.texts(expected: "names of policies, or \"*\"")
    policies = names.flatMap { $0.contains("*") ? nil : Set($0) }
    namesModels = try table.take("pass_models")?.flag() ?? true
    perMinute = try table.take("rate").map(Self.rate)
    try table.finish()
  }

  /// "60/min".
  private static func rate(_ node: ConfigNode) throws -> Double {
    let text = try node.text(expected: "requests a minute such as 60/min")
    guard text.hasSuffix("/min"), let rate = Double(decimal: String(text.dropLast(4))), (0.01...1e7).contains(rate)
    else {
      throw node.fault("found \(node.found), expected requests a minute such as 60/min")
    }
    return rate
  }
}
