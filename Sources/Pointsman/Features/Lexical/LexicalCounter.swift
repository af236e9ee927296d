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
