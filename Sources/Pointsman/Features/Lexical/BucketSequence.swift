/// The bucket of every n-gram of a text: words and pairs of them, then runs of characters. Keeps its memory from text to
/// text.
struct BucketSequence {
  /// The buckets; those beyond `count` are left over.
  private(set) var buckets: [UInt32] = []
  private(set) var count = 0

  /// Hashes the n-grams of `text`. O(length).
  mutating func read(_ text: borrowing SplitText, _ specification: LexicalSpecification) {
    // Each word alone and with the one before, three runs from each byte of a chunk, and what `addRuns` writes too much.
    buckets.grow(to: 2 * text.wordCount + 3 * text.chunkBytes + 2)
    let words = Self.addWords(of: text, specification, to: &buckets)
    count = Self.addCharacters(of: text, specification, to: &buckets, from: words)
  }

  /// Words alone, and each with the one before, joined by a space; returns the end of the sequence.
  private static func addWords(
    of text: borrowing SplitText, _ specification: LexicalSpecification, to buckets: inout [UInt32]
  ) -> Int {
    let (chunks, starts, ends) = (text.chunks.span, text.wordStarts.span, text.wordEnds.span)
    let (first, size) = (specification.firstBucket(of: .words), specification.familyBuckets)
    var buckets = buckets.mutableSpan
    var end = 0
    // The hash of the word before, as far as it goes without its end.
    var (before, beforeLength) = (MurmurHash3.Stream(), 0)
    for word in 0..<text.wordCount {
      let range = Int(starts[word])..<Int(ends[word + 1])
      var (alone, pair) = (MurmurHash3.Stream(), before)
      pair.append(0x20, bytes: 1)
      var index = range.lowerBound
      while index + 4 <= range.upperBound {
        let block = MurmurHash3.block(chunks, index)
        alone.append(block, bytes: 4)
        pair.append(block, bytes: 4)
        index += 4
      }
      let rest = UInt32(truncatingIfNeeded: range.upperBound - index)
      let tail = MurmurHash3.block(chunks, index) & (1 << (8 * rest) - 1)
      alone.append(tail, bytes: rest)
      pair.append(tail, bytes: rest)
      if word > 0 {
        let hash = pair.finished(length: UInt32(truncatingIfNeeded: beforeLength + 1 + range.count))
        buckets[end] = first + MurmurHash3.bucket(hash, of: size)
        end += 1
      }
      buckets[end] =
        first + MurmurHash3.bucket(alone.finished(length: UInt32(truncatingIfNeeded: range.count)), of: size)
      end += 1
      (before, beforeLength) = (alone, range.count)
    }
    return end
  }

  /// Runs of 3 to 5 characters within chunks, the spaces at their ends included; a chunk no longer than the size gives
  /// itself, once for all sizes. Returns the end of the sequence.
  private static func addCharacters(
    of text: borrowing SplitText, _ specification: LexicalSpecification, to buckets: inout [UInt32], from begin: Int
  ) -> Int {
    let chunks = text.chunks.span
    let (first, size) = (specification.firstBucket(of: .characters), specification.familyBuckets)
    var buckets = buckets.mutableSpan
    var (end, start) = (begin, 0)
    // `start` is where the space before a chunk stands.
    while start < text.chunkBytes - 1 {
      var close = start + 1
      var union: UInt8 = 0
      while chunks[close] != 0x20 {
        union |= chunks[close]
        close += 1
      }
      end =
        union < 0x80
        ? addRuns(of: chunks, start..<close + 1, first, size, to: &buckets, at: end)
        : addCharacters(of: chunks, start..<close + 1, first, size, to: &buckets, at: end)
      start = close
    }
    return end
  }

  /// The runs of a chunk whose characters are one byte each.
  @inline(__always)
  private static func addRuns(
    of bytes: Span<UInt8>, _ chunk: Range<Int>, _ first: UInt32, _ size: UInt32, to buckets: inout MutableSpan<UInt32>,
    at end: Int
  ) -> Int {
    let count = chunk.count
    let (four, five) = (end + count - 2, end + 2 * count - 5)
    // From the last to the first, and three runs at a time: those that reach over the chunk's end are written where
    // others go later, or behind all.
    var k = count - 3
    while k >= 0 {
      let block = MurmurHash3.block(bytes, chunk.lowerBound + k)
      let mixed = MurmurHash3.mixed(0, block)
      let last = MurmurHash3.scramble(UInt32(bytes[chunk.lowerBound + k + 4]))
      let hash3 = MurmurHash3.finished(MurmurHash3.scramble(block & 0xff_ffff), length: 3)
      let hash4 = MurmurHash3.finished(mixed, length: 4)
      let hash5 = MurmurHash3.finished(mixed ^ last, length: 5)
      buckets[five + k] = first + MurmurHash3.bucket(hash5, of: size)
      buckets[four + k] = first + MurmurHash3.bucket(hash4, of: size)
      buckets[end + k] = first + MurmurHash3.bucket(hash3, of: size)
      k -= 1
    }
    return end + (count > 4 ? 3 * count - 9 : count == 4 ? 3 : 1)
  }

  /// The runs of a chunk whose characters are not one byte each.
  private static func addCharacters(
    of bytes: Span<UInt8>, _ chunk: Range<Int>, _ first: UInt32, _ size: UInt32, to buckets: inout MutableSpan<UInt32>,
    at begin: Int
  ) -> Int {
    var characters = 0
    for k in chunk where bytes[k] & 0xc0 != 0x80 { characters += 1 }
    var end = begin
    for count in 3...min(5, characters) {
      var start = chunk.lowerBound
      var close = start
      for _ in 0..<count { close = next(bytes, close) }
      while true {
        buckets[end] = first + MurmurHash3.bucket(MurmurHash3.hash(bytes, start..<close), of: size)
        end += 1
        guard close < chunk.upperBound else { break }
        start = next(bytes, start)
        close = next(bytes, close)
      }
    }
    return end
  }

  /// Where the character after that at `index` begins.
  @inline(__always)
  private static func next(_ bytes: Span<UInt8>, _ index: Int) -> Int {
    let lead = bytes[index]
    return index + (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)
  }
}
