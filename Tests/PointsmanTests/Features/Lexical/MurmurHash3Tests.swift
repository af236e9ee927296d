import Testing

@testable import Pointsman

@Suite("MurmurHash3")
struct MurmurHash3Tests {
  private func hash(_ token: String) -> UInt32 {
    let bytes = Array(token.utf8)
    return MurmurHash3.hash(bytes.span, 0..<bytes.count)
  }

  @Test("Hashes are those of sklearn.utils.murmurhash3_32")
  func golden() throws {
    for (token, expected) in try LexicalGolden().hashes {
      #expect(Int32(bitPattern: hash(token)) == expected, "\(token.debugDescription)")
    }
  }

  @Test("A range hashes as its bytes alone do")
  func range() {
    let bytes = Array("..akqlrggi..".utf8)
    #expect(MurmurHash3.hash(bytes.span, 2..<10) == hash("akqlrggi"))
    #expect(MurmurHash3.hash(bytes.span, 3..<3) == hash(""))
  }

  @Test("Bytes that come in parts hash as they do together", arguments: 0...4)
  func stream(firstPart: Int) {
    let bytes = Array("a quick brown fox\u{e9}".utf8)
    for count in firstPart...bytes.count {
      var stream = MurmurHash3.Stream()
      var index = 0
      while index < count {
        let part = bytes[index..<min(count, index + (index == 0 && firstPart > 0 ? firstPart : 4))]
        let block = part.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        stream.append(block, bytes: UInt32(part.count))
        index += part.count
      }
      #expect(stream.finished(length: UInt32(count)) == MurmurHash3.hash(bytes.span, 0..<count))
    }
  }

  @Test("The hash Int32.min, of no magnitude in Int32, gets scikit-learn's substitute bucket")
  func least() throws {
    let token = try LexicalGolden().least
    #expect(hash(token) == 0x8000_0000)
    // What sklearn.utils.murmurhash does with it: (2147483647 - (n_features - 1)) % n_features.
    for buckets in [1 << 8, 1 << 17, 1 << 24] as [UInt32] {
      #expect(MurmurHash3.bucket(0x8000_0000, of: buckets) == (2_147_483_647 - (buckets - 1)) % buckets)
    }
  }

  @Test("A bucket is the magnitude of the signed hash, modulo the number of buckets")
  func bucket() {
    #expect(MurmurHash3.bucket(0, of: 256) == 0)
    #expect(MurmurHash3.bucket(UInt32(bitPattern: -1), of: 256) == 1)
    #expect(MurmurHash3.bucket(UInt32(bitPattern: -257), of: 256) == 1)
    #expect(MurmurHash3.bucket(0x7fff_ffff, of: 1 << 17) == (1 << 17) - 1)
    #expect(MurmurHash3.bucket(0x8000_0001, of: 1 << 17) == (1 << 17) - 1)
  }
}
