/// A word of at most sixteen ASCII bytes held in two integers, so that comparing words is comparing numbers.
struct PackedWord: Equatable, Sendable {
  /// The longest word that fits, in bytes: two 64-bit halves.
  static let capacity = 16

  private(set) var low: UInt64 = 0
  private(set) var high: UInt64 = 0
  /// Bytes appended so far; beyond ``capacity`` they are counted, not kept.
  private(set) var count = 0
  /// A hash of all the bytes, kept or not (FNV-1a, 64 bits).
  private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01b3

  /// Appends a byte in constant time.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if count < 8 {
      low |= UInt64(byte) << UInt64(8 * count)
    } else if count < Self.capacity {
      high |= UInt64(byte) << UInt64(8 * (count - 8))
    }
    hash = (hash ^ UInt64(byte)) &* Self.prime
    count += 1
  }

  /// The word of `count` bytes, at most 16; those of the halves beyond are 0.
  @inline(__always)
  init(low: UInt64, high: UInt64, count: Int) {
    (self.low, self.high, self.count) = (low, high, count)
    for k in 0..<count {
      let half = k < 8 ? low : high
      hash = (hash ^ (half >> UInt64(8 * k & 63) & 0xff)) &* Self.prime
    }
  }

  init() {}

  /// Whether nothing was cut off.
  var isWhole: Bool { count <= Self.capacity }
}

extension PackedWord {
  /// Packs the UTF-8 bytes of `text`.
  init(_ text: Substring) {
    for byte in text.utf8 { append(byte) }
  }
}
