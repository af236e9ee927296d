import Testing

@testable import Pointsman

@Suite("BucketCounts")
struct BucketCountsTests {
  @Test("Counts are those of a dictionary, over more sequences than there are stamps")
  func dictionary() {
    var counts = BucketCounts()
    var state: UInt64 = 1
    for round in 0..<300 {
      let sequence = (0..<(round * 7 % 400)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1
        // Few buckets in some rounds, all of 25 bits in others.
        return UInt32(truncatingIfNeeded: state >> 33) & (round % 3 == 0 ? 0x3f : 0x1ff_ffff)
      }
      counts.count(sequence + [7, 7], count: sequence.count)
      let expected = Dictionary(grouping: sequence, by: \.self).mapValues { UInt32($0.count) }
      #expect(Dictionary(uniqueKeysWithValues: zip(counts.buckets, counts.counts)) == expected)
      #expect(counts.buckets == sequence.enumerated().filter { sequence.firstIndex(of: $1) == $0 }.map(\.element))
    }
  }
}
