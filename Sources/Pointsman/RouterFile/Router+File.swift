extension Router {
  /// Opens a router file, checking all of it: structure, digest and shapes.
  public init(contentsOf path: String) throws(RouterError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    do {
      try self.init(bytes: bytes)
    } catch {
      guard case .malformed(let fault, _) = error else { throw error }
      throw .malformed(fault: fault, path: path)
    }
  }

  /// Opens a router file that is already in memory.
  public init(bytes: [UInt8]) throws(RouterError) {
    let file = try Safetensors(bytes: bytes)
    guard let manifestText = file.metadata[Key.manifest], let storedDigest = file.metadata[Key.digest] else {
      throw .malformed(fault: "it is a safetensors file, but no router: it has no manifest")
    }
    let manifestValue: JSONValue
    do {
      manifestValue = try JSONValue(parsing: Array(manifestText.utf8))
    } catch {
      throw .malformed(fault: "byte \(error.offset) of its manifest has \(error.found), not \(error.expected)")
    }
    let manifest = try RouterManifest(json: manifestValue)
    try self.init(manifest: manifest, heads: RouterHeads(reading: file.tensors, for: manifest), stored: file.tensors)
    // The digest is over the manifest written anew and over tensors that were all read: a byte that means nothing cannot
    // hide.
    guard digest == storedDigest, file.metadata.count == 3, file.metadata[Key.format] == Key.formatName,
      manifest.json.text.utf8.elementsEqual(manifestText.utf8)
    else {
      throw .malformed(fault: "its digest does not fit its content, so some byte of it was altered")
    }
  }

  /// The router's file, byte for byte the same for the same router.
  public var fileBytes: [UInt8] {
    let metadata = [Key.manifest: manifest.json.text, Key.digest: digest, Key.format: Key.formatName]
    return Safetensors(metadata: metadata, tensors: heads.tensors).bytes
  }

  /// Throws what `write(to:)` would throw at `path`, so that a long training need not end in it.
  public static func checkWritable(at path: String) throws(RouterError) {
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

  private enum Key {
    static let format = "format"
    static let formatName = "pointsman router"
    static let manifest = "pointsman"
    static let digest = "sha256"
  }
}
