internal import Pointsman
internal import PointsmanSupport

extension SentenceEncoder {
  /// Reads the encoder at `path`, checking all of it: structure, shapes and digest.
  public init(contentsOf path: String) throws(EncoderError) {
    try self.init(bytes: EncoderFile.contents(of: path, .network), path: path)
  }

  /// Reads an encoder that is already in memory; `path` is where it came from.
  package init(bytes: [UInt8], path: String) throws(EncoderError) {
    let file = try EncoderFile(bytes, .network, path: path)
    guard let name = file.metadata[Key.name], let heads = file.metadata[Key.heads].flatMap({ Int($0) }) else {
      throw file.malformed("its metadata lacks a name or the number of heads")
    }
    let parts = EncoderTensors(file.tensors)
    var layers: [TransformerLayer] = []
    while let layer = parts.layer(layers.count, heads: heads) { layers.append(layer) }
    guard let embedding = parts.embedding,
      let encoder = SentenceEncoder(
        name: name, vocabulary: file.vocabulary, embedding: embedding, layers: layers,
        provenance: file.provenance(without: [Key.name, Key.heads]),
        digest: Self.digest(name: name, heads: heads, file.tensors)),
      file.tensors.count == 1 + EncoderTensors.count(layers: layers.count)
    else { throw file.malformed("its tensors do not fit each other, or its \(file.vocabulary.count) pieces") }
    try file.check(digest: encoder.digest)
    self = encoder
  }

  /// The encoder's file, byte for byte the same for the same encoder.
  package var fileBytes: [UInt8] {
    EncoderFile.bytes(
      .network, Self.tensors(vocabulary, embedding, layers),
      metadata: provenance.merging([Key.name: name, Key.heads: String(heads)]) { $1 }, digest: digest)
  }

  /// Writes the encoder's file, whole or not at all.
  public func write(to path: String) throws(EncoderError) { try EncoderFile.write(fileBytes, to: path) }

  static func tensors(
    _ vocabulary: WordPieceVocabulary, _ embedding: TokenEmbedding, _ layers: [TransformerLayer]
  ) -> [String: Safetensors.Tensor] {
    EncoderFile.tensors(EncoderTensors(embedding: embedding, layers: layers).tensors, vocabulary)
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
    static let name = "name"
    static let heads = "heads"
  }
}
