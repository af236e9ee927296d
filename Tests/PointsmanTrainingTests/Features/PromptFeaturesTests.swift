import PointsmanNumerics
import Testing

@testable import PointsmanTraining

@Suite("PackedTerms")
struct PackedTermsTests {
  @Test("Buckets and counts come back as they were, however large a count is")
  func roundTrip() {
    let buckets: [UInt32] = [0, 5, 1 << 18 - 1, 6]
    let counts: [UInt32] = [1, 16_383, 16_384, 1_000_000]
    let before = PackedTerms.packed([1], counts: [70_000])
    let words = SpillableArray(before + PackedTerms.packed(buckets, counts: counts))
    let terms = PackedTerms(words[before.count...])
    #expect(terms.map(\.bucket) == buckets && terms.map(\.count) == counts)
    #expect(terms.lazy.map(\.bucket).count == 4)
  }

  @Test("No n-grams are no terms")
  func empty() {
    #expect(Array(PackedTerms(SpillableArray<UInt32>([])[...])).isEmpty)
  }
}
