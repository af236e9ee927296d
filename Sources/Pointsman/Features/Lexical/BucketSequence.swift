internal import PointsmanSupport

/// The bucket of every n-gram of a text, in each family from 0 on. Keeps its memory from text to text.
struct BucketSequence {
  /// Words, and each behind its pair with the one before; those beyond `wordCount` are left over.
  private(set) var words: [UInt32] = []
  private(set) var wordCount = 0
  /// Runs of 3 to 5 characters within what white space parts (chunks); those beyond `runCount` are left over.
  private(set) var runs: [UInt32] = []
  private(set) var runCount = 0

  /// Buckets of a family, a power of two.
  private let size: UInt32

  init(familyBuckets: UInt32) { size = familyBuckets }

  /// Hashes the n-grams of a text whose edges are marked. O(length).
  mutating func read(_ text: [UInt8], _ edges: borrowing WordEdges) {
    // Each word alone and with the one before, three runs from each byte, and what `addRuns` writes too much.
    words.grow(to: 2 * text.count)
    runs.grow(to: 3 * text.count)
    (wordCount, runCount) = Self.read(text.span, edges.marks.span, size, &words, &runs)
  }

  private static func read(
    _ text: Span<UInt8>, _ marks: Span<UInt8>, _ size: UInt32, _ words: inout [UInt32], _ runs: inout [UInt32]
  ) -> (words: Int, runs: Int) {
    var words = words.mutableSpan
    var runs = runs.mutableSpan
    var (wordEnd, runEnd) = (0, 0)
    // The hash of the word before, as far as it goes without its end.
    var (before, beforeLength) = (MurmurHash3.Stream(), 0)
    let limit = text.count - WordEdges.margin
    var start = 1
    while start < limit {
      guard text[start] != 0x20 else {
        start += 1
        continue
      }
      let chunk = start
      while text[start] != 0x20 {
        let end = WordEdges.end(marks, after: start)
        var (alone, pair) = (MurmurHash3.Stream(), before)
        pair.append(0x20, bytes: 1)
        var index = start
        while index + 4 <= end {
          let block = text.loadUInt32(at: index)
          alone.append(block, bytes: 4)
          pair.append(block, bytes: 4)
          index += 4
        }
        let rest = UInt32(truncatingIfNeeded: end - index)
        let tail = text.loadUInt32(at: index) & (1 << (8 * rest) - 1)
        alone.append(tail, bytes: rest)
        pair.append(tail, bytes: rest)
        let length = end - start
        if beforeLength > 0 {
          let hash = pair.finished(length: UInt32(truncatingIfNeeded: beforeLength &+ 1 &+ length))
          words[wordEnd] = MurmurHash3.bucket(hash, of: size)
          wordEnd += 1
        }
        words[wordEnd] = MurmurHash3.bucket(alone.finished(length: UInt32(truncatingIfNeeded: length)), of: size)
        wordEnd += 1
        (before, beforeLength) = (alone, length)
        start = end
      }
      addRuns(of: text, chunk - 1..<start + 1, size, to: &runs, at: &runEnd)
    }
    return (wordEnd, runEnd)
  }

  /// Appends the runs of 3 to 5 characters of a chunk with the spaces at its ends; a chunk no longer than the size gives
  /// itself, once for all sizes.
  @inline(__always)
  private static func addRuns(
    of text: Span<UInt8>, _ chunk: Range<Int>, _ size: UInt32, to buckets: inout MutableSpan<UInt32>, at end: inout Int
  ) {
    var union: UInt8 = 0
    for k in chunk { union |= text[k] }
    end =
      union < 0x80
      ? addShortRuns(of: text, chunk, size, to: &buckets, at: end)
      : addLongRuns(of: text, chunk, size, to: &buckets, at: end)
  }

  /// The runs of a chunk whose characters are one byte each.
  @inline(__always)
  private static func addShortRuns(
    of bytes: Span<UInt8>, _ chunk: Range<Int>, _ size: UInt32, to buckets: inout MutableSpan<UInt32>, at end: Int
  ) -> Int {
    let count = chunk.count
    let (four, five) = (end &+ count &- 2, end &+ 2 &* count &- 5)
    // From the last to the first, and three runs at a time: those that reach over the chunk's end are written where
    // others go later, or behind all.
    var k = count &- 3
    while k >= 0 {
      let eight = bytes.loadUInt64(at: chunk.lowerBound &+ k)
      let block = UInt32(truncatingIfNeeded: eight)
      let mixed = MurmurHash3.mixed(0, block)
      let last = MurmurHash3.scramble(UInt32(truncatingIfNeeded: eight >> 32 & 0xff))
      let hash3 = MurmurHash3.finished(MurmurHash3.scramble(block & 0xff_ffff), length: 3)
      let hash4 = MurmurHash3.finished(mixed, length: 4)
      let hash5 = MurmurHash3.finished(mixed ^ last, length: 5)
      buckets[five &+ k] = MurmurHash3.bucket(hash5, of: size)
      buckets[four &+ k] = MurmurHash3.bucket(hash4, of: size)
      buckets[end &+ k] = MurmurHash3.bucket(hash3, of: size)
      k &-= 1
    }
    return end + (count > 4 ? 3 * count - 9 : count == 4 ? 3 : 1)
  }

