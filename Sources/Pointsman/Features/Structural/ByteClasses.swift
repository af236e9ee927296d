/// Names and classes for bytes of ASCII.
enum ASCII {
  static let lineFeed: UInt8 = 0x0a

  @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  @inline(__always) static func isUppercase(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  @inline(__always) static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }
  /// Letters, digits, the underscore, and everything that is not ASCII.
  @inline(__always) static func isWordByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == 0x5f || byte >= 0x80
  }
}

extension Span where Element == UInt8 {
  /// The byte at `position`, a line feed beyond either end: looking around cannot trap.
  @inline(__always) func byte(at position: Int) -> UInt8 {
    position >= 0 && position < count ? self[position] : ASCII.lineFeed
  }

  /// True if the bytes from `position` on are those of `text`.
  func holds(_ text: String, at position: Int) -> Bool {
    var next = position
    for wanted in text.utf8 {
      guard byte(at: next) == wanted else { return false }
      next += 1
    }
    return true
  }
}

/// The class of a non-ASCII UTF-8 sequence, by its first two bytes.
enum ScalarClass {
  /// A letter of an alphabet, or anything else that is part of words.
  case letter
  /// An ideograph or kana: these scripts put no spaces between words.
  case ideograph
  /// `’`, which joins as an apostrophe does.
  case apostrophe
  /// A mathematical sign: × ÷ ± ° ², arrows, operators, relations.
  case mathematics
  /// A full stop, exclamation or question mark of another script.
  case sentenceEnd, questionMark
  /// Other punctuation, symbols, pictures, and bytes that are no UTF-8.
  case other

  /// Classifies the sequence that starts at `position` with a byte of 0x80 or above.
  init(_ text: Span<UInt8>, at position: Int) {
    let second = text.byte(at: position + 1)
    let third = text.byte(at: position + 2)
    switch text.byte(at: position) {
    case 0xc2: self = [0xb0, 0xb1, 0xb2, 0xb3, 0xb9, 0xac].contains(second) ? .mathematics : .other
    case 0xc3 where second == 0x97 || second == 0xb7: self = .mathematics
    case 0xc3...0xdf: self = .letter
    case 0xe2:
      switch second {
      case 0x80: self = third == 0x99 ? .apostrophe : .other
      case 0x81...0x82, 0x86...0x8b, 0x9f...0xab: self = .mathematics
      default: self = .other
      }
    case 0xe3 where second == 0x80: self = third == 0x82 ? .sentenceEnd : .other
    case 0xef where second == 0xbc:
      self = third == 0x9f ? .questionMark : third == 0x81 ? .sentenceEnd : .other
    case 0xe3...0xe9: self = .ideograph
    case 0xe0...0xed: self = .letter
    default: self = .other
    }
  }

  /// Bytes of a sequence whose first byte is `lead`; one for a byte that cannot lead.
  static func length(lead: UInt8) -> Int {
    lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  }
}
