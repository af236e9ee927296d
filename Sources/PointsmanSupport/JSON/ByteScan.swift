/// Searches of bytes, eight at a time: how far a JSON string goes on without a quote, a backslash or a control byte, and
/// how far a line.
package enum ByteScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The first index from `start` on that is not plain; the count where all are. O(bytes), eight at a time.
  package static func end(in bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.count {
      let word = word(bytes.extracting(index..<index + 8))
      let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
      let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
      // A byte's high bit is set where it is 0 (or below 0x20) and, by a borrow, perhaps in bytes after such a one, so
      // that the lowest is right. Source: Anderson, Bit Twiddling Hacks, "Determine if a word has a byte less than n".
      let found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word
      let marks = found & (ones &* 0x80)
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count, isPlain(bytes[index]) { index += 1 }
    return index
  }

  /// The first line feed in `range`, or nil. O(bytes), eight at a time.
  package static func firstLineFeed(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index + 8 <= range.upperBound {
      let other = word(bytes.extracting(index..<index + 8)) ^ (ones &* 0x0a)
      let marks = (other &- ones) & ~other & (ones &* 0x80)
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < range.upperBound {
      if bytes[index] == 0x0a { return index }
      index += 1
    }
    return nil
  }

  /// True if no byte is part of a longer character. O(bytes), eight at a time.
  package static func isASCII(_ bytes: Span<UInt8>) -> Bool {
    var (index, all) = (0, UInt64(0))
    while index + 8 <= bytes.count {
      all |= word(bytes.extracting(index..<index + 8))
      index += 8
    }
    while index < bytes.count {
      all |= UInt64(bytes[index])
      index += 1
    }
    return all & (ones &* 0x80) == 0
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// Eight bytes, the first in the lowest place: one load, once compiled.
  private static func word(_ bytes: Span<UInt8>) -> UInt64 {
    UInt64(bytes[0]) | UInt64(bytes[1]) << 8 | UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 24
      | UInt64(bytes[4]) << 32 | UInt64(bytes[5]) << 40 | UInt64(bytes[6]) << 48 | UInt64(bytes[7]) << 56
  }

  /// True if `byte` is among the bytes. O(bytes), eight at a time.
  package static func holds(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
    var index = 0
    while index + 8 <= bytes.count {
      let other = word(bytes.extracting(index..<index + 8)) ^ (ones &* UInt64(byte))
      if (other &- ones) & ~other & (ones &* 0x80) != 0 { return true }
      index += 8
    }
    while index < bytes.count {
      if bytes[index] == byte { return true }
      index += 1
    }
    return false
  }
}

/// The first byte of a text that is not UTF-8, and how a reader says so.
package enum InvalidUTF8 {
  package static let expected = "UTF-8"

  package static func description(of byte: UInt8) -> String {
    "byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16)), which is not UTF-8"
  }

  /// How many bytes of `bytes`, which are not all UTF-8, are. O(bytes).
  package static func offset(in bytes: ArraySlice<UInt8>) -> Int {
    var parser = Unicode.UTF8.ForwardParser()
    var (iterator, valid) = (bytes.makeIterator(), 0)
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { valid += scalar.count }
    return valid
  }
}
