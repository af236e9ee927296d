import Testing

@testable import Pointsman

@Suite("WordPieceTokenizer")
struct WordPieceTokenizerTests {
  private let small = WordPieceVocabulary(lines: Array("[UNK]\na\n##b\nab\n##ba\n##c\n.\nu\n##e\n".utf8))!

  private func words(_ text: String, _ vocabulary: WordPieceVocabulary) -> String {
    var tokenizer = WordPieceTokenizer(vocabulary)
    tokenizer.tokenize(text)
    return tokenizer.pieces.map { vocabulary.text(of: Int($0)) }.joined(separator: " ")
  }

  @Test("The ids are those of the reference, by one tokenizer for all texts")
  func golden() throws {
    let golden = try WordPieceGolden()
    #expect(golden.texts.count > 300)
    var tokenizer = WordPieceTokenizer(try WordPieceGolden.vocabulary.get())
    for (text, ids) in golden.texts {
      tokenizer.tokenize(text)
      #expect(tokenizer.pieces.map(WordPieceGolden.id) == ids, "\(text.debugDescription)")
    }
  }

  @Test("Every scalar of the first two planes fares between two letters as in the reference")
  func scalars() throws {
    var tokenizer = WordPieceTokenizer(try WordPieceGolden.vocabulary.get())
    for (block, expected) in try WordPieceGolden().scalars.enumerated() {
      // 32-bit FNV-1a, as the script beside the golden file computes it.
      var hash: UInt32 = 0x811c_9dc5
      for scalar in (UInt32(block) * 4096..<UInt32(block + 1) * 4096).compactMap(Unicode.Scalar.init) {
        tokenizer.tokenize("a\(scalar)b")
        for id in tokenizer.pieces.map(WordPieceGolden.id) {
          for byte in [id & 0xff, id >> 8] { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        }
      }
      #expect(hash == expected, "U+\(String(block, radix: 16))000 to U+\(String(block, radix: 16))FFF")
    }
  }

  @Test(
    "A word is the longest piece that starts it, then the longest that continues it, or [UNK] as a whole",
    arguments: [
      ("a", "a"), ("ab", "ab"), ("abb", "ab ##b"), ("aba", "[UNK]"), ("abba", "ab ##ba"), ("abab", "[UNK]"),
      ("b", "[UNK]"), ("AB.aX.a", "ab . [UNK] . a"), ("a\u{301}b", "ab"), ("ü Ü", "u u"),
      ("a##b", "a [UNK] [UNK] [UNK]"),
      ("[UNK]", "[UNK] [UNK] [UNK]"), ("ü\u{0}e", "u ##e"), ("", ""), (" \n", ""),
    ])
  func longest(text: String, expected: String) {
    #expect(words(text, small) == expected)
  }

  @Test("A word of 100 characters is taken apart, one of 101 is [UNK]", arguments: ["b", "b\u{301}"])
  func longWords(letter: String) {
    #expect(words("a" + String(repeating: letter, count: 99), small) == "ab" + String(repeating: " ##b", count: 98))
    #expect(words("a" + String(repeating: letter, count: 100) + " a", small) == "[UNK] a")
  }

  @Test("The weight is n to the power -3/4, 0 for no piece", arguments: [0, 1, 2, 16, 81, 1000])
  func weight(count: Int) {
    var tokenizer = WordPieceTokenizer(small)
    tokenizer.tokenize(String(repeating: "a ", count: count))
    let expected = count == 0 ? 0 : 1 / (Double(count) * Double(count) * Double(count)).squareRoot().squareRoot()
    #expect(abs(Double(tokenizer.weight) - expected) < 1e-6)
  }
}
