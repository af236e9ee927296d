/// A text in lower case, split twice: into words and marks, and into what white space parts. Keeps its memory from text
/// to text.
struct SplitText {
  /// Words, `\w+|[^\w\s]`, each with a space before it: a mark of punctuation is a word of its own.
  private(set) var words: [UInt8] = []
  /// Where each word begins in `words`, and where one more would.
  private(set) var wordStarts: [Int32] = []
  /// What white space parts, with one space before, between and after; bytes beyond are left over.
  private(set) var chunks: [UInt8] = []
  /// Where the spaces stand in `chunks`: one more than there are chunks, if there is one.
  private(set) var gaps: [Int32] = []
  /// Bytes of `chunks` that count.
  private(set) var chunkBytes = 0
  /// How many entries of `wordStarts` and `gaps` count.
  private(set) var wordCount = 0, gapCount = 0

  /// Splits `text`, valid UTF-8. O(length).
  mutating func split(_ text: [UInt8]) {
    // Where every byte is a mark, each is a word; the rest is for the ends, and for reading in blocks of four.
    words.grow(to: 2 * text.count + 8)
    wordStarts.grow(to: text.count + 2)
    chunks.grow(to: text.count + 8)
    gaps.grow(to: text.count / 2 + 4)
    (wordCount, gapCount, chunkBytes) = Self.split(text.span, &words, &wordStarts, &chunks, &gaps)
  }

  private static func split(
    _ text: Span<UInt8>, _ words: inout [UInt8], _ wordStarts: inout [Int32], _ chunks: inout [UInt8],
    _ gaps: inout [Int32]
  ) -> (wordCount: Int, gapCount: Int, chunkBytes: Int) {
    var words = words.mutableSpan
    var wordStarts = wordStarts.mutableSpan
    var chunks = chunks.mutableSpan
    var gaps = gaps.mutableSpan
    var (wordEnd, wordCount, chunkEnd, gapCount) = (0, 0, 1, 1)
    var (afterSpace, afterWord) = (true, false)
    chunks[0] = 0x20
    gaps[0] = 0
    var index = 0
    while index < text.count {
      let begin = index
      let kind = CharacterClass.next(text, &index)
      let (isSpace, isWord) = (kind == .space, kind == .word)
      // Written in any case, and kept by moving on: a branch would be guessed wrong at every other word.
      let startsWord = !isSpace && !(isWord && afterWord)
      words[wordEnd] = 0x20
      wordEnd += startsWord ? 1 : 0
      wordStarts[wordCount] = Int32(truncatingIfNeeded: wordEnd)
      wordCount += startsWord ? 1 : 0
      words[wordEnd] = text[begin]
      wordEnd += isSpace ? 0 : 1
      chunks[chunkEnd] = isSpace ? 0x20 : text[begin]
      gaps[gapCount] = Int32(truncatingIfNeeded: chunkEnd)
      chunkEnd += isSpace && afterSpace ? 0 : 1
      gapCount += isSpace && !afterSpace ? 1 : 0
      if index > begin + 1, !isSpace {
        for k in begin + 1..<index {
          words[wordEnd] = text[k]
          chunks[chunkEnd] = text[k]
          wordEnd += 1
          chunkEnd += 1
        }
      }
      (afterSpace, afterWord) = (isSpace, isWord)
    }
    if !afterSpace {
      chunks[chunkEnd] = 0x20
      gaps[gapCount] = Int32(truncatingIfNeeded: chunkEnd)
      chunkEnd += 1
      gapCount += 1
    }
    wordStarts[wordCount] = Int32(truncatingIfNeeded: wordEnd + 1)
    return (wordCount, gapCount, chunkEnd)
  }
}

extension Array where Element: FixedWidthInteger {
  /// Makes sure that there are `count` elements; those there are remain.
  mutating func grow(to count: Int) {
    if self.count < count { self += repeatElement(0, count: count - self.count) }
  }
}
