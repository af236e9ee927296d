/// Which n-grams the lexical block counts, and into how many buckets.
///
/// The buckets are those of two of scikit-learn's `HashingVectorizer`s side by side (`alternate_sign=False`): one with
/// `ngram_range=(1, 2)` over words, one with `analyzer="char_wb", ngram_range=(3, 5)` over the characters within words.
public struct LexicalSpecification: Sendable, Hashable {
  /// log2 of the number of buckets for words, and again for characters.
  ///
  /// 17 holds the 230,000 distinct n-grams of 14,000 prompts with few collisions, and a table for two models in 1.6 MB.
  public let bitsPerFamily: Int

  public static let standard = LexicalSpecification(bitsPerFamily: 17)!

  /// nil when `bitsPerFamily` is outside 8...24.
  public init?(bitsPerFamily: Int) {
    guard 8...24 ~= bitsPerFamily else { return nil }
    self.bitsPerFamily = bitsPerFamily
  }

  /// Buckets of a family; word buckets come first, then character buckets.
  var familyBuckets: UInt32 { 1 << UInt32(bitsPerFamily) }

  /// Buckets of both families.
  public var buckets: Int { 2 << bitsPerFamily }
}
