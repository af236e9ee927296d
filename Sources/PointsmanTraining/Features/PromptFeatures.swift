internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport

/// The raw features of a table's prompts, before anything is learnt from them: one reading of the text serves every
/// fold.
struct PromptFeatures: Sendable {
  /// For each row the n-grams' buckets with their counts.
  let terms: [PackedTerms]
  /// For each row the raw structural features.
  let structural: [Slice<SpillableArray<Float>>]
  /// For each row the vector of its tokens; empty without a table of them.
  let semantic: [Slice<SpillableArray<Float>>]

  /// Reads the prompts. O(text), shared among `threads`.
  init(of table: OutcomeTable, tokens: TokenTable?, threads: Int, scratch: Scratch) throws(ScratchError) {
    let part = 256
    let parts = (table.rows.count + part - 1) / part
    let read = concurrentReduce(into: try PromptParts(scratch), count: parts, threads: threads) { index in
      var counter = LexicalCounter(.standard)
      var tokenizer = tokens.map { WordPieceTokenizer($0.vocabulary) }
      return table.rows[index * part..<min((index + 1) * part, table.rows.count)].map { row in
        let text = row.prompt.routedText
        counter.count(text)
        let terms = PackedTerms.packed(counter.buckets, counts: counter.counts)
        tokenizer?.tokenize(text)
        let vector = tokenizer.flatMap { tokens?.vector(of: $0.pieces, weight: $0.weight) }
        return PromptParts.Row(terms: terms, structural: StructuralFeatures.values(of: row.prompt), semantic: vector)
      }
    } combine: { read, _, rows in
      read.append(rows)
    }
    (terms, structural, semantic) = try read.finish()
  }

  private init(
    terms: [PackedTerms], structural: [Slice<SpillableArray<Float>>], semantic: [Slice<SpillableArray<Float>>]
  ) {
    (self.terms, self.structural, self.semantic) = (terms, structural, semantic)
  }

  /// The features of the rows at `indices`. O(count): the features themselves are shared.
  func selecting(rows indices: [Int]) -> PromptFeatures {
    PromptFeatures(
      terms: indices.map { terms[$0] }, structural: indices.map { structural[$0] },
      semantic: semantic.isEmpty ? [] : indices.map { semantic[$0] })
  }
}
