internal import PointsmanSupport

/// A word as it is spelt: its bytes in lower case, where it ends, and how it is cased.
struct SpeltWord: Equatable {
  private(set) var packed = PackedWord()
  /// The position after it.
  private(set) var end: Int
  /// Its letters, and the capitals of ASCII among them.
  private(set) var letters = 0, capitals = 0
  /// Capitals behind a small letter.
  private(set) var humps = 0

  /// The word at `start`: letters, and apostrophes between them. Linear time.
  init(_ text: Span<UInt8>, at start: Int) {
    end = start
    var ideographs = 0
    var wasLowercase = false
    // Two ideographs make a word: the usual length in Chinese and Japanese.
    while end < text.count, ideographs < 2 {
      let byte = text[end]
      if ASCII.isLetter(byte) {
        let isCapital = ASCII.isUppercase(byte)
        if isCapital {
          capitals += 1
          if wasLowercase { humps += 1 }
        }
        wasLowercase = !isCapital
        packed.append(byte | 0x20)
        letters += 1
        end += 1
      } else if byte == UInt8(ascii: "'"), ASCII.isLetter(text.byte(at: end + 1)), letters > 0 {
        end += 1
      } else if byte >= 0x80 {
        let kind = ScalarClass(text, at: end)
        if kind == .apostrophe, ASCII.isLetter(text.byte(at: end + 3)) {
          end += 3
          continue
        }
        guard kind == .letter || kind == .ideograph else { break }
        if kind == .ideograph { ideographs += 1 }
        let next = min(text.count, end + ScalarClass.length(lead: byte))
        for position in end..<next { packed.append(text[position]) }
        letters += 1
        end = next
      } else {
        break
      }
    }
  }

  /// The same for most words, eight bytes at a time; nil for those that are not up to 15 letters of ASCII followed by
  /// another byte of ASCII, no apostrophe, and for the text's last bytes.
  @inline(__always)
  init?(plain text: Span<UInt8>, at start: Int) {
    guard start + 16 <= text.count else { return nil }
    let low = Eight(text.loadUInt64(at: start))
    var (high, count) = (Eight(0), low.count)
    if count == 8 {
      high = Eight(text.loadUInt64(at: start + 8))
      count += high.count
    }
    guard count < 16, text[start + count] < 0x80, text[start + count] != UInt8(ascii: "'") else { return nil }
    (end, letters) = (start + count, count)
    packed = PackedWord(low: low.bytes, high: high.bytes, count: count)
    guard low.capitals | high.capitals != 0 else { return }
    capitals = low.capitals.nonzeroBitCount + high.capitals.nonzeroBitCount
    let humps = (low.capitals & low.small << 8, high.capitals & (high.small << 8 | low.small >> 56))
    self.humps = humps.0.nonzeroBitCount + humps.1.nonzeroBitCount
  }

  /// The letters that eight bytes begin with.
  private struct Eight {
    /// In lower case; the bytes behind are 0.
    let bytes: UInt64
    let count: Int
    /// For each letter its byte's upper bit: capitals, and the others.
    let capitals, small: UInt64

    @inline(__always)
    init(_ eight: UInt64) {
      // Bytes of ASCII have the upper bit free, so that no difference borrows from the next byte.
      let (upper, blank): (UInt64, UInt64) = (0x8080_8080_8080_8080, 0x2020_2020_2020_2020)
      let folded = eight | blank | upper
      let isLetter = (folded &- 0x6161_6161_6161_6161) & ~(folded &- 0x7b7b_7b7b_7b7b_7b7b) & ~eight & upper
      let isOther = isLetter ^ upper
      let before = ((isOther & (0 &- isOther)) >> 7) &- 1
      bytes = (eight | blank) & before
      count = isOther.trailingZeroBitCount / 8
      capitals = (~eight & blank) << 2 & before & upper
      small = (eight & blank) << 2 & before & upper
    }
  }
}

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

  /// True if nothing was cut off.
  var isWhole: Bool { count <= Self.capacity }
}

extension PackedWord {
  /// Packs the UTF-8 bytes of `text`.
  init(_ text: Substring) {
    for byte in text.utf8 { append(byte) }
  }
}
