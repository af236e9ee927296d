internal import PointsmanSupport

/// Numbers that go with a prompt: the caller's own embedding of it, or an encoder's.
public struct PromptVector: Sendable, Hashable {
  /// What made them; nil where the caller does not say, so that a router can check no more than how many there are.
  public var source: VectorSource?
  /// As many as the router's block has dimensions.
  public var values: [Float]

  /// Numbers, with what made them where that is known.
  public init(_ values: [Float], source: VectorSource? = nil) {
    (self.values, self.source) = (values, source)
  }
}

/// What makes vectors: a network with these weights, a service under that name.
public struct VectorSource: Sendable, Hashable, CustomStringConvertible {
  /// What it is called.
  public let name: String
  /// SHA-256, 64 lower-case hexadecimal digits: of the file of weights, or of whatever else tells this source from
  /// another of its name.
  public let digest: String

  /// nil unless `digest` is 64 lower-case hexadecimal digits and the name is not empty.
  public init?(name: String, digest: String) {
    guard !name.isEmpty, digest.utf8.count == 64, digest.utf8.allSatisfy(Self.isHexadecimal) else { return nil }
    (self.name, self.digest) = (name, digest)
  }

  /// A source of which the caller states no more than its name, which is not empty; the digest is the name's.
  public init(named name: String) {
    precondition(!name.isEmpty, "a source of vectors needs a name")
    (self.name, digest) = (name, SHA256.hexDigest(of: Array(name.utf8)))
  }

  /// Name and the start of its digest.
  public var description: String { "\"\(name)\" (sha256 \(digest.prefix(12))…)" }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
  }
}
