internal import PointsmanNumerics

/// x_i = LayerNorm(word(piece_i) + position(i)), BERT's input; the type of the first segment is in the positions.
struct TokenEmbedding: Sendable, Equatable {
  /// pieces × width, then [CLS] and [SEP].
  let words: Matrix
  /// The longest sequence × width.
  let positions: Matrix
  let normalization: LayerNormalization

  /// Nil when the shapes disagree.
  init?(words: Matrix, positions: Matrix, normalization: LayerNormalization) {
    let width = normalization.gain.count
    // [CLS], a piece and [SEP] at least.
    guard words.columns == width, positions.columns == width, words.rows > 2, positions.rows > 2 else { return nil }
    (self.words, self.positions, self.normalization) = (words, positions, normalization)
  }

  /// How many pieces fit between [CLS] and [SEP].
  var maximumPieces: Int { positions.rows - 2 }

  /// The inputs of [CLS], the first `maximumPieces` of `pieces`, and [SEP]: one row each.
  func callAsFunction(_ pieces: [UInt16]) -> Matrix {
    let rows = [words.rows - 2] + pieces.prefix(maximumPieces).map(Int.init) + [words.rows - 1]
    let width = words.columns
    var x = Matrix(rows: rows.count, columns: width)
    for (position, word) in rows.enumerated() {
      for k in 0..<width {
        x.values[position * width + k] = words.values[word * width + k] + positions.values[position * width + k]
      }
    }
    normalization.normalize(&x)
    return x
  }
}
