import Testing

@testable import Pointsman

@Suite("WordEdges")
struct WordEdgesTests {
  /// The words of a text, by its edges; between spaces as they must be.
  private func words(_ text: String, joiningUnderscores: Bool = true) -> [String] {
    let padded = [0x20] + Array(text.utf8) + [UInt8](repeating: 0x20, count: WordEdges.margin)
    var edges = WordEdges(joiningUnderscores: joiningUnderscores)
    if edges.mark(padded) { edges.correctScalars(of: padded) }
    var words: [String] = []
    var start = 1
    while start <= text.utf8.count {
      let end = WordEdges.end(edges.marks.span, after: start)
      if padded[start] != 0x20 { words.append(String(decoding: padded[start..<end], as: UTF8.self)) }
      start = end
    }
    return words
  }

  @Test(
    "Words and marks are those of the pattern \\w+|[^\\w\\s]",
    arguments: [
      ("", []), ("a", ["a"]), ("a_b2 c", ["a_b2", "c"]), ("(a,b)", ["(", "a", ",", "b", ")"]),
      ("...", [".", ".", "."]),
      ("café latté", ["café", "latté"]), ("é", ["é"]), ("“a”", ["“", "a", "”"]), ("漢字kana", ["漢字kana"]),
      ("a→b", ["a", "→", "b"]), ("½a", ["½a"]), ("a😀😀b", ["a", "😀", "😀", "b"]), ("éa.é", ["éa", ".", "é"]),
    ])
  func pattern(text: String, expected: [String]) {
    #expect(words(text) == expected)
  }

  @Test("A word's end is found however long it is and wherever it begins", arguments: [1, 7, 8, 9, 63, 64, 65, 200])
  func lengths(length: Int) {
    for offset in 0..<70 {
      let (mark, word) = (String(repeating: ".", count: offset), String(repeating: "a", count: length))
      #expect(words(mark + word + "é é") == [String](repeating: ".", count: offset) + [word + "é", "é"])
    }
  }

  @Test("Where underscores do not join, each is a mark of its own")
  func underscores() {
    #expect(words("a_b__0", joiningUnderscores: false) == ["a", "_", "b", "_", "_", "0"])
  }
}
