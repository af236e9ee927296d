/// Names and classes for bytes of ASCII.
enum ASCII {
  static let lineFeed: UInt8 = 0x0a

  @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  @inline(__always) static func isUppercase(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  @inline(__always) static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }
  /// Letters, digits, the underscore, and whatever is not ASCII.
  @inline(__always) static func isWordByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == 0x5f || byte >= 0x80
  }
}

extension Span where Element == UInt8 {
  /// The byte at `position`, a line feed beyond either end: looking around cannot trap.
  @inline(__always) func byte(at position: Int) -> UInt8 {
    position >= 0 && position < count ? self[position] : ASCII.lineFeed
  }

  /// Whether the bytes from `position` on are those of `text`.
  func holds(_ text: String, at position: Int) -> Bool {
    var next = position
    for wanted in text.utf8 {
      guard byte(at: next) == wanted else { return false }
      next += 1
    }
    return true
  }
}
