/// The lexical block of a trained router: for each bucket its inverse document frequency and one weight a model.
///
/// A prompt with term frequencies tf has x_b = (1 + ln tf_b) · idf_b, and adds Σ_b x_b w_bm / ‖x‖ to the logit of model
/// m, once for the buckets of words and once for those of characters, each with its own ‖x‖. Everything that training
/// applied to the block (fusion, too) is folded into w. Rows are Int16 with one scale a column, which moves a weight by
/// at most 1/65,534 of the largest.
package struct LexicalHeads: Sendable {
  package let specification: LexicalSpecification
  package let models: Int
  /// buckets × (1 + M), row-major: idf, then the weights.
  package let rows: [Int16]
  /// 1 + M scales: value = scale · Int16.
  package let scales: [Float]

  /// Takes stored rows over; nil when the shapes disagree or a scale is not finite.
  init?(specification: LexicalSpecification, models: Int, rows: [Int16], scales: [Float]) {
    guard rows.count == specification.buckets * (1 + models), scales.count == 1 + models,
      scales.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { return nil }
    (self.specification, self.models, self.rows, self.scales) = (specification, models, rows, scales)
  }

  /// Quantises trained weights.
  ///
  /// - Parameters:
  ///   - inverseDocumentFrequencies: one for every bucket.
  ///   - weights: buckets × M, row-major.
  package init(
    specification: LexicalSpecification, inverseDocumentFrequencies: [Float], weights: [Float], models: Int
  ) {
    precondition(inverseDocumentFrequencies.count == specification.buckets)
    precondition(weights.count == specification.buckets * models)
    var values: [Float] = []
    values.reserveCapacity(specification.buckets * (1 + models))
    for (bucket, frequency) in inverseDocumentFrequencies.enumerated() {
      values.append(frequency)
      values += weights[bucket * models..<(bucket + 1) * models]
    }
    let columns = QuantizedColumns(values, columns: 1 + models)
    (self.specification, self.models, rows, scales) = (specification, models, columns.rows, columns.scales)
  }

  /// Adds the block's share to the M logits. O(distinct n-grams · M).
  func addLogits(of counter: LexicalCounter, to logits: inout [Float]) {
    // Words are counted first, so their buckets stand before those of characters.
    let boundary = counter.buckets.firstIndex { $0 >= specification.firstBucket(of: .characters) }
    let middle = boundary ?? counter.buckets.count
    addLogits(of: counter, 0..<middle, to: &logits)
    addLogits(of: counter, middle..<counter.buckets.count, to: &logits)
  }

  private func addLogits(of counter: LexicalCounter, _ terms: Range<Int>, to logits: inout [Float]) {
    let width = 1 + models
    var sums = [Float](repeating: 0, count: models)
    var squares: Float = 0
    for k in terms {
      let row = Int(counter.buckets[k]) * width
      let x = TermFrequency.sublinear(counter.counts[k]) * Float(rows[row]) * scales[0]
      squares += x * x
      for model in 0..<models { sums[model] += x * Float(rows[row + 1 + model]) }
    }
    guard squares > 0 else { return }
    let inverseNorm = 1 / squares.squareRoot()
    for model in 0..<models { logits[model] += sums[model] * scales[1 + model] * inverseNorm }
  }
}
