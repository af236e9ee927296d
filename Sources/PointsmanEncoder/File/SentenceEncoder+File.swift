internal import LinearAlgebra
internal import Pointsman

extension SentenceEncoder {
  /// Reads the encoder at `path`, checking all of it: structure, shapes and digest.
  public init(contentsOf path: String) throws(EncoderError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    try self.init(bytes: bytes, path: path)
  }

  /// Reads an encoder that is already in memory; `path` is where it came from.
  package init(bytes: [UInt8], path: String) throws(EncoderError) {
    let file = try Safetensors(bytes: bytes, encoder: path)
    guard file.metadata[Key.format] == Key.formatName else {
      throw .malformed(path: path, fault: "its metadata does not say \"\(Key.format)\": \"\(Key.formatName)\"")
    }
    guard let name = file.metadata[Key.name], let heads = file.metadata[Key.heads].flatMap({ Int($0) }) else {
      throw .malformed(path: path, fault: "its metadata lacks a name or the number of heads")
    }
    guard let lines = file.tensors[Key.vocabulary], lines.type == .uint8, lines.shape.count == 1,
      let vocabulary = WordPieceVocabulary(lines: lines.bytes)
    else {
      throw .malformed(path: path, fault: "its vocabulary is missing, or no list of pieces that starts with [UNK]")
    }
    let parts = EncoderTensors(file.tensors)
    var layers: [TransformerLayer] = []
    while let layer = parts.layer(layers.count, heads: heads) { layers.append(layer) }
    let provenance = file.metadata.filter { ![Key.format, Key.name, Key.heads, Key.digest].contains($0.key) }
    guard let embedding = parts.embedding,
      let encoder = SentenceEncoder(
        name: name, vocabulary: vocabulary, embedding: embedding, layers: layers, provenance: provenance,
        digest: Self.digest(name: name, heads: heads, file.tensors)),
      file.tensors.count == 1 + EncoderTensors.count(layers: layers.count)
    else {
      throw .malformed(path: path, fault: "its tensors do not fit each other, or its \(vocabulary.count) pieces")
    }
    guard encoder.digest == file.metadata[Key.digest] else {
      throw .malformed(path: path, fault: "its digest does not fit its content, so some byte of it was altered")
    }
    self = encoder
  }

  /// The encoder's file, byte for byte the same for the same encoder.
  package var fileBytes: [UInt8] {
    let ours = [
      Key.format: Key.formatName, Key.name: name, Key.heads: String(heads),
      Key.digest: digest,
    ]
    return Safetensors(
      metadata: provenance.merging(ours) { $1 }, tensors: Self.tensors(vocabulary, embedding, layers)
    ).bytes
  }

  /// Writes the encoder's file, whole or not at all.
  public func write(to path: String) throws(EncoderError) {
    do {
      try AtomicFile.write(fileBytes, to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  static func tensors(
    _ vocabulary: WordPieceVocabulary, _ embedding: TokenEmbedding, _ layers: [TransformerLayer]
  ) -> [String: Safetensors.Tensor] {
    var tensors = EncoderTensors(embedding: embedding, layers: layers).tensors
    tensors[Key.vocabulary] = .init(type: .uint8, shape: [vocabulary.lines.count], bytes: vocabulary.lines)
    return tensors
  }

  /// SHA-256 of the name, the number of heads, and every tensor's name and bytes, in the order of their names.
  static func digest(name: String, heads: Int, _ tensors: [String: Safetensors.Tensor]) -> String {
    var hash = SHA256()
    hash.update(Array("\(name)\u{0}\(heads)".utf8)[...])
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\u{0}\(name)\u{0}".utf8)[...])
      hash.update(tensor.bytes[...])
    }
    return hash.hexDigest()
  }

  private enum Key {
    static let format = "format"
    static let formatName = "pointsman encoder"
    static let name = "name"
    static let heads = "heads"
    static let digest = "sha256"
    static let vocabulary = "vocabulary"
  }
}

extension Safetensors {
  /// Reads the bytes of a file about an encoder; `path` is where they came from.
  init(bytes: [UInt8], encoder path: String) throws(EncoderError) {
    do {
      try self.init(bytes: bytes)
    } catch {
      guard case .malformed(let fault, _) = error else { preconditionFailure("reading throws nothing else") }
      throw .malformed(path: path, fault: fault)
    }
  }
}
