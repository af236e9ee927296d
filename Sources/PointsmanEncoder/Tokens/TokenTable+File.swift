internal import Pointsman
internal import PointsmanSupport

extension TokenTable {
  /// Reads the table at `path`, checking all of it: structure, shapes and digest.
  public init(contentsOf path: String) throws(EncoderError) {
    try self.init(bytes: EncoderFile.contents(of: path, .tokenTable), path: path)
  }

  /// Reads a table that is already in memory; `path` is where it came from.
  package init(bytes: [UInt8], path: String) throws(EncoderError) {
    let file = try EncoderFile(bytes, .tokenTable, path: path)
    guard let rows = file.tensors[Key.rows], rows.type == .int8, rows.shape.count == 2,
      let scales = file.tensors[Key.scales]?.floats, file.tensors.count == 3,
      let table = TokenTable(
        vocabulary: file.vocabulary, dimension: rows.shape[1], rows: rows.bytes.map(Int8.init(bitPattern:)),
        scales: scales, provenance: file.provenance())
    else { throw file.malformed("its rows and scales do not fit its \(file.vocabulary.count) pieces") }
    try file.check(digest: Self.digest(of: file.tensors))
    self = table
  }

  /// The table's file, byte for byte the same for the same table.
  package var fileBytes: [UInt8] {
    let tensors = EncoderFile.tensors(
      [
        Key.rows: .init(
          type: .int8, shape: [vocabulary.count, dimension], bytes: rows.map { UInt8(bitPattern: $0) }),
        Key.scales: .init(shape: [vocabulary.count], scales),
      ], vocabulary)
    return EncoderFile.bytes(.tokenTable, tensors, metadata: provenance, digest: Self.digest(of: tensors))
  }

  /// Writes the table's file, whole or not at all.
  public func write(to path: String) throws(EncoderError) { try EncoderFile.write(fileBytes, to: path) }

  /// SHA-256 of every tensor's bytes, in the order of their names.
  private static func digest(of tensors: [String: Safetensors.Tensor]) -> String {
    var hash = SHA256()
    for (_, tensor) in tensors.sorted(by: { $0.key < $1.key }) { hash.update(tensor.bytes[...]) }
    return hash.hexDigest()
  }

  private enum Key {
    static let rows = "rows"
    static let scales = "scales"
  }
}
