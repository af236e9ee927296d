extension LexicalHeads {
  /// The block's contributions on a text: word by word and pair by pair, then spelling word by word.
  ///
  /// What a bucket adds is shared out evenly among its occurrences, whatever n-grams they are.
  func contributions(of text: String) -> [Contribution] {
    let terms = LexicalTerms(text, specification)
    return contributions(of: terms.words, .words) + contributions(of: terms.characters, .spelling)
  }

  private func contributions(of terms: [LexicalTerms.Term], _ source: Contribution.Source) -> [Contribution] {
    var counts: [UInt32: UInt32] = [:]
    for term in terms { counts[term.bucket, default: 0] += 1 }
    func x(_ bucket: UInt32, _ count: UInt32) -> Double {
      Double(TermFrequency.sublinear(count) * Float(rows[Int(bucket) * (1 + models)]) * scales[0])
    }
    let norm = counts.sorted { $0.key < $1.key }.reduce(0) { sum, entry in
      let x = x(entry.key, entry.value)
      return sum + x * x
    }.squareRoot()
    guard norm > 0 else { return [] }
    var tally = ContributionTally(source, models: models)
    for term in terms {
      let count = counts[term.bucket]!
      let share = x(term.bucket, count) / norm / Double(count)
      let row = Int(term.bucket) * (1 + models) + 1
      tally.add(term.text, (0..<models).map { share * Double(rows[row + $0]) * Double(scales[1 + $0]) })
    }
    return tally.contributions
  }
}
