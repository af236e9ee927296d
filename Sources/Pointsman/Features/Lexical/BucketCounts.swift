/// How often each bucket comes in a sequence, in the order in which they first came. Keeps its memory from sequence to
/// sequence.
///
/// A byte for every bucket there is, not a hash table: no two buckets collide, so that nothing has to be guessed by the
/// processor, and those of a prompt lie in the second-level cache.
struct BucketCounts {
  private(set) var buckets: [UInt32] = []
  private(set) var counts: [UInt32] = []
  /// How often each bucket came so far, from 1 to 255 and then from 1 again; all 0 between sequences.
  private var tally: [UInt8]
  /// How often each bucket's byte began anew.
  private var laps: [UInt32: UInt32] = [:]

  /// Memory for sequences of buckets below `limit`.
  init(limit: Int) {
    tally = [UInt8](repeating: 0, count: limit)
  }

  /// Counts the first `count` buckets of `sequence`. O(count).
  mutating func count(_ sequence: [UInt32], count: Int) {
    let sequence = sequence.span.extracting(first: count)
    // One more than there are, since every bucket is written behind the last, to stay or not.
    buckets.grow(to: count + 1)
    counts.grow(to: count + 1)
    let distinct = Self.list(sequence, &buckets, &tally, &laps)
    buckets.removeLast(buckets.count - distinct)
    counts.removeLast(counts.count - distinct)
    Self.collect(buckets, &counts, &tally)
    if !laps.isEmpty { addLaps() }
  }

  /// Tallies the sequence, lists each bucket once, and returns how many there are.
  private static func list(
    _ sequence: Span<UInt32>, _ buckets: inout [UInt32], _ tally: inout [UInt8], _ laps: inout [UInt32: UInt32]
  ) -> Int {
    var buckets = buckets.mutableSpan
    var tally = tally.mutableSpan
    var distinct = 0
    for k in sequence.indices {
      let bucket = sequence[k]
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
