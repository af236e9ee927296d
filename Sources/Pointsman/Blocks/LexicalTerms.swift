/// The n-grams that `LexicalCounter` counts in a text, spelt out: for explanations, off the path that routes.
struct LexicalTerms {
  /// An occurrence of an n-gram.
  struct Term: Equatable {
    let bucket: UInt32
    /// The n-gram itself in the family of words; in that of characters the word that it lies in.
    let text: String
  }

  private(set) var words: [Term] = []
  private(set) var characters: [Term] = []
  private let specification: LexicalSpecification

  /// All occurrences in `text`, in order. O(length).
  init(_ text: String, _ specification: LexicalSpecification) {
    self.specification = specification
    var lowered: [UInt8] = []
    LoweredText.append(Array(text.utf8).span, to: &lowered)
    let tokens = Self.runs(of: lowered) { $0 == .word }
    for (index, token) in tokens.enumerated() {
      words.append(term(token, .words, text: token))
      if index + 1 < tokens.count {
        let pair = token + [0x20] + tokens[index + 1]
        words.append(term(pair, .words, text: pair))
      }
    }
    for word in Self.runs(of: lowered, joining: { _ in true }) { addCharacters(of: word) }
  }

  /// The parts between white space, split further so that only neighbours that both `join` stay together.
  private static func runs(of bytes: [UInt8], joining join: (CharacterClass) -> Bool) -> [[UInt8]] {
    var runs: [[UInt8]] = []
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
        runs[runs.count - 1] += bytes[begin..<index]
      } else {
        runs.append(Array(bytes[begin..<index]))
      }
      isOpen = joins
    }
    return runs
  }

  /// Runs of 3 to 5 characters of the word between two spaces; a word no longer than a run gives itself, once.
  private mutating func addCharacters(of word: [UInt8]) {
    let padded = [0x20] + word + [0x20]
    let starts = padded.indices.filter { padded[$0] & 0xc0 != 0x80 } + [padded.count]
    for size in 3...5 {
      guard size < starts.count - 1 else {
        characters.append(term(padded, .characters, text: word))
        return
      }
      for first in 0..<starts.count - size {
        characters.append(term(Array(padded[starts[first]..<starts[first + size]]), .characters, text: word))
      }
    }
  }

  private func term(_ gram: [UInt8], _ family: LexicalFamily, text: [UInt8]) -> Term {
    let bucket =
      specification.firstBucket(of: family)
      + MurmurHash3.bucket(MurmurHash3.hash(gram.span, 0..<gram.count), of: specification.familyBuckets)
    return Term(bucket: bucket, text: String(decoding: text, as: UTF8.self))
  }
}
