/// The n-grams that `LexicalCounter` counts in a text, spelt out: for explanations, off the path that routes.
struct LexicalTerms {
  /// An occurrence of an n-gram.
  struct Term: Equatable {
    let bucket: UInt32
    /// The number of a piece of the text: the n-gram itself in the family of words; in that of characters the word that it
    /// lies in.
    let piece: Int
  }

  /// The occurrences of one family, in order.
  struct Family {
    fileprivate(set) var terms: [Term] = []
    fileprivate(set) var pieces = PieceLabels()
  }

  private(set) var words = Family()
  private(set) var characters = Family()
  private let specification: LexicalSpecification

  /// All occurrences in `text`, valid UTF-8. O(length).
  init(_ text: [UInt8], _ specification: LexicalSpecification) {
    self.specification = specification
    var lowered: [UInt8] = []
    LoweredText.append(text.span, to: &lowered)
    let tokens = Self.runs(of: lowered) { $0 == .word }
    for (index, token) in tokens.enumerated() {
      addWord(Array(lowered[token]))
      if index + 1 < tokens.count { addWord(lowered[token] + [0x20] + lowered[tokens[index + 1]]) }
    }
    for word in Self.runs(of: lowered, joining: { _ in true }) { addCharacters(of: Array(lowered[word])) }
  }

  /// The parts between white space, split further so that only neighbours that both `join` stay together.
  private static func runs(of bytes: [UInt8], joining join: (CharacterClass) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var isOpen = false
    var index = 0
    while index < bytes.count {
      let begin = index
      let scalar = CharacterClass.next(bytes.span, &index)
      guard scalar != .space else {
        isOpen = false
        continue
      }
      let joins = join(scalar)
      if isOpen && joins {
        runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<index
      } else {
        runs.append(begin..<index)
      }
      isOpen = joins
    }
    return runs
  }

  private mutating func addWord(_ gram: [UInt8]) {
    words.terms.append(Term(bucket: bucket(gram.span, 0..<gram.count, .words), piece: words.pieces.number(of: gram)))
  }

  /// Runs of 3 to 5 characters of the word between two spaces; a word no longer than a run gives itself, once.
  private mutating func addCharacters(of word: [UInt8]) {
    let piece = characters.pieces.number(of: word)
    let padded = [0x20] + word + [0x20]
    let starts = padded.indices.filter { padded[$0] & 0xc0 != 0x80 } + [padded.count]
    for size in 3...5 {
      guard size < starts.count - 1 else {
        characters.terms.append(Term(bucket: bucket(padded.span, 0..<padded.count, .characters), piece: piece))
        return
      }
      for first in 0..<starts.count - size {
        let run = starts[first]..<starts[first + size]
        characters.terms.append(Term(bucket: bucket(padded.span, run, .characters), piece: piece))
      }
    }
  }

  private func bucket(_ bytes: Span<UInt8>, _ gram: Range<Int>, _ family: LexicalFamily) -> UInt32 {
    specification.firstBucket(of: family)
      + MurmurHash3.bucket(MurmurHash3.hash(bytes, gram), of: specification.familyBuckets)
  }
}
