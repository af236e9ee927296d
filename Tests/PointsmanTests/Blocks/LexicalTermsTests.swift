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
    let terms = LexicalTerms(text, specification)
    #expect(Dictionary(grouping: terms.words + terms.characters, by: \.bucket).mapValues(\.count) == counted)
  }

  @Test("A mark of punctuation is a word of its own; n-grams of characters go by the word they lie in")
  func texts() {
    let terms = LexicalTerms("Run f(x)!", .standard)
    #expect(terms.words.map(\.text) == ["run", "run f", "f", "f (", "(", "( x", "x", "x )", ")", ") !", "!"])
    // " run " has 3 + 2 + 1 runs, " f(x)! " of seven characters 5 + 4 + 3.
    #expect(terms.characters.map(\.text) == Array(repeating: "run", count: 6) + Array(repeating: "f(x)!", count: 12))
  }
}
