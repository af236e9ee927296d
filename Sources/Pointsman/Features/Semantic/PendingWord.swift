/// A word while its characters come in: as many as WordPiece may still take apart.
struct PendingWord {
  /// The reference's `max_input_chars_per_word`; a longer word is [UNK].
  static let maximumCharacters = 100

  /// UTF-8, of at most 4 bytes a character; what lies behind the word is left over.
  private(set) var bytes = InlineArray<408, UInt8>(repeating: 0)
  /// Bytes of the word.
  private(set) var count = 0
  /// Characters of the word, those that are too many among them.
  private(set) var characters = 0

  mutating func append(_ scalar: UInt32) {
    if characters < Self.maximumCharacters {
      switch scalar {
      case 0..<0x80: store(UInt8(truncatingIfNeeded: scalar))
      case 0x80..<0x800: store(0xc0 | UInt8(truncatingIfNeeded: scalar >> 6))
      case 0x800..<0x10000: store(0xe0 | UInt8(truncatingIfNeeded: scalar >> 12))
      default: store(0xf0 | UInt8(truncatingIfNeeded: scalar >> 18))
      }
      if scalar >= 0x10000 { store(0x80 | UInt8(truncatingIfNeeded: scalar >> 12) & 0x3f) }
      if scalar >= 0x800 { store(0x80 | UInt8(truncatingIfNeeded: scalar >> 6) & 0x3f) }
      if scalar >= 0x80 { store(0x80 | UInt8(truncatingIfNeeded: scalar) & 0x3f) }
    }
    characters += 1
  }

  @inline(__always)
  private mutating func store(_ byte: UInt8) {
    bytes[count] = byte
    count += 1
  }
}
