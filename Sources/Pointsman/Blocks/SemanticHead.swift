package import PointsmanSupport

/// The semantic block of a trained router: for each piece of a WordPiece vocabulary one weight a model.
///
/// A prompt of n pieces adds n^−¾ Σ_t w_tm to the logit of model m: the sum of its tokens' vectors, multiplied into the
/// heads' weights in training. Weights are whole numbers of 24 bits with one scale a model, which moves a weight by at
/// most one part in 2^24 of the largest; their sums are exact, in any order.
package struct SemanticHead: BlockHead {
  package let vocabulary: WordPieceVocabulary
  package let models: Int
  /// pieces × M, row-major.
  package let rows: [Int32]
  /// M scales: weight = scale · row / 256, since files first had the upper 16 of the 24 bits only.
  package let scales: [Float]

  package var block: Block { .semantic }
  package var summary: String { "semantic (\(vocabulary.count) pieces)" }

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
  private static func quantized(_ weights: [Float], models: Int, bits: Int = 24) -> (rows: [Int32], scales: [Float]) {
    guard bits == 24 else {
      let columns = QuantizedColumns(weights, columns: models, limit: Int32(Int16.max))
      return (columns.rows.map { $0 << 8 }, columns.scales)
    }
    // The largest number of 24 bits with a sign.
    let columns = QuantizedColumns(weights, columns: models, limit: Int32(1 << 23 - 1))
    return (columns.rows, columns.scales.map { $0 * 256 })
  }
}

// Logits and explanation.

extension SemanticHead {
  package func addLogits(of reading: inout PromptReading, to logits: inout [Float]) {
    addLogits(of: reading.pieces(vocabulary), to: &logits)
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

  /// The pieces of a word together, and equal words together.
  package func contributions(of reading: inout PromptReading) -> [Contribution] {
    let tokenizer = reading.pieces(vocabulary)
    var tally = ContributionTally(.meaning, models: models)
    var start = 0
    while start < tokenizer.pieces.count {
      var end = start + 1
      while end < tokenizer.pieces.count, isContinuing(tokenizer.pieces[end]) { end += 1 }
      let word = tokenizer.pieces[start..<end]
      let number = tally.number(of: text(of: word))
      for model in 0..<models {
        let sum = word.reduce(0) { $0 + Double(rows[Int($1) * models + model]) }
        tally.add(
          Double(tokenizer.weight) * Double(scales[model]) / 256 * sum, piece: number, model: model)
      }
      start = end
    }
    return tally.contributions
  }

  private func isContinuing(_ piece: UInt16) -> Bool { vocabulary.text(of: Int(piece)).hasPrefix("##") }

  /// The pieces of a word side by side, without the marks of those that continue it.
  private func text(of word: ArraySlice<UInt16>) -> [UInt8] {
    word.enumerated().flatMap { index, piece in
      let text = piece == 0 ? "a word outside the vocabulary" : vocabulary.text(of: Int(piece))
      return Array(text.utf8.dropFirst(index == 0 ? 0 : 2))
    }
  }
}

// Router files.

extension SemanticHead {
  package init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after _: RouterHeads
  ) throws(RouterError) {
    let pieces = try entry.require(entry["pieces"]?.integer.flatMap { $0 > 0 ? $0 : nil })
    let lines = try tensors.bytes("semantic.vocabulary")
    let upper = try tensors.integers("semantic.rows", [pieces, models])
    // Absent where all are 0, as in files before the weights had 24 bits.
    let lower = try tensors.bytesIfPresent("semantic.low_bytes", [pieces, models])
    let scales = try tensors.floats("semantic.scales", [models])
    let vocabulary = try entry.valid(WordPieceVocabulary(lines: lines).flatMap { $0.count == pieces ? $0 : nil })
    var rows = upper.map { Int32($0) << 8 }
    if let lower {
      _ = try entry.valid(lower.first { $0 != 0 })
      for k in rows.indices { rows[k] |= Int32(lower[k]) }
    }
    self = try entry.valid(SemanticHead(vocabulary: vocabulary, models: models, rows: rows, scales: scales))
  }

  package var entry: BlockEntry { BlockEntry(.semantic, [("pieces", .integer(vocabulary.count))]) }

  package var tensors: [String: Safetensors.Tensor] {
    let (lines, shape) = (vocabulary.lines, [vocabulary.count, models])
    var tensors: [String: Safetensors.Tensor] = [
      "semantic.vocabulary": .init(type: .uint8, shape: [lines.count], bytes: lines),
      "semantic.rows": .init(shape: shape, rows.map { Int16(truncatingIfNeeded: $0 >> 8) }),
      "semantic.scales": .init(shape: [models], scales),
    ]
    let lower = rows.map { UInt8(truncatingIfNeeded: $0) }
    if lower.contains(where: { $0 != 0 }) {
      tensors["semantic.low_bytes"] = .init(type: .uint8, shape: shape, bytes: lower)
    }
    return tensors
  }
}

// Growth by one model.

extension SemanticHead {
  package var additionObstacle: String? { nil }

  package func adding(mix: [Float], structural _: [Float], at place: Int) -> any BlockHead {
    let column = Self.quantized(rows.mixed(by: zip(mix, scales).map { $0 * $1 / 256 }), models: 1)
    return SemanticHead(
      vocabulary: vocabulary, models: models + 1, rows: rows.inserting(column: column.rows, at: place, of: models),
      scales: scales.inserting(column: column.scales, at: place, of: models))!
  }

  package func adding(columnOf single: any BlockHead, at place: Int) -> any BlockHead {
    guard let single = single as? SemanticHead, single.models == 1, single.vocabulary.count == vocabulary.count else {
      preconditionFailure("a semantic head of one model and the same vocabulary is added")
    }
    return SemanticHead(
      vocabulary: vocabulary, models: models + 1, rows: rows.inserting(column: single.rows, at: place, of: models),
      scales: scales.inserting(column: single.scales, at: place, of: models))!
  }
}
