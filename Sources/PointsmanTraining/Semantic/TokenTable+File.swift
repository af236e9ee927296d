internal import Pointsman

extension TokenTable {
  /// Reads the table at `path`, checking all of it: structure, shapes and digest.
  public init(contentsOf path: String) throws(TokenTableError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    try self.init(bytes: bytes, path: path)
  }

  /// Reads a table that is already in memory; `path` is where it came from.
  package init(bytes: [UInt8], path: String) throws(TokenTableError) {
    let file = try Safetensors(bytes: bytes, path: path)
    guard file.metadata[Key.format] == Key.formatName else {
      throw .malformed(path: path, fault: "its metadata does not say \"\(Key.format)\": \"\(Key.formatName)\"")
    }
    guard let lines = file.tensors[Key.vocabulary], lines.type == .uint8, lines.shape.count == 1,
      let vocabulary = WordPieceVocabulary(lines: lines.bytes)
    else {
      throw .malformed(path: path, fault: "its vocabulary is missing, or no list of pieces that starts with [UNK]")
    }
    guard let rows = file.tensors[Key.rows], rows.type == .int8, rows.shape.count == 2,
      let scales = file.tensors[Key.scales]?.floats, file.tensors.count == 3,
      let table = TokenTable(
        vocabulary: vocabulary, dimension: rows.shape[1], rows: rows.bytes.map(Int8.init(bitPattern:)), scales: scales,
        provenance: file.metadata.filter { $0.key != Key.format && $0.key != Key.digest })
    else {
      throw .malformed(path: path, fault: "its rows and scales do not fit its \(vocabulary.count) pieces")
    }
    guard file.metadata[Key.digest] == Self.digest(of: file.tensors) else {
      throw .malformed(path: path, fault: "its digest does not fit its content, so some byte of it was altered")
    }
    self = table
  }

  /// The table's file, byte for byte the same for the same table.
  package var fileBytes: [UInt8] {
    let tensors: [String: Safetensors.Tensor] = [
      Key.vocabulary: .init(type: .uint8, shape: [vocabulary.lines.count], bytes: vocabulary.lines),
      Key.rows: .init(
        type: .int8, shape: [vocabulary.count, dimension], bytes: rows.map { UInt8(bitPattern: $0) }),
      Key.scales: .init(shape: [vocabulary.count], scales),
    ]
    let ours = [Key.format: Key.formatName, Key.digest: Self.digest(of: tensors)]
    return Safetensors(metadata: provenance.merging(ours) { $1 }, tensors: tensors).bytes
  }

  /// Writes the table's file, whole or not at all.
  public func write(to path: String) throws(TokenTableError) {
    do {
      try AtomicFile.write(fileBytes, to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// SHA-256 of every tensor's bytes, in the order of their names.
  private static func digest(of tensors: [String: Safetensors.Tensor]) -> String {
    var hash = SHA256()
    for (_, tensor) in tensors.sorted(by: { $0.key < $1.key }) { hash.update(tensor.bytes[...]) }
    return hash.hexDigest()
  }

  private enum Key {
    static let format = "format"
    static let formatName = "pointsman token table"
    static let digest = "sha256"
    static let vocabulary = "vocabulary"
    static let rows = "rows"
    static let scales = "scales"
  }
}

extension Safetensors {
  /// Reads a file's bytes; `path` is where they came from.
  init(bytes: [UInt8], path: String) throws(TokenTableError) {
    do {
      try self.init(bytes: bytes)
    } catch {
      guard case .malformed(let fault, _) = error else { preconditionFailure("reading throws nothing else") }
      throw .malformed(path: path, fault: fault)
    }
  }
}
