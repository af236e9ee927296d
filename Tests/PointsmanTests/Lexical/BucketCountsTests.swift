import Testing

@testable import Pointsman

@Suite("BucketCounts")
struct BucketCountsTests {
  @Test("Counts are those of a dictionary, sequence after sequence")
  func dictionary() {
    var counts = BucketCounts(limit: 1 << 18)
    var state: UInt64 = 1
    for round in 0..<300 {
      let sequence = (0..<(round * 7 % 1200)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1
        // Few buckets in some rounds, so that they come more often than a byte can say; all of 18 bits in others.
        return UInt32(truncatingIfNeeded: state >> 33) & (round % 3 == 0 ? 0x1 : 0x3_ffff)
      }
      let part = sequence.count / 3
      counts.begin(count: sequence.count)
      counts.add(sequence, count: part, offset: 0)
      // Moved back by 5, and so counted where they were.
      counts.add(sequence[part...].map { $0 &- 5 } + [7, 7], count: sequence.count - part, offset: 5)
      counts.finish()
      let expected = Dictionary(grouping: sequence, by: \.self).mapValues { UInt32($0.count) }
      #expect(Dictionary(uniqueKeysWithValues: zip(counts.buckets, counts.counts)) == expected)
      #expect(counts.buckets == sequence.enumerated().filter { sequence.firstIndex(of: $1) == $0 }.map(\.element))
    }
  }
}
