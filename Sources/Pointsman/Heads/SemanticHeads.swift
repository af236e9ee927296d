/// The semantic block of a trained router: for each piece of a WordPiece vocabulary one weight a model.
///
/// A prompt of n pieces adds n^−¾ Σ_t w_tm to the logit of model m: the sum of its tokens' vectors, multiplied into the
/// heads' weights beforehand. Weights are Int16 with one scale a model, which moves a weight by at most 1/65,534 of the
/// largest.
package struct SemanticHeads: Sendable {
  package let vocabulary: WordPieceVocabulary
  package let models: Int
  /// pieces × M, row-major.
  package let rows: [Int16]
  /// M scales: weight = scale · Int16.
  package let scales: [Float]

  /// Takes stored rows over; nil when the shapes disagree or a scale is not finite.
  init?(vocabulary: WordPieceVocabulary, models: Int, rows: [Int16], scales: [Float]) {
    guard rows.count == vocabulary.count * models, scales.count == models,
      scales.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { return nil }
    (self.vocabulary, self.models, self.rows, self.scales) = (vocabulary, models, rows, scales)
  }

  /// Quantises trained weights, pieces × M, row-major.
  package init(vocabulary: WordPieceVocabulary, weights: [Float], models: Int) {
    precondition(weights.count == vocabulary.count * models)
    let columns = QuantizedColumns(weights, columns: models)
    (self.vocabulary, self.models, rows, scales) = (vocabulary, models, columns.rows, columns.scales)
  }

  /// Adds the block's share to the M logits. O(pieces · M).
  func addLogits(of tokenizer: borrowing WordPieceTokenizer, to logits: inout [Float]) {
    let (pieces, rows) = (tokenizer.pieces.span, rows.span)
    // Models two at a time, so that their sums stay in registers.
    for model in stride(from: 0, to: models, by: 2) {
      let second = min(model + 1, models - 1)
      var (a, b): (Float, Float) = (0, 0)
      for k in pieces.indices {
        let row = Int(pieces[k]) * models
        a += Float(rows[row + model])
        b += Float(rows[row + second])
      }
      logits[model] += tokenizer.weight * scales[model] * a
      if second > model { logits[second] += tokenizer.weight * scales[second] * b }
    }
  }
}
