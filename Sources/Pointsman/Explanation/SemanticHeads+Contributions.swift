extension SemanticHeads {
  /// The block's contributions: the pieces of a word together, and equal words together.
  func contributions(of tokenizer: WordPieceTokenizer) -> [Contribution] {
    var tally = ContributionTally(.meaning, models: models)
    var pieces = tokenizer.pieces[...]
    while let first = pieces.popFirst() {
      var word = [first]
      while let next = pieces.first, vocabulary.text(of: Int(next)).hasPrefix("##") {
        word.append(next)
        pieces.removeFirst()
      }
      let text = word.enumerated().map { $0 == 0 ? name(of: $1) : String(name(of: $1).dropFirst(2)) }.joined()
      tally.add(
        text,
        (0..<models).map { model in
          let sum = word.reduce(0) { $0 + Double(rows[Int($1) * models + model]) }
          return Double(tokenizer.weight) * Double(scales[model]) / 256 * sum
        })
    }
    return tally.contributions
  }

  private func name(of piece: UInt16) -> String {
    piece == 0 ? "a word outside the vocabulary" : vocabulary.text(of: Int(piece))
  }
}
