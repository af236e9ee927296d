internal import PointsmanNumerics

/// The n-grams of a prompt, buckets with their counts, in four bytes each: what a training set holds most of.
struct PackedTerms: Sequence, Sendable {
  /// A bucket in the lower bits, a count above it; a count beyond that room goes on in the next word.
  private let words: Slice<SpillableArray<UInt32>>

  /// Buckets of the standard specification: 17 bits and the family.
  private static let bucketBits: UInt32 = 18
  private static let room: UInt32 = 1 << (32 - bucketBits) - 1

  /// `count` n-grams of a prompt fall into `bucket`.
  struct Term: Equatable, Sendable {
    let bucket: UInt32
    let count: UInt32
  }

  /// The words that `packed` made.
  init(_ words: Slice<SpillableArray<UInt32>>) { self.words = words }

  /// Words of four bytes. Every bucket stands once, with the count at its place, which is at least 1.
  static func packed(_ buckets: some Collection<UInt32>, counts: some Collection<UInt32>) -> [UInt32] {
    var words: [UInt32] = []
    words.reserveCapacity(buckets.count)
    for (bucket, count) in zip(buckets, counts) {
      precondition(bucket < 1 << bucketBits, "a bucket of the standard specification")
      var rest = count
      while rest > 0 {
        words.append(bucket | Swift.min(rest, room) << bucketBits)
        rest -= Swift.min(rest, room)
      }
    }
    return words
  }

  /// Says that the rows of `terms`, which stand side by side as a rule, will not be read for a while.
  static func release(_ terms: ArraySlice<PackedTerms>) {
    guard let first = terms.first?.words, let last = terms.last?.words, first.startIndex < last.endIndex else { return }
    first.base.release(first.startIndex..<last.endIndex)
  }

  func makeIterator() -> Iterator { Iterator(words: words) }

  struct Iterator: IteratorProtocol {
    fileprivate let words: Slice<SpillableArray<UInt32>>
    private var index: Int

    fileprivate init(words: Slice<SpillableArray<UInt32>>) { (self.words, index) = (words, words.startIndex) }

    mutating func next() -> Term? {
      guard index < words.endIndex else { return nil }
      let bucket = words[index] & (1 << PackedTerms.bucketBits - 1)
      var count: UInt32 = 0
      while index < words.endIndex, words[index] & (1 << PackedTerms.bucketBits - 1) == bucket {
        count += words[index] >> PackedTerms.bucketBits
        index += 1
      }
      return Term(bucket: bucket, count: count)
    }
  }
}
