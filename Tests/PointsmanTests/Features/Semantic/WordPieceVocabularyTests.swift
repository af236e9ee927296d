import Testing

@testable import Pointsman

@Suite("WordPieceVocabulary")
struct WordPieceVocabularyTests {
  @Test("Every piece of all-MiniLM-L6-v2 is found as what it is, and none as what it is not")
  func found() throws {
    let vocabulary = try WordPieceGolden.vocabulary.get()
    #expect(vocabulary.count == 29_524)
    #expect(vocabulary.text(of: 0) == "[UNK]" && vocabulary.text(of: 1) == "!" && vocabulary.text(of: 29_523) == "##～")
    for piece in 1..<vocabulary.count {
      let text = vocabulary.text(of: piece)
      // By bytes: a mark that combines makes one character with the sign before.
      let isContinuing = text.utf8.count > 2 && text.utf8.starts(with: "##".utf8)
      let word = Array(text.utf8.dropFirst(isContinuing ? 2 : 0))
      let padded = word + [UInt8](repeating: UInt8(piece & 0xff), count: WordPieceVocabulary.margin)
      #expect(vocabulary.piece(padded.span, word.indices, continuing: isContinuing) == UInt16(piece))
      let other = vocabulary.piece(padded.span, word.indices, continuing: !isContinuing)
      #expect(other.map { vocabulary.text(of: Int($0)) } != text)
    }
  }

  @Test(
    "Lines that are no vocabulary are refused",
    arguments: [
      "", "\n", "[UNK]", "a\n", "[UNK]a\n", "[UNK]\na", "[UNK]\n\n", "[UNK]\na\n\nb\n", "[UNK]\na\nb\na\n",
    ])
  func refused(lines: String) {
    #expect(WordPieceVocabulary(lines: Array(lines.utf8)) == nil)
  }

  @Test("Bytes that are no UTF-8 are refused")
  func invalidUTF8() {
    #expect(WordPieceVocabulary(lines: Array("[UNK]\n".utf8) + [0xc3, 0x0a]) == nil)
  }

  @Test("65,536 pieces are the most, and each is found")
  func most() throws {
    let words = (1..<65_536).map { "\($0)" }
    let vocabulary = try #require(WordPieceVocabulary(lines: Array("[UNK]\n\(words.joined(separator: "\n"))\n".utf8)))
    #expect(WordPieceVocabulary(lines: vocabulary.lines + Array("65536\n".utf8)) == nil)
    #expect(vocabulary.count == 65_536 && vocabulary.text(of: 65_535) == "65535")
    var tokenizer = WordPieceTokenizer(vocabulary)
    tokenizer.tokenize("1 65535 4711 65536")
    #expect(tokenizer.pieces == [1, 65_535, 4711, 0])
  }
}
