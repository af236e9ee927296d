internal import PointsmanSupport

/// Which n-grams the lexical block counts, and into how many buckets.
///
/// The buckets are those of two of scikit-learn's `HashingVectorizer`s side by side, both with `alternate_sign=False`:
/// one with `ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]"`, one with `analyzer="char_wb", ngram_range=(3, 5)`.
package struct LexicalSpecification: Sendable, Hashable {
  /// log2 of the number of buckets for words, and again for characters.
  ///
  /// 17 keeps the table of two models at 1.6 MB.
  package let bitsPerFamily: Int

  /// The size in training: 2¹⁷ buckets a family.
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

/// The two kinds of n-grams. Each is normalised, penalised and stacked on its own: together, the many character n-grams
/// would drown the words.
package enum LexicalFamily: Sendable, CaseIterable {
  /// Runs of one and two words.
  case words
  /// Runs of 3 to 5 characters within words.
  case characters
}

/// Counts a prompt's hashed n-grams. Keeps its memory from prompt to prompt.
///
/// After `count`, `buckets` holds the distinct buckets in the order of their first n-gram, those of words first, and
/// `counts` how often each came.
package struct LexicalCounter {
  package var buckets: [UInt32] { counted.buckets }
  package var counts: [UInt32] { counted.counts }

  /// How many of the buckets are of words.
  private(set) var wordBuckets = 0

  private let specification: LexicalSpecification
  private var lowered: [UInt8] = []
  private var edges = WordEdges(joiningUnderscores: true)
  private var sequence: BucketSequence
  private var counted: BucketCounts

  package init(_ specification: LexicalSpecification) {
    self.specification = specification
    sequence = BucketSequence(familyBuckets: specification.familyBuckets)
    counted = BucketCounts(limit: specification.buckets)
  }

  /// Counts the n-grams of `text`. O(length).
  package mutating func count(_ text: String) { count(Array(text.utf8)) }

  /// Counts the n-grams of `text`, valid UTF-8. O(length).
  package mutating func count(_ bytes: [UInt8]) {
    lowered.removeAll(keepingCapacity: true)
    lowered.append(0x20)
    LoweredText.append(bytes.span, to: &lowered)
    lowered += repeatElement(0x20, count: WordEdges.margin)
    if edges.mark(lowered) { edges.correctScalars(of: lowered) }
    sequence.read(lowered, edges)
    counted.begin(count: sequence.wordCount + sequence.runCount)
    counted.add(sequence.words, count: sequence.wordCount, offset: specification.firstBucket(of: .words))
    wordBuckets = counted.distinct
    counted.add(sequence.runs, count: sequence.runCount, offset: specification.firstBucket(of: .characters))
    counted.finish()
  }
}

/// scikit-learn's `TfidfTransformer(sublinear_tf=True)`, in parts.
package enum TermFrequency {
  /// 1 + ln tf, for tf of at least 1.
  @inline(__always)
  package static func sublinear(_ count: UInt32) -> Float {
    count == 1 ? 1 : 1 + log(Float(count))
  }

  /// The sublinear frequencies of counts up to 255, which is nearly all of them; the first is not used.
  static let sublinearTable = [0] + (1..<256 as Range<UInt32>).map(sublinear)

  /// ln((1 + n) / (1 + df)) + 1 for a bucket that `documents` of `total` prompts have.
  package static func inverseDocumentFrequency(documents: Int, total: Int) -> Float {
    Float(log(Double(1 + total) / Double(1 + documents)) + 1)
  }
}
