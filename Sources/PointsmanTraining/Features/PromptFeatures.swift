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
      if isWorkCancelled { return [] }
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

/// `PromptFeatures` while rows are added to them, every family in one long array.
private struct PromptParts: Sendable {
  private let words: SpillableArrayWriter<UInt32>
  private let structural: SpillableArrayWriter<Float>
  private let semantic: SpillableArrayWriter<Float>
  /// Where each row's words end.
  private var ends: [Int] = []
  private var dimension: Int?
  private var failure: ScratchError?

  /// The features of one prompt.
  struct Row: Sendable {
    /// As `PackedTerms` packs them.
    let terms: [UInt32]
    let structural: [Float]
    /// nil without a table of tokens.
    let semantic: [Float]?
  }

  init(_ scratch: Scratch) throws(ScratchError) {
    words = try SpillableArrayWriter(scratch)
    structural = try SpillableArrayWriter(scratch)
    semantic = try SpillableArrayWriter(scratch)
  }

  /// Adds rows after those that are there; nothing after a failure.
  mutating func append(_ rows: [Row]) {
    guard failure == nil else { return }
    do throws(ScratchError) {
      try words.append(rows.flatMap(\.terms))
      try structural.append(rows.flatMap(\.structural))
      try semantic.append(rows.flatMap { $0.semantic ?? [] })
    } catch {
      failure = error
    }
    for row in rows {
      ends.append((ends.last ?? 0) + row.terms.count)
      dimension = row.semantic?.count
    }
  }

  func finish() throws(ScratchError) -> (
    terms: [PackedTerms], structural: [Slice<SpillableArray<Float>>], semantic: [Slice<SpillableArray<Float>>]
  ) {
    if let failure { throw failure }
    let (words, structural, semantic) = (try words.finish(), try structural.finish(), try semantic.finish())
    let rows = ends.indices
    return (
      rows.map { PackedTerms(words[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]]) },
      Self.rows(structural, rows.count, width: StructuralFeatures.count),
      dimension.map { Self.rows(semantic, rows.count, width: $0) } ?? []
    )
  }

  private static func rows(_ numbers: SpillableArray<Float>, _ count: Int, width: Int) -> [Slice<SpillableArray<Float>>]
  {
    (0..<count).map { numbers[$0 * width..<($0 + 1) * width] }
  }
}

/// The n-grams of a prompt, buckets with their counts, in four bytes each: most of the memory of a table.
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

  /// Words of four bytes. Every bucket occurs once, with the count at its place, which is at least 1.
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

  /// Says that the rows of `terms`, which mostly lie side by side, will not be read for a while.
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
