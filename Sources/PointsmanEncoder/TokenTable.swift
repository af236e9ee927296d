package import Pointsman
package import PointsmanNumerics
internal import PointsmanSupport

/// Static token vectors: for each piece of a vocabulary a vector of d numbers, the same at every place of a prompt.
///
/// ```swift
/// let tokens = try TokenTable(contentsOf: "Models/minilm-tokens.safetensors")
/// let trained = try await RouterTrainer().fit(outcomes, tokens: tokens)
/// ```
///
/// Only training needs it. A router has the vocabulary, and the vectors multiplied into its heads' weights.
public struct TokenTable: Sendable {
  package let vocabulary: WordPieceVocabulary
  /// d, the length of a vector.
  public let dimension: Int
  /// count × d, row-major: number k of piece p's vector is `scales[p] * Float(rows[p * d + k])`.
  package let rows: [Int8]
  /// One for each piece.
  package let scales: [Float]
  /// The origin of the vectors, their changes, and their licence.
  public let provenance: [String: String]

  /// Takes stored rows over; nil when the shapes disagree, or a scale is not finite or negative.
  init?(
    vocabulary: WordPieceVocabulary, dimension: Int, rows: [Int8], scales: [Float], provenance: [String: String]
  ) {
    guard dimension > 0, rows.count == vocabulary.count * dimension, scales.count == vocabulary.count,
      scales.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { return nil }
    (self.vocabulary, self.dimension, self.rows, self.scales, self.provenance) = (
      vocabulary, dimension, rows, scales, provenance
    )
  }

  /// Quantises `vectors`, one row for each piece: each row by a scale of its own, which moves a number by at most 1/254
  /// of the row's largest.
  package init(vocabulary: WordPieceVocabulary, vectors: Matrix, provenance: [String: String]) {
    precondition(vectors.rows == vocabulary.count && vectors.columns > 0, "a table needs a vector for each piece")
    let d = vectors.columns
    let limit = Float(Int8.max)
    var (rows, scales) = ([Int8](repeating: 0, count: vectors.values.count), [Float](repeating: 0, count: vectors.rows))
    for piece in scales.indices {
      let largest = vectors.values[piece * d..<(piece + 1) * d].reduce(0) { max($0, abs($1)) }
      let scale = largest / limit
      scales[piece] = scale
      // A subnormal scale is rounded coarsely, so that the quotient may pass Int8's range.
      guard scale > 0 else { continue }
      for k in piece * d..<(piece + 1) * d {
        rows[k] = Int8(max(-limit, min(limit, (vectors.values[k] / scale).rounded())))
      }
    }
    (self.vocabulary, dimension, self.rows, self.scales) = (vocabulary, d, rows, scales)
    self.provenance = provenance
  }

  /// The number of pieces.
  public var pieces: Int { vocabulary.count }

  /// The vectors, count × d. O(count · d).
  package var vectors: Matrix {
    var vectors = Matrix(rows: scales.count, columns: dimension)
    for piece in scales.indices {
      for k in piece * dimension..<(piece + 1) * dimension { vectors.values[k] = scales[piece] * Float(rows[k]) }
    }
    return vectors
  }

  /// `weight` times the sum of the vectors of `pieces`: d numbers. O(pieces · d).
  package func vector(of pieces: [UInt16], weight: Float) -> [Float] {
    var sum = [Float](repeating: 0, count: dimension)
    for piece in pieces {
      let (factor, start) = (weight * scales[Int(piece)], Int(piece) * dimension)
      for k in 0..<dimension { sum[k] += factor * Float(rows[start + k]) }
    }
    return sum
  }
}

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
