internal import PointsmanSupport

/// Where in a text words begin and end. Keeps its memory from text to text.
struct WordEdges {
  /// For every byte of the text its upper bit where a word or mark begins or a space stands, else 0.
  private(set) var marks: [UInt8] = []
  /// Whether the underscore is a part of words, as in `\w`, or a mark of punctuation.
  private let underscore: UInt8

  /// What has to stand behind a text, in spaces: words are looked at eight bytes at a time.
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
      let eight = marks.eight(at: index)
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
