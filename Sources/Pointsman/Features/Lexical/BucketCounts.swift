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
  /// How often each bucket's byte began anew.
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

  /// Adds 255 for every time that a bucket's byte began anew.
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
