import Testing

@testable import Pointsman

@Suite("SpeltWord")
struct SpeltWordTests {
  @Test("Eight bytes at a time a word is what it is letter by letter")
  func plain() {
    let pieces = [
      "a", "B", "word", "McDonald", "ABCdefGHI", "é", "'", "-", " ", "9", "\n", "漢", "’", "{", "@", "`", "z",
    ]
    var state: UInt64 = 1
    var plain = 0
    for _ in 0..<2000 {
      var text = ""
      while text.utf8.count < 40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1
        text += pieces[Int(state >> 33) % pieces.count]
      }
      let bytes = Array(text.utf8)
      for start in bytes.indices where ASCII.isLetter(bytes[start]) {
        guard let word = SpeltWord(plain: bytes.span, at: start) else { continue }
        let expected = SpeltWord(bytes.span, at: start)
        #expect(word == expected, "\(text.debugDescription) at \(start)")
        plain += 1
      }
    }
    #expect(plain > 10_000)
  }

  @Test("Case is counted across eight bytes, and the longest plain word has fifteen letters")
  func longest() throws {
    let text = Array("getElemEntByIdsQ  getElemEntByIds  ".utf8)
    let (long, short) = (SpeltWord(plain: text.span, at: 0), SpeltWord(plain: text.span, at: 18))
    #expect(long == nil)
    let word = try #require(short)
    #expect(word.letters == 15 && word.capitals == 4 && word.humps == 4 && word.end == 33)
    #expect(word.packed == PackedWord("getelementbyids"))
  }

  @Test("Words that go on behind an apostrophe or beyond ASCII are left to the reading letter by letter")
  func others() {
    for text in ["don't and more to read", "naïve and more to read", "short"] {
      let bytes = Array(text.utf8)
      let word = SpeltWord(plain: bytes.span, at: 0)
      #expect(word == nil)
    }
  }
}
