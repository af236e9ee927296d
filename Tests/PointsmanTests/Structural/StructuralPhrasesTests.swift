import Testing

@testable import Pointsman

@Suite("StructuralPhrases")
struct StructuralPhrasesTests {
  @Test("Every structural feature has a phrase for much and one for little, and no phrase stands twice")
  func complete() {
    #expect(Set(StructuralPhrases.table.keys) == Set(StructuralFeatures.names))
    let phrases = StructuralPhrases.table.values.flatMap { [$0.high, $0.low] }
    #expect(Set(phrases).count == phrases.count && phrases.allSatisfy { !$0.isEmpty })
  }

  @Test("A stack trace is said to be there where one is, and not where none is")
  func stackTrace() throws {
    let scaling = FeatureScaling(
      means: [Float](repeating: 0.05, count: StructuralFeatures.count),
      inverseDeviations: [Float](repeating: 1, count: StructuralFeatures.count))!
    let heads = try #require(
      StructuralHead(scaling: scaling, weights: [Float](repeating: 1, count: StructuralFeatures.count), models: 1))
    func phrases(_ text: String) -> [String] {
      heads.contributions(of: StructuralFeatures.values(of: Prompt(text))).map(\.text)
    }
    let trace =
      "Traceback (most recent call last):\n  File \"app.py\", line 3, in run\n  File \"b.py\", line 4, in f\nKeyError"
    #expect(phrases(trace).contains("contains a stack trace"))
    #expect(phrases("sort the list").contains("contains no stack trace to speak of"))
  }
}
