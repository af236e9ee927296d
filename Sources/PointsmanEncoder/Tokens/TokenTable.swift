package import Pointsman
package import PointsmanNumerics

/// Static token vectors: for each piece of a vocabulary a vector of d numbers, wherever in a prompt it stands.
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
  /// Where the vectors come from, what was done to them, and under which licence they stand.
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
