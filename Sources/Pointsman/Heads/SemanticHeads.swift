/// The semantic block of a trained router: for each piece of a WordPiece vocabulary one weight a model.
///
/// A prompt of n pieces adds n^−¾ Σ_t w_tm to the logit of model m: the sum of its tokens' vectors, multiplied into the
/// heads' weights beforehand. Weights are whole numbers of 24 bits with one scale a model, which moves a weight by at
/// most one part in 2^24 of the largest; their sums are exact, in whatever order.
package struct SemanticHeads: Sendable {
  package let vocabulary: WordPieceVocabulary
  package let models: Int
  /// pieces × M, row-major.
  package let rows: [Int32]
  /// M scales: weight = scale · row / 256, since files first had the upper 16 of the 24 bits only.
  package let scales: [Float]

  /// Of 24 bits with a sign.
  private static let limit: Int32 = 1 << 23 - 1

  /// Takes stored rows over; nil when the shapes disagree or a scale is not finite.
  init?(vocabulary: WordPieceVocabulary, models: Int, rows: [Int32], scales: [Float]) {
    guard rows.count == vocabulary.count * models, scales.count == models,
      scales.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { return nil }
    (self.vocabulary, self.models, self.rows, self.scales) = (vocabulary, models, rows, scales)
  }

  /// Quantises trained weights, pieces × M, row-major, to 24 bits, or to 16 where less will do.
  package init(vocabulary: WordPieceVocabulary, weights: [Float], models: Int, bits: Int = 24) {
    precondition(weights.count == vocabulary.count * models && (bits == 16 || bits == 24))
    let columns = Self.quantized(weights, models: models, bits: bits)
    (self.vocabulary, self.models, rows, scales) = (vocabulary, models, columns.rows, columns.scales)
  }

  /// `weights`, row-major, as rows and scales.
  static func quantized(_ weights: [Float], models: Int, bits: Int = 24) -> (rows: [Int32], scales: [Float]) {
    guard bits == 24 else {
      let columns = QuantizedColumns(weights, columns: models, limit: Int32(Int16.max))
      return (columns.rows.map { $0 << 8 }, columns.scales)
    }
    let columns = QuantizedColumns(weights, columns: models, limit: limit)
    return (columns.rows, columns.scales.map { $0 * 256 })
  }

  /// Adds the block's share to the M logits. O(pieces · M).
  func addLogits(of tokenizer: borrowing WordPieceTokenizer, to logits: inout [Float]) {
    let (pieces, rows) = (tokenizer.pieces.span, rows.span)
    // Models two at a time, so that their sums stay in registers. 65,536 pieces reach 2^39.
    for model in stride(from: 0, to: models, by: 2) {
      let second = min(model + 1, models - 1)
      var (a, b) = (0, 0)
      for k in pieces.indices {
        let row = Int(pieces[k]) * models
        a &+= Int(rows[row + model])
        b &+= Int(rows[row + second])
      }
      logits[model] += tokenizer.weight * scales[model] / 256 * Float(a)
      if second > model { logits[second] += tokenizer.weight * scales[second] / 256 * Float(b) }
    }
  }
}
