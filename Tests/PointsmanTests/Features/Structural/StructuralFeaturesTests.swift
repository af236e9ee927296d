import Pointsman
import PointsmanSupport
import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite struct StructuralFeaturesTests {
  @Test func `names are unique and every feature says why it is there`() {
    #expect(Set(StructuralFeatures.names).count == StructuralFeatures.count)
    for feature in StructuralFeatures.table {
      #expect(!feature.summary.isEmpty && !feature.summary.contains("\n"), "\(feature.name)")
    }
  }

  @Test func `a small sentence has the values worked out by hand`() {
    let values = structural("The cat sat.")
    #expect(values["log characters"] == log1p(Float(12)))
    #expect(values["log words"] == log1p(Float(3)))
    #expect(values["log lines"] == log1p(Float(1)))
    #expect(values["sentence length"] == log1p(Float(1.5)))  // 3 words, 1 sentence and 1 supposed
    #expect(values["first line"] == Float(log1p(0.3)))  // 12 bytes of 40
    #expect(values["article share"] == Float(1) / 8)  // 1 of 3 words and 5 supposed
    #expect(values["capital share"] == Float(1) / 32)  // 1 of 12 characters and 20 supposed
    #expect(values["space share"] == Float(2) / 32)
    #expect(values["name share"] == 0)  // a capital that opens a sentence is no name
    #expect(abs((values["distinct-word share"] ?? 0) - log1p(Float(3)) / (log1p(Float(3)) + 1)) < 1e-3)
  }

  @Test(arguments: [
    ("Which is it?\nA. one\nB. two\nC. three", "options", 3), ("(a) one (b) two", "options", 2),
    ("A. Short Sort", "options", 0), ("plan B. and f(x) and (n)", "options", 0), ("Why? How? Really?", "questions", 3),
    ("1 <= n <= 10^9, or 5", "powers", 1), ("pay $3 and 5% of 7", "amounts", 2), ("add 1/2 to 3/4", "fractions", 2),
    ("$x^2$ costs $5", "dollar signs", 2), (#"\frac{1}{2} \leq x ≤ 3"#, "mathematical notation", 3),
    (#"match \d+ and \n"#, "escapes", 2), ("the capital of ___ is ____.", "blanks", 2), ("snake_case", "blanks", 0),
    ("call `f` and `g`", "inline code", 4), ("```\nx\n```", "code fences", 2), ("f([{1}])", "bracket depth", 3),
    ("find_all aB std::sort a.size", "identifiers", 4), ("print(x[0])", "calls", 2),
    (#"{"a": 1, "b": 2}"#, "quoted keys", 2), ("<p>hi</p>", "markup tags", 2), ("- one\n* two\n1. three", "bullets", 3),
    ("@@ -1 +1 @@\n-old\n+new", "patch lines", 3),
    ("  File \"a.py\", line 3\n    at Main.run(Main.java:5)", "stack frames", 2),
    ("raised ValueError in main.py", "error words", 2), ("It must not exceed 5", "constraint words", 2),
    ("Something weird happens somehow", "vague words", 3), ("I don't know; he doesn’t", "negation words", 2),
    ("C++ or C# or Rust", "other language words", 3),
  ])
  func `counts are those a reader makes`(_ text: String, _ name: String, _ count: Int) {
    #expect(structural(text)[name] == log1p(Float(count)), "\(text)")
  }

  @Test func `the largest number knows powers and thousands`() {
    #expect(abs((structural("up to 10^9")["largest number"] ?? 0) - log1p(Float(9))) < 1e-6)
    #expect(abs((structural("up to 10^{18} or 2**3")["largest number"] ?? 0) - log1p(Float(18))) < 1e-6)
    #expect(abs((structural("1,000,000 people")["largest number"] ?? 0) - log1p(Float(6))) < 1e-3)
    #expect(structural("[1,2,3]")["number share"] == Float(3) / 8)
    #expect(structural("use utf8 and x2")["number share"] == 0)
  }

  @Test func `every feature is moved by some text`() {
    let blank = structural("")
    let witnesses =
      StructuralSmoothnessTests.prompts + [
        "Describe an architecture; implement a secure parser with pytest and bash, refactor the SQL in src/lib/a.py.",
        "I wonder: is 1 + 1/2 = [x] in NASA, (true) `code`, {\"k\": 1}, <b>, \\d, ___? Given input, if not, django.",
        "- first\n@@ -1 +1 @@\nFile \"a\", line 1\nVisit Paris in Rust with 50% off the total",
      ]
    let values = witnesses.map { structural($0, turns: 2, conversationBytes: 10_000) }
    for name in StructuralFeatures.names {
      #expect(values.contains { $0[name] != blank[name] }, "\(name)")
    }
  }

  @Test func `the stem ends where a list of options begins`() {
    #expect(structural("Which is it?\nA. one\nB. two")["question stem"] == Float(log1p(13.0 / 40)))
    #expect(structural("Take (a) as given.")["question stem"] == Float(log1p(18.0 / 40)))
  }

  @Test func `conversation features come from the conversation alone`() {
    let alone = structural("Go on.")
    let late = structural("Go on.", turns: 9, conversationBytes: 5_006)
    #expect(late["log turns"] == log1p(Float(9)))
    #expect(late["earlier conversation"] == log1p(Float(5_000)))
    #expect(alone["earlier conversation"] == 0)
    for name in StructuralFeatures.names where name != "log turns" && name != "earlier conversation" {
      #expect(alone[name] == late[name], "\(name)")
    }
    #expect(structural("", turns: -1, conversationBytes: .min)["log turns"] == 0)
  }

  @Test func `values are appended to what is there`() {
    var values: [Float] = [7]
    StructuralFeatures.values(lastTurn: [], turns: 1, conversationBytes: 0, into: &values)
    #expect(values.count == 1 + StructuralFeatures.count && values[0] == 7)
  }

  @Test(arguments: [
    "如何用Python写一个函数？请解释。", "Как написать функцию? Объясните, пожалуйста.", "Quelle différence y a-t-il ? Décrivez-la.",
  ])
  func `other languages have words and sentences`(_ text: String) {
    let values = structural(text)
    #expect(values["log words"] ?? 0 > log1p(Float(4)))
    #expect(values["questions"] == log1p(Float(1)))
    #expect(values["non-ASCII share"] ?? 0 > 0)
    #expect(values["mathematical notation"] == 0)
  }
}

@Suite("StructuralPhrases")
struct StructuralPhrasesTests {
  @Test("Every structural feature has a phrase for much and one for little, and no phrase occurs twice")
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

/// The values of the structural features of a text, by name.
func structural(_ text: String, turns: Int = 1, conversationBytes: Int? = nil) -> [String: Float] {
  let bytes = Array(text.utf8)
  return Dictionary(
    uniqueKeysWithValues: zip(
      StructuralFeatures.names, structural(bytes, turns: turns, conversationBytes: conversationBytes ?? bytes.count)))
}

/// The values of the structural features of bytes, in order.
func structural(_ bytes: [UInt8], turns: Int = 1, conversationBytes: Int = 0) -> [Float] {
  var values: [Float] = []
  StructuralFeatures.values(lastTurn: bytes, turns: turns, conversationBytes: conversationBytes, into: &values)
  return values
}
