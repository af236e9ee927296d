internal import PointsmanSupport

/// Counts distinct hashes in two kilobytes, by linear counting (Whang, Vander-Zanden, Taylor 1990).
struct DistinctCounter: Sendable {
  /// 16,384 bits: under 1 % standard error up to some 10,000 distinct words.
  private var bits = InlineArray<256, UInt64>(repeating: 0)
  private var ones = 0

  /// Notes a hash in constant time.
  mutating func insert(_ hash: UInt64) {
    let bit = Int((hash &* 0x9e37_79b9_7f4a_7c15) >> 50)
    let mask: UInt64 = 1 << UInt64(bit & 63)
    if bits[bit >> 6] & mask == 0 {
      bits[bit >> 6] |= mask
      ones += 1
    }
  }

  /// The estimated number of distinct hashes; finite, also when every bit is set.
  var estimate: Double {
    let size = 16_384.0
    return -size * log((size - Double(min(ones, 16_383))) / size)
  }
}
