/// A text in lower case, its white space evened out, and where in it words lie. Keeps its memory from text to text.
struct SplitText {
  /// What white space parts (chunks), with one space before, between and after; bytes beyond are left over.
  private(set) var chunks: [UInt8] = []
  /// Bytes of `chunks` that count.
  private(set) var chunkBytes = 0
  /// Where in `chunks` each word or mark, `\w+|[^\w\s]`, begins, and, one place further on, where it ends: a mark of
  /// punctuation is a word of its own.
  private(set) var wordStarts: [Int32] = []
  private(set) var wordEnds: [Int32] = []
  private(set) var wordCount = 0

  /// What stands behind the text in `chunks`, for reading in blocks.
  static let margin = 8

  /// Splits `text`, valid UTF-8. O(length).
  mutating func split(_ text: [UInt8]) {
    chunks.grow(to: text.count + 2 + Self.margin)
    // Where every byte is a mark, each is a word; and one place for what begins none.
    wordStarts.grow(to: text.count + 1)
    wordEnds.grow(to: text.count + 1)
    (wordCount, chunkBytes) = Self.split(text.span, &chunks, &wordStarts, &wordEnds)
  }

  private static func split(
    _ text: Span<UInt8>, _ chunks: inout [UInt8], _ wordStarts: inout [Int32], _ wordEnds: inout [Int32]
  ) -> (wordCount: Int, chunkBytes: Int) {
    var chunks = chunks.mutableSpan
    var wordStarts = wordStarts.mutableSpan
    var wordEnds = wordEnds.mutableSpan
    let table = CharacterClass.table
    let classes = table.span
    var (end, words, wordEnd) = (1, 0, Int32(0))
    var (afterSpace, afterWord) = (true, false)
    chunks[0] = 0x20
    var index = 0
    while index < text.count {
      let byte = text[index]
      var (kind, next) = (classes[Int(byte)], index + 1)
      if byte >= 0x80 {
        next = index
        kind = CharacterClass.next(text, &next)
      }
      let (isSpace, isWord) = (kind == .space, kind == .word)
      // All is written in any case, and kept by moving on: a branch would be guessed wrong at every other word.
      let startsWord = !isSpace && !(isWord && afterWord)
      wordStarts[words] = Int32(truncatingIfNeeded: end)
      words &+= startsWord ? 1 : 0
      chunks[end] = isSpace ? 0x20 : byte
      end &+= isSpace && afterSpace ? 0 : 1
      index += 1
      if byte >= 0x80, !isSpace {
        while index < next {
          chunks[end] = text[index]
          end += 1
          index += 1
        }
      }
      index = next
      wordEnd = isSpace ? wordEnd : Int32(truncatingIfNeeded: end)
      wordEnds[words] = wordEnd
      (afterSpace, afterWord) = (isSpace, isWord)
    }
    // The last chunk's space, and those behind the text.
    for k in 0..<margin { chunks[end + k] = 0x20 }
    return (words, end + (afterSpace ? 0 : 1))
  }
}

extension Array where Element: FixedWidthInteger {
  /// Makes sure that there are `count` elements; those there are remain.
  mutating func grow(to count: Int) {
    if self.count < count { self += repeatElement(0, count: count - self.count) }
  }
}
