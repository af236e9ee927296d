/// Which n-grams the lexical block counts, and into how many buckets.
///
/// The buckets are those of two of scikit-learn's `HashingVectorizer`s side by side, both with `alternate_sign=False`:
/// one with `ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]"`, one with `analyzer="char_wb", ngram_range=(3, 5)`.
package struct LexicalSpecification: Sendable, Hashable {
  /// log2 of the number of buckets for words, and again for characters.
  ///
  /// 17 keeps the table of two models at 1.6 MB.
  package let bitsPerFamily: Int

  /// What training makes: 2¹⁷ buckets a family.
  package static let standard = LexicalSpecification(bitsPerFamily: 17)!

  /// nil when `bitsPerFamily` is outside 8...24.
  package init?(bitsPerFamily: Int) {
    guard 8...24 ~= bitsPerFamily else { return nil }
    self.bitsPerFamily = bitsPerFamily
  }

  /// Buckets of both families.
  package var buckets: Int { 2 << bitsPerFamily }

  /// Buckets of a family.
  var familyBuckets: UInt32 { 1 << UInt32(bitsPerFamily) }

  /// Word buckets come first, then character buckets.
  func firstBucket(of family: LexicalFamily) -> UInt32 { family == .words ? 0 : familyBuckets }

  /// The buckets of `family`.
  package func range(of family: LexicalFamily) -> Range<Int> {
    let first = Int(firstBucket(of: family))
    return first..<first + Int(familyBuckets)
  }
}

/// The two kinds of n-grams. Each is normalised, penalised and fused on its own: together, the many character n-grams
/// would drown the words.
package enum LexicalFamily: Sendable, CaseIterable {
  /// Runs of one and two words.
  case words
  /// Runs of 3 to 5 characters within words.
  case characters
}
