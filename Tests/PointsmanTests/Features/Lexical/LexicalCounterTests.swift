import Testing

@testable import Pointsman

@Suite("LexicalCounter")
struct LexicalCounterTests {
  /// Distinct buckets in order, each with its count.
  private func sorted(_ counter: LexicalCounter) -> [[UInt32]] {
    zip(counter.buckets, counter.counts).map { [$0, $1] }.sorted { $0[0] < $1[0] }
  }

  @Test("Buckets and counts are those of scikit-learn's HashingVectorizer, by one counter for all texts")
  func golden() throws {
    let golden = try LexicalGolden()
    #expect(golden.texts.count > 60)
    var counter = LexicalCounter(.standard)
    for entry in golden.texts {
      counter.count(entry.text)
      #expect(sorted(counter) == entry.buckets, "\(entry.text.debugDescription)")
    }
  }

  @Test("A counter used before counts as a new one does", arguments: ["", "a", "new words, and 漢字"])
  func reuse(text: String) {
    var used = LexicalCounter(.standard)
    used.count(String(repeating: "old words that fill a far larger table; ", count: 300))
    used.count(text)
    var fresh = LexicalCounter(.standard)
    fresh.count(text)
    #expect(used.buckets == fresh.buckets)
    #expect(used.counts == fresh.counts)
  }

  @Test("Words come before characters, each bucket once, in the order of their first n-gram")
  func order() throws {
    var counter = LexicalCounter(.standard)
    counter.count("one two one three one")
    let boundary = try #require(counter.buckets.firstIndex { $0 >= 1 << 17 })
    #expect(counter.buckets[..<boundary].allSatisfy { $0 < 1 << 17 })
    #expect(counter.buckets[boundary...].allSatisfy { $0 >= 1 << 17 })
    #expect(Set(counter.buckets).count == counter.buckets.count)
    // "one", "one two", "two", "two one", "one three", "three", "three one".
    #expect(counter.counts[..<boundary] == [3, 1, 1, 1, 1, 1, 1])
  }

  @Test("Fewer buckets only merge counts: hashes fold as modulo does", arguments: [8, 12])
  func fewerBuckets(bits: Int) throws {
    let text = "Write a unit test for a function that parses ISO 8601 dates. 漢字 İ ½"
    var (wide, narrow) = (LexicalCounter(.standard), LexicalCounter(try #require(.init(bitsPerFamily: bits))))
    wide.count(text)
    narrow.count(text)
    var folded: [UInt32: UInt32] = [:]
    for (bucket, count) in zip(wide.buckets, wide.counts) {
      let family: UInt32 = bucket >= 1 << 17 ? 1 << UInt32(bits) : 0
      folded[family + bucket % (1 << UInt32(bits)), default: 0] += count
    }
    #expect(sorted(narrow) == folded.map { [$0.key, $0.value] }.sorted { $0[0] < $1[0] })
  }

  @Test("Bits a family outside 8...24 are no specification", arguments: [Int.min, 0, 7, 25, 64, Int.max])
  func invalidSpecification(bits: Int) {
    #expect(LexicalSpecification(bitsPerFamily: bits) == nil)
  }
}

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
