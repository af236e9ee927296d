import Testing

@testable import Pointsman

@Suite("CharacterClass and LoweredText")
struct CharacterTests {
  private func lowered(_ text: String) -> String {
    var bytes: [UInt8] = []
    LoweredText.append(Array(text.utf8).span, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "Every character of Unicode 14 is word, space or other as in Python, and goes to Python's lower case or a space")
  func everyCharacter() throws {
    let golden = try LexicalGolden()
    var classes = [CharacterClass](repeating: .other, count: 0x110000)
    for range in golden.word { for point in range { classes[Int(point)] = .word } }
    for range in golden.space { for point in range { classes[Int(point)] = .space } }
    var (classed, cased): ([UInt32], [UInt32]) = ([], [])
    for scalar in golden.assigned.joined().compactMap(Unicode.Scalar.init) {
      let bytes = Array(String(scalar).utf8)
      var index = 0
      if CharacterClass.next(bytes.span, &index) != classes[Int(scalar.value)] || index != bytes.count {
        classed.append(scalar.value)
      }
      // Compared by bytes: as strings, NFC and NFD would be equal.
      let expected = classes[Int(scalar.value)] == .space ? " " : golden.lower[scalar.value] ?? String(scalar)
      if Array(lowered(String(scalar)).utf8) != Array(expected.utf8) {
        cased.append(scalar.value)
      }
    }
    #expect(classed == [])
    #expect(cased == [])
  }

  @Test(
    "A capital sigma that ends a word becomes ς",
    arguments: [
      ("ΟΔΟΣ", "οδος"), ("Σ", "σ"), ("ΑΣ.", "ας."), ("ΑΣ.Α", "ασ.α"), ("ΑΣ'", "ας'"), ("Α\u{301}Σ", "α\u{301}ς"),
      ("\u{301}Σ", "\u{301}σ"), ("1Σ", "1σ"), ("ΑΣΑ", "ασα"), ("ΑΣ Α", "ας α"), ("ΑΣΣ", "ασς"),
    ])
  func finalSigma(text: String, expected: String) {
    #expect(Array(lowered(text).utf8) == Array(expected.utf8))
  }

  @Test("A long text is lowered as its scalars are, wherever the others are", arguments: [0, 1, 62, 63, 64, 65, 130])
  func longText(offset: Int) {
    let text = String(repeating: "A", count: offset) + "ÄΣ" + String(repeating: "Bc", count: 70) + "ß"
    #expect(lowered(text) == String(repeating: "a", count: offset) + "äσ" + String(repeating: "bc", count: 70) + "ß")
  }

  @Test("Lower case appends, and leaves what was there")
  func appends() {
    var bytes = Array("Z".utf8)
    LoweredText.append(Array("İA".utf8).span, to: &bytes)
    #expect(bytes == Array("Zi\u{307}a".utf8))
  }
}
