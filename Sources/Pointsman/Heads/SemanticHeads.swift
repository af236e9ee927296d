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
  func addLogits(of tokenizer: WordPieceTokenizer, to logits: inout [Float]) {
    var sums = [Float](repeating: 0, count: models)
    for piece in tokenizer.pieces {
      let row = Int(piece) * models
      for model in 0..<models { sums[model] += Float(rows[row + model]) }
    }
    for model in 0..<models { logits[model] += tokenizer.weight * scales[model] * sums[model] }
  }
}
