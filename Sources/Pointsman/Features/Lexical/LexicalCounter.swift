/// Counts a prompt's hashed n-grams. Keeps its memory from prompt to prompt.
///
/// After `count`, `buckets` holds the distinct buckets in the order of their first n-gram, and `counts` how often each
/// came.
package struct LexicalCounter {
  package var buckets: [UInt32] { counted.buckets }
  package var counts: [UInt32] { counted.counts }

  private let specification: LexicalSpecification
  private var lowered: [UInt8] = []
  private var text = SplitText()
  private var sequence = BucketSequence()
  private var counted: BucketCounts

  package init(_ specification: LexicalSpecification) {
    self.specification = specification
    counted = BucketCounts(limit: specification.buckets)
  }

  /// Counts the n-grams of `text`. O(length).
  package mutating func count(_ text: String) { count(Array(text.utf8)) }

  /// Counts the n-grams of `text`, valid UTF-8. O(length).
  package mutating func count(_ bytes: [UInt8]) {
    lowered.removeAll(keepingCapacity: true)
    LoweredText.append(bytes.span, to: &lowered)
    text.split(lowered)
    sequence.read(text, specification)
    counted.count(sequence.buckets, count: sequence.count)
  }
}
