import Testing

@testable import Pointsman

@Suite("LexicalTerms")
struct LexicalTermsTests {
  @Test(
    "The n-grams spelt out fall into the buckets that are counted, as often",
    arguments: [
      "", " ", "a", "I'm ok", "x = f(a,b);\n\treturn  x", "été ½ x² 漢字かな", "ΟΔΥΣΣΕΥΣ!? …",
      "naïve_name\u{a0}wide\u{2003}gap",
      "🦀🚂 a\u{301}b", "aaaaaaaaaa aaaaaaaaaa", "don't stop; don't",
    ])
  func agrees(text: String) {
    let specification = LexicalSpecification(bitsPerFamily: 16)!
    var counter = LexicalCounter(specification)
    counter.count(text)
    let counted = Dictionary(uniqueKeysWithValues: zip(counter.buckets, counter.counts.map(Int.init)))
    let terms = LexicalTerms(Array(text.utf8), specification)
    #expect(
      Dictionary(grouping: terms.words.terms + terms.characters.terms, by: \.bucket).mapValues(\.count) == counted)
  }

  @Test("A mark of punctuation is a word of its own; n-grams of characters go by the word they lie in")
  func texts() {
    let terms = LexicalTerms(Array("Run f(x)!".utf8), .standard)
    func texts(_ family: LexicalTerms.Family) -> [String] { family.terms.map { family.pieces.texts[$0.piece] } }
    #expect(texts(terms.words) == ["run", "run f", "f", "f (", "(", "( x", "x", "x )", ")", ") !", "!"])
    // " run " has 3 + 2 + 1 runs, " f(x)! " of seven characters 5 + 4 + 3.
    #expect(texts(terms.characters) == Array(repeating: "run", count: 6) + Array(repeating: "f(x)!", count: 12))
  }
}
