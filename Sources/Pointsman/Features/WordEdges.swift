/// Where in a text words begin and end. Keeps its memory from text to text.
struct WordEdges {
  /// For every byte of the text its upper bit where a word or mark begins or a space stands, else 0.
  private(set) var marks: [UInt8] = []
  /// Whether the underscore is a part of words, as in `\w`, or a mark of punctuation.
  private let underscore: UInt8

  /// Bytes that are looked at together.
  private static let block = 64
  /// What has to stand behind a text, in spaces.
  static let margin = block + 8

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
    var union: UInt8 = 0
    var start = 1
    // So many bytes at a time, without a branch, of which the compiler makes vectors.
    while start + block <= text.count {
      let (before, here) = (text.extracting(start - 1..<start - 1 + block), text.extracting(start..<start + block))
      var edges = marks._mutatingExtracting(start..<start + block)
      for k in 0..<block {
        union |= here[k]
        edges[k] = isWord(before[k], underscore) && isWord(here[k], underscore) ? 0 : 0x80
      }
      start += block
    }
    return union >= 0x80
  }

  /// Where the word or mark at `start` ends.
  @inline(__always)
  static func end(_ marks: Span<UInt8>, after start: Int) -> Int {
    var index = start + 1
    while true {
      let eight = MurmurHash3.doubleBlock(marks, index)
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

extension Array where Element: FixedWidthInteger {
  /// Makes sure that there are `count` elements; those there are remain.
  mutating func grow(to count: Int) {
    if self.count < count { self += repeatElement(0, count: count - self.count) }
  }
}
