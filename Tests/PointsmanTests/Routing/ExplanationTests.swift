import PointsmanSupport
import TestSupport
import Testing

@testable import Pointsman

@Suite("Explanation")
struct ExplanationTests {
  private static let prompts = [
    "", "a", "write tests", "Write the tests for a function, the function (a).",
    "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'user'",
    "ΟΔΥΣΣΕΥΣ İstanbul 漢字 ½ x² \u{2003}wide 🦀🚂 zwölf",
    String(repeating: "the same function writes the tests; ", count: 60),
  ]

  /// Largest |sum of contributions − logit| over the models, against the size of what is summed.
  private func gap(_ router: Router, _ text: String) throws -> Double {
    let explanation = try router.explanation(for: Prompt(text))
    return router.models.indices.map { m in
      let values = explanation.contributions.map { $0.values[m] }
      let size = values.reduce(1) { $0 + abs($1) }
      return abs(values.reduce(0, +) - explanation.logits[m]) / size
    }.max()!
  }

  @Test("Contributions sum to every logit that the router computes", arguments: prompts)
  func sum(text: String) throws {
    #expect(try gap(try SmallRouter.full(), text) < 1e-6)
  }

  @Test("Each block's contributions sum to its logits when it is alone", arguments: prompts)
  func blocks(text: String) throws {
    let specification = try #require(LexicalSpecification(bitsPerFamily: 8))
    let models = SmallRouter.models.map { SmallRouter.model($0) }
    let semantic = SmallRouter.semantic()
    let routers = [
      try Router(
        manifest: SmallRouter.manifest(models),
        heads: .init([SmallRouter.lexical(specification)], intercepts: [0, 0, 0])),
      try Router(
        manifest: SmallRouter.manifest(models),
        heads: .init([SmallRouter.structural()], intercepts: [0, 0, 0])),
      try Router(
        manifest: SmallRouter.manifest(models), heads: .init([semantic], intercepts: [0, 0, 0])),
    ]
    for router in routers { #expect(try gap(router, text) < 1e-6) }
  }

  @Test("A vector given along contributes as one, and the sum still holds")
  func vector() throws {
    let specification = try #require(
      VectorSpecification(block: .external, source: VectorSource(named: "mine"), dimension: 2))
    let scaling = try #require(FeatureScaling(means: [0, 1], inverseDeviations: [1, 2]))
    let heads = try #require(
      VectorHead(specification: specification, scaling: scaling, weights: [1, -1, 0.5, 0, 0.25, 2], models: 3))
    let manifest = SmallRouter.manifest(SmallRouter.models.map { SmallRouter.model($0) })
    let router = try Router(manifest: manifest, heads: .init([heads], intercepts: [0.5, 0, 1]))
    var prompt = Prompt("any")
    prompt.vectors[.external] = PromptVector([0.5, 2])
    let explanation = try router.explanation(for: prompt)
    #expect(explanation.contributions.map(\.source) == [.baseline, .vector])
    for m in 0..<3 {
      #expect(abs(explanation.contributions.reduce(0) { $0 + $1.values[m] } - explanation.logits[m]) < 1e-6)
    }
  }

  @Test("Known tags say what they do to the calibrated log odds, one after another; unknown ones say nothing")
  func tags() throws {
    let context = try #require(
      ContextHead(
        tags: [PromptTag("action", "test"), PromptTag("language", "swift")], models: 2, slopes: [1, 1, 0.5, 1],
        intercepts: [0, 0, 0.25, 0], weights: [0.5, -0.5, 0, 1]))
    let constant = try SmallRouter.constant([1, -1])
    let router = try Router(manifest: constant.manifest, heads: RouterHeads([context], intercepts: [1, -1]))
    let prompt = Prompt("any", tags: ["language": "swift", "action": "test", "mood": "good"])
    let corrections = try router.explanation(for: prompt).corrections
    #expect(corrections.map(\.phrase) == ["is tagged action=test", "is tagged language=swift"])
    let expected = [[0.5, -0.5], [0.5 * 1.5 + 0.25 - 1.5, 1]]
    for (correction, values) in zip(corrections, expected) {
      for (value, wanted) in zip(correction.values, values) { #expect(abs(value - wanted) < 1e-6) }
    }
  }

  @Test("A router of intercepts alone explains by its baseline, and nothing else")
  func baseline() throws {
    let explanation = try SmallRouter.constant([1, -0.5]).explanation(for: Prompt("any"))
    #expect(explanation.contributions.map(\.source) == [.baseline])
    #expect(explanation.contributions[0].values == [1, -0.5] && explanation.logits == [1, -0.5])
  }

  @Test("Words, pairs of words, spelling, form and meaning are named as the prompt has them")
  func texts() throws {
    let contributions = try SmallRouter.full().explanation(for: Prompt("Write tests")).contributions
    func texts(_ source: Contribution.Source) -> [String] {
      contributions.filter { $0.source == source }.map(\.text)
    }
    #expect(texts(.words) == ["write", "write tests", "tests"])
    #expect(texts(.spelling) == ["write", "tests"])
    #expect(texts(.meaning) == ["write", "tests"])
    #expect(texts(.form).count == StructuralFeatures.count)
    #expect(contributions.map(\.phrase).contains("says “write tests”"))
  }

  @Test("Against a rival, contributions come by size and sum to the difference of the logits")
  func differences() throws {
    let explanation = try SmallRouter.full().explanation(for: Prompt("why does the test hang"))
    let ordered = explanation.contributions(of: 2, against: 0)
    #expect(zip(ordered, ordered.dropFirst()).allSatisfy { abs($0.difference) >= abs($1.difference) })
    let sum = ordered.reduce(0) { $0 + $1.difference }
    #expect(abs(sum - (explanation.logits[2] - explanation.logits[0])) < 1e-4)
  }

  /// Texts of 48 KiB: prose, and single words and characters that long.
  private static let longTexts: [String: String] = {
    let size = 49_152
    func filled(_ text: String, start: String = "") -> String {
      start + String(repeating: text, count: size / text.utf8.count)
    }
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".map(String.init)
    var generator = SplitMix64(seed: 1)
    let base64 = (0..<size).map { _ in letters[Int(generator.next() >> 58)] }
    return [
      "one letter": filled("a"), "base64": base64.joined(), "ideographs": filled("漢字語文"),
      "accents": filled("\u{301}", start: "e"), "accents in disorder": filled("\u{301}\u{323}", start: "e"),
      "Hangul": filled("한국어"), "punctuation": filled("!?.,"), "mixed": filled("é漢a\u{301}_9"),
      "joined pictures": filled("👩\u{200d}"), "two words": filled("a", start: "b "),
    ]
  }()

  @Test(
    "A long word takes no longer than prose of as many bytes, within a factor, and its labels are short",
    .tags(.slow), arguments: longTexts.keys.sorted())
  func longWords(name: String) throws {
    let router = try SmallRouter.full()
    let text = try #require(Self.longTexts[name])
    let prose = String(repeating: "the same function writes the tests, or so; ", count: text.utf8.count / 43)
    let clock = ContinuousClock()
    func time(_ text: String) throws -> Duration {
      try clock.measure { _ = try router.explanation(for: Prompt(text)) }
    }
    let (expected, taken) = (try (0..<3).map { _ in try time(prose) }.max()!, try time(text))
    #expect(taken < expected * 20 + .milliseconds(200))
    let explanation = try router.explanation(for: Prompt(text))
    #expect(explanation.contributions.allSatisfy { $0.text.utf8.count <= 200 })
    #expect(try gap(router, text) < 1e-5)
  }
}
