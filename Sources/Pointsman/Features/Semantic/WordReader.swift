/// Parts a text into words, and each into pieces.
struct WordReader {
  let vocabulary: WordPieceVocabulary
  /// The kind of each byte of ASCII; of other bytes `removed`, which has them read as scalars.
  let kinds: [ScalarNormalization.Kind]

  /// Appends the pieces of a text with ASCII's letters in lower case, its edges marked. O(length), but for words that are
  /// no piece.
  func read(_ text: [UInt8], _ edges: borrowing WordEdges, into pieces: inout [UInt16]) {
    let (text, marks, kinds) = (text.span, edges.marks.span, kinds.span)
    let limit = text.count - WordEdges.margin
    var start = 1
    while start < limit {
      switch kinds[Int(text[start])] {
      case .space: start += 1
      case .alone:
        addPieces(of: text, start..<start + 1, to: &pieces)
        start += 1
      case .removed: start = readScalars(text, start, before: limit, into: &pieces)
      case .word:
        let end = WordEdges.end(marks, after: start)
        // What is removed, and what is not of ASCII, may be amid a word.
        if kinds[Int(text[end])] == .removed {
          start = readScalars(text, start, before: limit, into: &pieces)
        } else {
          addWord(text, start..<end, characters: end - start, to: &pieces)
          start = end
        }
      }
    }
  }

  /// Reads scalar by scalar from `start` on, until a word or mark has come to its end; returns where the next begins.
  private func readScalars(
    _ text: Span<UInt8>, _ start: Int, before limit: Int, into pieces: inout [UInt16]
  ) -> Int {
    var word = PendingWord()
    var index = start
    while index < limit {
      let (scalar, length) = text[index] < 0x80 ? (UInt32(text[index]), 1) : CharacterClass.decode(text, index)
      if let parts = ScalarNormalization.parts(of: scalar) {
        word.append(parts.first)
        word.append(parts.second)
        if let third = parts.third { word.append(third) }
        index += length
        continue
      }
      let (kind, replacement) = ScalarNormalization.standard.normalized(scalar)
      switch kind {
      case .removed: index += length
      case .word:
        word.append(replacement)
        index += length
      case .space, .alone:
        guard word.characters == 0 else {
          addWord(word.bytes.span, 0..<word.count, characters: word.characters, to: &pieces)
          return index
        }
        if kind == .alone {
          word.append(replacement)
          addWord(word.bytes.span, 0..<word.count, characters: 1, to: &pieces)
        }
        return index + length
      }
    }
    if word.characters > 0 { addWord(word.bytes.span, 0..<word.count, characters: word.characters, to: &pieces) }
    return index
  }

  /// Appends the pieces of a word, or [UNK] for one that is too long.
  @inline(__always)
  private func addWord(_ text: Span<UInt8>, _ word: Range<Int>, characters: Int, to pieces: inout [UInt16]) {
    if characters > PendingWord.maximumCharacters {
      pieces.append(0)
    } else {
      addPieces(of: text, word, to: &pieces)
    }
  }

  @inline(__always)
  private func addPieces(of text: Span<UInt8>, _ word: Range<Int>, to pieces: inout [UInt16]) {
    if let whole = vocabulary.piece(text, word, continuing: false) {
      pieces.append(whole)
    } else {
      split(text, word, into: &pieces)
    }
  }

  /// Appends the pieces of a word that is none itself: the longest that starts it, then the longest that continues it.
  private func split(_ text: Span<UInt8>, _ word: Range<Int>, into pieces: inout [UInt16]) {
    let before = pieces.count
    var start = word.lowerBound
    while start < word.upperBound {
      let isContinuing = start > word.lowerBound
      var end = min(word.upperBound, start + vocabulary.longest(text[start], continuing: isContinuing))
      var piece: UInt16?
      while end > start {
        // No piece ends amid a character.
        if end == word.upperBound || text[end] & 0xc0 != 0x80 {
          piece = vocabulary.piece(text, start..<end, continuing: isContinuing)
          if piece != nil { break }
        }
        end -= 1
      }
      guard let piece else {
        pieces.removeLast(pieces.count - before)
        pieces.append(0)
        return
      }
      pieces.append(piece)
      start = end
    }
  }
}
