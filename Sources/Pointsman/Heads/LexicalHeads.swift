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
    let columns = QuantizedColumns(values, columns: 1 + models, limit: Int16.max)
    (self.specification, self.models, rows, scales) = (specification, models, columns.rows, columns.scales)
  }

  /// Adds the block's share to the M logits. O(distinct n-grams · M).
  func addLogits(of counter: borrowing LexicalCounter, to logits: inout [Float]) {
    for terms in [0..<counter.wordBuckets, counter.wordBuckets..<counter.buckets.count] {
      switch models {
      // The most frequent number, for which the compiler unrolls a row.
      case 2: addLogits(SIMD2.self, models: 2, of: counter, terms, to: &logits)
      case 1...4: addLogits(SIMD4.self, models: models, of: counter, terms, to: &logits)
      default: addLogits(SIMD8.self, models: models, of: counter, terms, to: &logits)
      }
    }
  }

  /// Adds the share of some terms, for as many models at a time as there are lanes.
  @inline(__always)
  private func addLogits<Lanes: SIMD>(
    _: Lanes.Type, models: Int, of counter: borrowing LexicalCounter, _ terms: Range<Int>, to logits: inout [Float]
  ) where Lanes.Scalar == Float {
    let width = 1 + models
    let (buckets, counts, rows) = (counter.buckets.span, counter.counts.span, rows.span)
    let table = TermFrequency.sublinearTable
    let (frequencies, scale) = (table.span, scales[0])
    for model in stride(from: 0, to: models, by: Lanes.scalarCount) {
      var (sums, squares) = (Lanes(), Float(0))
      for k in terms {
        let start = Int(buckets[k]) * width
        let row = rows.extracting(start..<start + width)
        let count = counts[k]
        let frequency = count < frequencies.count ? frequencies[Int(count)] : TermFrequency.sublinear(count)
        let x = frequency * Float(row[0]) * scale
        squares += x * x
        var weights = Lanes()
        for lane in 0..<Lanes.scalarCount {
          // A lane without a model repeats the last one's weight and is not looked at.
          weights[lane] = Float(row[min(1 + model + lane, models)])
        }
        sums += x * weights
      }
      guard squares > 0 else { return }
      let inverseNorm = 1 / squares.squareRoot()
      for lane in 0..<min(Lanes.scalarCount, models - model) {
        logits[model + lane] += sums[lane] * scales[1 + model + lane] * inverseNorm
      }
    }
  }
}