  /// The runs of a chunk whose characters are not one byte each.
  private static func addLongRuns(
    of bytes: Span<UInt8>, _ chunk: Range<Int>, _ size: UInt32, to buckets: inout MutableSpan<UInt32>, at begin: Int
  ) -> Int {
    var characters = 0
    for k in chunk where bytes[k] & 0xc0 != 0x80 { characters += 1 }
    var end = begin
    for count in 3...min(5, characters) {
      var start = chunk.lowerBound
      var close = start
      for _ in 0..<count { close = next(bytes, close) }
      while true {
        buckets[end] = MurmurHash3.bucket(MurmurHash3.hash(bytes, start..<close), of: size)
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

/// How often each bucket comes in a sequence, in the order in which they first came. Keeps its memory from sequence to
/// sequence.
///
/// A byte for every bucket there is, not a hash table: no two buckets collide, so that nothing has to be guessed by the
/// processor, and those of a prompt lie in the second-level cache.
struct BucketCounts {
  private(set) var buckets: [UInt32] = []
  private(set) var counts: [UInt32] = []
  /// Buckets so far.
  private(set) var distinct = 0
  /// How often each bucket came so far, from 1 to 255 and then from 1 again; all 0 between sequences.
  private var tally: [UInt8]
  /// The number of times that each bucket's byte wrapped to 0.
  private var laps: [UInt32: UInt32] = [:]

  /// Memory for sequences of buckets below `limit`.
  init(limit: Int) {
    tally = [UInt8](repeating: 0, count: limit)
  }

  /// Forgets what was counted, and makes room for `count` buckets. To be followed by `add` and `finish`.
  mutating func begin(count: Int) {
    // One more than there are, since every bucket is written behind the last, to stay or not.
    buckets.grow(to: count + 1)
    distinct = 0
  }

  /// Counts the first `count` buckets of `sequence`, each moved by `offset`. O(count).
  mutating func add(_ sequence: [UInt32], count: Int, offset: UInt32) {
    distinct = Self.list(sequence.span.extracting(first: count), offset, &buckets, from: distinct, &tally, &laps)
  }

  /// Puts the buckets' counts together. O(distinct buckets).
  mutating func finish() {
    buckets.removeLast(buckets.count - distinct)
    counts.grow(to: distinct)
    counts.removeLast(counts.count - distinct)
    Self.collect(buckets, &counts, &tally)
    if !laps.isEmpty { addLaps() }
  }

  /// Tallies the sequence, lists each bucket once behind the others, and returns how many there are.
  private static func list(
    _ sequence: Span<UInt32>, _ offset: UInt32, _ buckets: inout [UInt32], from begin: Int, _ tally: inout [UInt8],
    _ laps: inout [UInt32: UInt32]
  ) -> Int {
    var buckets = buckets.mutableSpan
    var tally = tally.mutableSpan
    var distinct = begin
    for k in sequence.indices {
      let bucket = offset &+ sequence[k]
      let before = tally[Int(bucket)]
      buckets[distinct] = bucket
      distinct &+= before == 0 ? 1 : 0
      tally[Int(bucket)] = before &+ 1
      if before == .max {
        tally[Int(bucket)] = 1
        laps[bucket, default: 0] += 1
      }
    }
    return distinct
  }

  /// Moves the tally of every bucket to `counts`.
  private static func collect(_ buckets: [UInt32], _ counts: inout [UInt32], _ tally: inout [UInt8]) {
    let buckets = buckets.span
    var counts = counts.mutableSpan
    var tally = tally.mutableSpan
    for k in buckets.indices {
      counts[k] = UInt32(tally[Int(buckets[k])])
      tally[Int(buckets[k])] = 0
    }
  }

  /// Adds 255 for every time that a bucket's byte wrapped.
  private mutating func addLaps() {
    // Only these buckets are looked up.
    for bucket in laps.keys { tally[Int(bucket)] = 1 }
    for k in buckets.indices where tally[Int(buckets[k])] == 1 {
      counts[k] += 255 * laps[buckets[k]]!
      tally[Int(buckets[k])] = 0
    }
    laps.removeAll(keepingCapacity: true)
  }
}
