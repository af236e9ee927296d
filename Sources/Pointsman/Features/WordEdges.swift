internal import PointsmanSupport

/// The bytes of a text at which words begin and end. Keeps its memory from text to text.
struct WordEdges {
  /// For every byte of the text its upper bit where a word or mark begins and at spaces, else 0.
  private(set) var marks: [UInt8] = []
  /// True if the underscore is a part of words, as in `\w`, or a mark of punctuation.
  private let underscore: UInt8

  /// Spaces that must follow a text: words are read eight bytes at a time.
  static let margin = 16

  init(joiningUnderscores: Bool) {
    // A digit in its place changes nothing.
    underscore = UInt8(ascii: joiningUnderscores ? "_" : "0")
  }

  /// Marks every byte of a text in lower case but the second and later ones of ASCII's words; the text has a space before
  /// and `margin` behind. Returns whether it has bytes beyond ASCII. O(length).
  mutating func mark(_ text: [UInt8]) -> Bool {
    marks.grow(to: text.count)
    return Self.mark(text.span, &marks, underscore)
  }

  private static func mark(_ text: Span<UInt8>, _ marks: inout [UInt8], _ underscore: UInt8) -> Bool {
    var marks = marks.mutableSpan
    // A length that the compiler knows not to be negative and to lie within both, so that it makes vectors of the loop.
    let count = Int(UInt(min(text.count, marks.count)))
    let text = text.extracting(first: count)
    var union: UInt8 = 0
    for k in 1..<count {
      union |= text[k]
      marks[k] = isWord(text[k - 1], underscore) && isWord(text[k], underscore) ? 0 : 0x80
    }
    return union >= 0x80
  }

  /// Where the word or mark at `start` ends.
  @inline(__always)
  static func end(_ marks: Span<UInt8>, after start: Int) -> Int {
    var index = start + 1
    while true {
      let eight = marks.loadUInt64(at: index)
      guard eight == 0 else { return index + eight.trailingZeroBitCount / 8 }
      index += 8
    }
  }

  /// A byte of a word of ASCII in lower case.
  @inline(__always)
  private static func isWord(_ byte: UInt8, _ underscore: UInt8) -> Bool {
    byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == underscore
  }

  /// Corrects the marks at scalars beyond ASCII and behind them: letters of any kind, and what has a numeric value, are
  /// parts of words as ASCII's are. O(length).
  mutating func correctScalars(of text: [UInt8]) { Self.correctScalars(text.span, &marks, underscore) }

  private static func correctScalars(_ text: Span<UInt8>, _ marks: inout [UInt8], _ underscore: UInt8) {
    var marks = marks.mutableSpan
    var index = 1
    while index < text.count - margin {
      guard text[index] >= 0x80 else {
        index += 1
        continue
      }
      var isAfterWord = isWord(text[index - 1], underscore)
      while text[index] >= 0x80 {
        let begin = index
        let isInWord = CharacterClass.next(text, &index) == .word
        marks[begin] = isInWord && isAfterWord ? 0 : 0x80
        for k in begin + 1..<index { marks[k] = 0 }
        isAfterWord = isInWord
      }
      if isAfterWord && isWord(text[index], underscore) { marks[index] = 0 }
    }
  }
}

/// The classes of scalars that word boundaries depend on, as in Python's `re` and `str.split`.
enum CharacterClass {
  case space, word, other

  /// The class of the scalar at `index` of valid UTF-8, and the index after it.
  @inline(__always)
  static func next(_ bytes: Span<UInt8>, _ index: inout Int) -> CharacterClass {
    let byte = bytes[index]
    if byte < 0x80 {
      index += 1
      return ascii(byte)
    }
    let (value, length) = decode(bytes, index)
    index += length
    return beyondASCII(value)
  }

  /// The classes of the bytes of ASCII, and others, for look-up by any byte.
  static let table = (0...UInt8.max).map { $0 < 0x80 ? ascii($0) : .other }

  @inline(__always)
  private static func ascii(_ byte: UInt8) -> CharacterClass {
    switch byte {
    case 0x61...0x7a, 0x30...0x39, 0x41...0x5a, 0x5f: .word
    case 0x20, 0x09...0x0d, 0x1c...0x1f: .space
    default: .other
    }
  }

  /// Returns true for white space beyond ASCII.
  static func isSpace(_ value: UInt32) -> Bool {
    switch value {
    case 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: true
    default: false
    }
  }

  /// The class of a scalar beyond ASCII.
  ///
  /// `\w` is a letter of any kind, anything of numeric value, or the underscore; marks are not words.
  private static func beyondASCII(_ value: UInt32) -> CharacterClass {
    if isSpace(value) { return .space }
    switch value {
    // Frequent scalars are not looked up: Latin, Cyrillic, Hiragana, ideographs, Hangul.
    case 0xc0...0xd6, 0xd8...0xf6, 0xf8...0x24f, 0x400...0x481, 0x48a...0x52f: return .word
    case 0x3041...0x3096, 0x4e00...0x9fff, 0xac00...0xd7a3: return .word
    // General punctuation, and pictures.
    case 0x2010...0x2027, 0x2030...0x205e, 0x1f300...0x1faff: return .other
    default: break
    }
    guard let scalar = Unicode.Scalar(value) else { return .other }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .word
    default: return scalar.properties.numericType != nil ? .word : .other
    }
  }

  /// The scalar that starts at `index` of valid UTF-8, and its length in bytes.
  @inline(__always)
  static func decode(_ bytes: Span<UInt8>, _ index: Int) -> (value: UInt32, length: Int) {
    let lead = bytes[index]
    let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    var value = UInt32(lead) & (0xff >> UInt32(length + 1))
    for k in 1..<length { value = value << 6 | UInt32(bytes[index + k] & 0x3f) }
    return (value, length)
  }
}

extension Array where Element: FixedWidthInteger {
  /// Appends zeros until there are `count` elements.
  mutating func grow(to count: Int) {
    if self.count < count { self += repeatElement(0, count: count - self.count) }
  }
}
