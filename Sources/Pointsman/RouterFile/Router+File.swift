internal import PointsmanSupport

extension Router {
  /// Opens a router file, checking structure, shapes and, by a fast checksum, every byte.
  ///
  /// The SHA-256 that names the router is taken as the file states it: computing it takes ten times as long as all the
  /// rest, and it does not protect against deliberate changes, since it is in the file and can be computed again with
  /// the checksum. ``verifyDigest()`` computes it. No number in a file makes routing trap: what may not
  /// be (a number that is not finite, an index out of range) is refused here. Of a file that does not begin as a router does
  /// only the beginning is read, and of any file 2 GiB at most.
  public init(contentsOf path: String) throws(RouterError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path, isExpected: Safetensors.mayBegin)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    do {
      try self.init(bytes: bytes)
    } catch {
      switch error {
      case .malformed(let fault, _): throw .malformed(fault: fault, path: path)
      case .otherFile(let found, let remedy, _): throw .otherFile(found: found, remedy: remedy, path: path)
      default: throw error
      }
    }
  }

  /// Opens a router file that is already in memory.
  public init(bytes: [UInt8]) throws(RouterError) {
    let file: Safetensors
    do {
      file = try Safetensors(bytes: bytes)
    } catch {
      throw Self.otherFile(bytes) ?? .malformed(fault: error.fault)
    }
    guard let manifestText = file.metadata[Key.manifest], let storedDigest = file.metadata[Key.digest] else {
      throw .otherFile(
        found: "a safetensors file of another kind, without the manifest of a router", remedy: RouterError.giveRouter)
    }
    let manifestValue: JSONValue
    do {
      manifestValue = try JSONValue(parsing: Array(manifestText.utf8), maximumValues: Self.maximumManifestValues)
    } catch {
      throw .malformed(fault: "byte \(error.offset) of its manifest has \(error.found), not \(error.expected)")
    }
    let manifest = try RouterManifest(json: manifestValue)
    let heads = try RouterHeads(reading: file.tensors, for: manifest)
    // Of all tensors, which were all read, and of the manifest, which is as it would be written: a byte that means
    // nothing cannot hide. The first files have no checksum.
    let isWhole: Bool
    if let checksum = file.metadata[Key.checksum] {
      isWhole =
        file.metadata.count == 4
        && checksum == Self.checksum(digest: storedDigest, manifest: manifestText, tensors: file.tensors)
    } else {
      isWhole =
        file.metadata.count == 3 && storedDigest == Self.digest(manifest: manifestText, tensors: file.tensors)
    }
    try self.init(manifest: manifest, heads: heads, digest: storedDigest)
    guard isWhole, Self.isDigest(storedDigest), file.metadata[Key.format] == Key.formatName,
      manifest.json.text.utf8.elementsEqual(manifestText.utf8)
    else {
      throw .malformed(fault: "its digest does not fit its content, so some byte of it was altered")
    }
  }

  /// The values of JSON that a manifest may have: thousands of models take fewer.
  private static let maximumManifestValues = 4_000_000

  /// The kind of file that `bytes`, which are no safetensors, are; nil where they may be part of a router.
  private static func otherFile(_ bytes: [UInt8]) -> RouterError? {
    if bytes.isEmpty { return .otherFile(found: "an empty file", remedy: "copy or train it again") }
    if Safetensors.mayBegin(with: bytes[...]) { return nil }
    if let signature = FileSignature(bytes[...]) {
      let remedy =
        switch signature.remedy {
        case .unpack(let command) where command.hasPrefix("python3") || command.hasPrefix("inspect"):
          RouterError.giveRouter
        case .unpack(let command): "unpack it first: \(command) > my.router"
        case .convert: RouterError.giveRouter
        case .other(let remedy): remedy
        }
      return .otherFile(found: signature.name, remedy: remedy)
    }
    let text = bytes.prefix(FileSignature.length)
    if let first = text.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      return .otherFile(found: "JSON", remedy: RouterError.giveRouter)
    }
    // The last character may be cut.
    let isText = (0..<4).contains { String(validating: text.dropLast($0), as: UTF8.self) != nil }
    guard isText, text.allSatisfy({ $0 >= 0x20 || 0x09...0x0d ~= $0 }) else { return nil }
    return .otherFile(found: "text", remedy: RouterError.giveRouter)
  }

  /// True if `text` is 64 hexadecimal digits, in lower case.
  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }

  /// Computes the SHA-256 of manifest and weights, and throws `RouterError.malformed` unless it is `digest`.
  public func verifyDigest() throws(RouterError) {
    guard digest == Self.digest(manifest: manifest.json.text, tensors: heads.tensors) else {
      throw .malformed(fault: "its SHA-256 does not match its content, so the file was altered")
    }
  }

  /// The router's file, byte for byte the same for the same router.
  ///
  /// Computes the digest, if it is not known yet.
  public var fileBytes: [UInt8] {
    let (digest, manifest, tensors) = (digest, manifest.json.text, heads.tensors)
    let metadata = [
      Key.manifest: manifest, Key.digest: digest, Key.format: Key.formatName,
      Key.checksum: Self.checksum(digest: digest, manifest: manifest, tensors: tensors),
    ]
    return Safetensors(metadata: metadata, tensors: tensors).bytes
  }

  /// Throws what `write(to:)` would throw at `path`, so that a long training need not end in it.
  package static func checkWritable(at path: String) throws(RouterError) {
    do {
      try AtomicFile.check(path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// Writes the router's file, whole or not at all.
  public func write(to path: String) throws(RouterError) {
    do {
      try AtomicFile.write(fileBytes, to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// SHA-256 of the manifest's text and of every tensor's name and bytes, in the order of their names.
  static func digest(manifest: String, tensors: [String: Safetensors.Tensor]) -> String {
    var hash = SHA256()
    hash.update(Array(manifest.utf8)[...])
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\u{0}\(name)\u{0}".utf8)[...])
      hash.update(tensor.bytes[...])
    }
    return hash.hexDigest()
  }

  /// XXH64 of the digest, of the manifest's text and of every tensor's name and bytes, in the order of their names, each
  /// with the one before as its seed: 16 hexadecimal digits.
  static func checksum(digest: String, manifest: String, tensors: [String: Safetensors.Tensor]) -> String {
    var hash = XXH64.hash(Array(manifest.utf8), seed: XXH64.hash(Array(digest.utf8), seed: 0))
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash = XXH64.hash(tensor.bytes, seed: XXH64.hash(Array(name.utf8), seed: hash))
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private enum Key {
    static let format = "format"
    static let formatName = "pointsman router"
    static let manifest = "pointsman"
    static let digest = "sha256"
    static let checksum = "xxh64"
  }
}
