/// How often each bucket comes in a sequence, in the order in which they first came. Keeps its memory from sequence to
/// sequence.
struct BucketCounts {
  private(set) var buckets: [UInt32] = []
  private(set) var counts: [UInt32] = []
  /// An open-addressing table: the upper half of an entry is an index into `buckets`, the lower the bucket and, above
  /// it, the stamp of the sequence that it was counted for. An entry with another stamp is free, so that there is
  /// nothing to clear.
  private var slots: [UInt64] = []
  private var stamp: UInt32 = 0

  /// Bits of a bucket: two families of 2^24 at most.
  private static let bucketBits: UInt32 = 25

  /// Counts the first `count` buckets of `sequence`. O(count).
  mutating func count(_ sequence: [UInt32], count: Int) {
    let sequence = sequence.span.extracting(first: count)
    buckets.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    buckets.grow(to: sequence.count)
    counts.grow(to: sequence.count)
    // Two thirds of the slots stay free: every collision is a wrong guess of the processor.
    var capacity = 1024
    while capacity < sequence.count * 3 { capacity *= 2 }
    slots.grow(to: capacity)
    stamp += 1
    if stamp >> (32 - Self.bucketBits) != 0 {
      for k in slots.indices { slots[k] = 0 }
      stamp = 1
    }
    let distinct = Self.count(
      sequence, &buckets, &counts, &slots, mask: capacity - 1, stamp: stamp << Self.bucketBits)
    buckets.removeLast(sequence.count - distinct)
    counts.removeLast(sequence.count - distinct)
  }

  /// Fills `buckets` and `counts`, and returns how many there are.
  private static func count(
    _ sequence: Span<UInt32>, _ buckets: inout [UInt32], _ counts: inout [UInt32],
    _ slots: inout [UInt64], mask: Int, stamp: UInt32
  ) -> Int {
    var buckets = buckets.mutableSpan
    var counts = counts.mutableSpan
    var slots = slots.mutableSpan
    var distinct = 0
    for k in sequence.indices {
      let bucket = sequence[k]
      let key = stamp | bucket
      // Buckets are hashes already.
      var slot = Int(bucket) & mask
      var difference = UInt32(truncatingIfNeeded: slots[slot]) ^ key
      // The same stamp and another bucket: a collision.
      while difference &- 1 < 1 << bucketBits - 1 {
        slot = (slot + 1) & mask
        difference = UInt32(truncatingIfNeeded: slots[slot]) ^ key
      }
      // All ones for a bucket that is known, 0 for a new one. Both are done alike, by masks: which it will be cannot be
      // guessed, and a wrong guess costs more.
      let known = (Int(truncatingIfNeeded: difference) &- 1) >> 63
      let index = distinct ^ (distinct ^ Int(truncatingIfNeeded: slots[slot] >> 32)) & known
      buckets[index] = bucket
      counts[index] = counts[index] & UInt32(truncatingIfNeeded: known) &+ 1
      slots[slot] = UInt64(truncatingIfNeeded: index) << 32 | UInt64(key)
      distinct += 1 &+ known
    }
    return distinct
  }
}
