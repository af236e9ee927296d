package import PointsmanSupport

/// The lexical block of a trained router: for each bucket its inverse document frequency and one weight a model.
///
/// A prompt with term frequencies tf has x_b = (1 + ln tf_b) · idf_b, and adds Σ_b x_b w_bm / ‖x‖ to the logit of model
/// m, once for the buckets of words and once for those of characters, each with its own ‖x‖. Everything that training
/// applied to the block (stacking, too) is folded into w. Rows are Int16 with one scale a column, which moves a weight by
/// at most 1/65,534 of the largest.
package struct LexicalHead: BlockHead {
  package let specification: LexicalSpecification
  package let models: Int
  /// buckets × (1 + M), row-major: idf, then the weights.
  package let rows: [Int16]
  /// 1 + M scales: value = scale · Int16.
  package let scales: [Float]

  package var block: Block { .lexical }
  package var summary: String { "lexical (\(specification.buckets) buckets)" }

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
}

// Logits.

extension LexicalHead {
  package func addLogits(of reading: inout PromptReading, to logits: inout [Float]) {
    addLogits(of: reading.nGrams(specification), to: &logits)
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

// Explanation.

extension LexicalHead {
  /// Word by word and pair by pair, then spelling word by word.
  ///
  /// The contribution of a bucket is shared evenly among its occurrences, for any n-grams.
  package func contributions(of reading: inout PromptReading) -> [Contribution] {
    let terms = LexicalTerms(reading.text, specification)
    return contributions(of: terms.words, .words) + contributions(of: terms.characters, .spelling)
  }

  private func contributions(of family: LexicalTerms.Family, _ source: Contribution.Source) -> [Contribution] {
    var counts: [UInt32: UInt32] = [:]
    for term in family.terms { counts[term.bucket, default: 0] += 1 }
    func x(_ bucket: UInt32, _ count: UInt32) -> Double {
      Double(TermFrequency.sublinear(count) * Float(rows[Int(bucket) * (1 + models)]) * scales[0])
    }
    let norm = counts.sorted { $0.key < $1.key }.reduce(0) { sum, entry in
      let x = x(entry.key, entry.value)
      return sum + x * x
    }.squareRoot()
    guard norm > 0 else { return [] }
    var tally = ContributionTally(source, models: models, labels: family.pieces)
    for term in family.terms {
      let count = counts[term.bucket]!
      let share = x(term.bucket, count) / norm / Double(count)
      let row = Int(term.bucket) * (1 + models) + 1
      for model in 0..<models {
        tally.add(share * Double(rows[row + model]) * Double(scales[1 + model]), piece: term.piece, model: model)
      }
    }
    return tally.contributions
  }
}

// Distance from training.

extension LexicalHead {
  /// The inverse document frequencies of a family's buckets, in order.
  package func inverseDocumentFrequencies(of family: LexicalFamily) -> [Float] {
    specification.range(of: family).map { Float(rows[$0 * (1 + models)]) * scales[0] }
  }

  /// True if one of a prompt's distinct `buckets` was not filled by any of the `rows` training prompts, so that the prompt
  /// cannot be among them. O(buckets).
  func hasUnseenNGram(among buckets: [UInt32], rows: Int) -> Bool {
    let bound = Self.unseenBound(rows: rows, documents: 0)
    return buckets.contains { Double(self.rows[Int($0) * (1 + models)]) * Double(scales[0]) > bound }
  }

  /// Halfway, in the logarithm, between the inverse document frequencies of a bucket that `documents` of `rows` prompts
  /// have and of one that one more has.
  private static func unseenBound(rows: Int, documents: Double) -> Double {
    log((1 + Double(rows)) / (1 + documents)) + 1 - 0.5 * log((2 + documents) / (1 + documents))
  }

  /// The share of the inverse document frequency of a prompt's distinct words and pairs of words that falls to buckets
  /// which no training prompt filled; 0 for a prompt without words.
  ///
  /// - Parameters:
  ///   - buckets: The prompt's, each once; those of characters are passed over.
  ///   - rows: Training prompts.
  ///   - itself: Whether the prompt is one of them; its own buckets then do not count as filled by it.
  package func unseenNGramShare(of buckets: some Sequence<UInt32>, rows: Int, itself: Bool = false) -> Double {
    let bound = Self.unseenBound(rows: rows, documents: itself ? 1 : 0)
    let words = specification.range(of: .words)
    var (unseen, total) = (0.0, 0.0)
    for bucket in buckets where words.contains(Int(bucket)) {
      let frequency = Double(self.rows[Int(bucket) * (1 + models)]) * Double(scales[0])
      total += frequency
      if frequency > bound { unseen += frequency }
    }
    return total > 0 ? unseen / total : 0
  }
}

// Router files.

extension LexicalHead {
  package init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after _: RouterHeads
  ) throws(RouterError) {
    let specification = try entry.require(entry["bits_per_family"]?.integer.flatMap(LexicalSpecification.init))
    self = try entry.valid(
      LexicalHead(
        specification: specification, models: models,
        rows: try tensors.integers("lexical.rows", [specification.buckets, 1 + models]),
        scales: try tensors.floats("lexical.scales", [1 + models])))
  }

  package var entry: BlockEntry {
    BlockEntry(.lexical, [("bits_per_family", .integer(specification.bitsPerFamily))])
  }

  package var tensors: [String: Safetensors.Tensor] {
    [
      "lexical.rows": .init(shape: [specification.buckets, 1 + models], rows),
      "lexical.scales": .init(shape: [1 + models], scales),
    ]
  }
}

// Growth by one model.

extension LexicalHead {
  package var additionObstacle: String? { nil }

  /// The other columns and their scales stay as they are, for each column has a scale of its own.
  package func adding(mix: [Float], structural _: [Float], at place: Int) -> any BlockHead {
    let factors = [0] + zip(mix, scales.dropFirst()).map(*)
    let column = QuantizedColumns(rows.mixed(by: factors), columns: 1, limit: Int16.max)
    return LexicalHead(
      specification: specification, models: models + 1,
      rows: rows.inserting(column: column.rows, at: 1 + place, of: 1 + models),
      scales: scales.inserting(column: column.scales, at: 1 + place, of: 1 + models))!
  }

  package func adding(columnOf single: any BlockHead, at place: Int) -> any BlockHead {
    guard let single = single as? LexicalHead, single.models == 1, single.specification == specification else {
      preconditionFailure("a lexical head of one model and as many buckets is added")
    }
    return LexicalHead(
      specification: specification, models: models + 1,
      rows: rows.inserting(
        column: stride(from: 1, to: single.rows.count, by: 2).map { single.rows[$0] }, at: 1 + place, of: 1 + models),
      scales: scales.inserting(column: [single.scales[1]], at: 1 + place, of: 1 + models))!
  }
}
