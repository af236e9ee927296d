import Testing

@testable import Pointsman

@Suite("Router")
struct RouterTests {
  private let prompt = Prompt("any")
  private let pair = RouterManifest.Pair(weak: "coder", strong: "generalist")

  /// A router that gives these probabilities to "coder", "generalist", "tiny", whatever the prompt.
  private func router(
    _ probabilities: [Double], costs: [Double?]? = nil, target: RoutingTarget = .success,
    pair: RouterManifest.Pair? = nil
  ) throws -> Router {
    try SmallRouter.constant(
      probabilities.map { _ in 0 }, calibrations: probabilities.map { .isotonic(logits: [0], probabilities: [$0]) },
      costs: costs, target: target, pair: pair)
  }

  @Test("The most likely model is chosen, with its lead, its cost and every probability")
  func mostLikely() throws {
    let decision = try router([0.2, 0.75, 0.5], costs: [1, 2, 3]).route(prompt)
    #expect(decision.model == "generalist")
    #expect(decision.margin == 0.25)
    #expect(decision.expectedCost == 2)
    #expect(decision.probabilities == [0.2, 0.75, 0.5])
    #expect(decision.reason.contains("success"))
  }

  @Test(
    "Of equally likely models the cheaper is chosen, then the first by name",
    arguments: [
      ([3, 2, 1], "tiny"), ([1, 2, 3], "coder"), ([2, 1, 1], "generalist"), ([1, 1, 1], "coder"),
      ([nil, nil, nil], "coder"),
    ] as [([Double?], String)])
  func ties(costs: [Double?], expected: String) throws {
    let decision = try router([0.5, 0.5, 0.5], costs: costs).route(prompt)
    #expect(decision.model == expected)
    #expect(decision.margin == 0)
  }

  @Test("A router of one model chooses it, by no margin")
  func oneModel() throws {
    let decision = try router([0.3], costs: [nil]).route(prompt)
    #expect(decision.model == "coder" && decision.margin == 0 && decision.expectedCost == nil)
  }

  @Test(
    "The strong model is chosen where its advantage reaches the threshold",
    arguments: [(-1, "generalist"), (0.25, "generalist"), (0.26, "coder"), (1, "coder")])
  func threshold(threshold: Double, expected: String) throws {
    // "tiny" is most likely of all, and no part of the pair.
    let decision = try router([0.5, 0.75, 1], costs: [1, 2, 3], pair: pair).route(prompt, under: .threshold(threshold))
    #expect(decision.model == expected)
    #expect(decision.margin == abs(0.25 - threshold))
    #expect(decision.expectedCost == (expected == "coder" ? 1 : 2))
  }

  @Test(
    "A willingness to pay weighs probability against cost",
    arguments: [(0.5, "coder"), (3.9, "coder"), (4.1, "generalist"), (15, "generalist"), (17, "tiny")])
  func willingness(dollars: Double, expected: String) throws {
    // From "coder" to "generalist" +0.25 costs 1, which 4 is worth; on to "tiny" +0.25 costs 4, which 16 is worth.
    let decision = try router([0.25, 0.5, 0.75], costs: [0, 1, 5]).route(prompt, under: .willingnessToPay(dollars))
    #expect(decision.model == expected)
  }

  @Test("The margin of a willingness to pay is in utility")
  func willingnessMargin() throws {
    let decision = try router([0.25, 0.5], costs: [0, 1]).route(prompt, under: .willingnessToPay(8))
    #expect(decision.margin == 0.125)
  }

  @Test("A policy that the router cannot serve is an error")
  func unsuitable() throws {
    let plain = try router([0.2, 0.8], costs: [1, nil])
    let unknown = PolicyError.unknownCost(model: plain.models[1])
    #expect(throws: RouterError.unsuitablePolicy(unknown)) { try plain.route(prompt, under: .willingnessToPay(1)) }
    let costless = try router([0.2, 0.8], costs: [nil, nil])
    #expect(throws: RouterError.unsuitablePolicy(.neitherCostsNorTokens)) {
      try costless.route(prompt, under: .willingnessToPay(1))
    }
    let three = try router([0.2, 0.8, 0.5], costs: [1, 2, 3])
    #expect(throws: RouterError.unsuitablePolicy(.thresholdWithoutPair)) {
      try three.route(prompt, under: .threshold(0))
    }
    let priced = try router([0.2, 0.8], costs: [1, 2])
    for worth in [0, -1, -.infinity] as [Double] {
      let error = PolicyError.outOfRange(
        quantity: "the worth of a success", value: worth, expected: "positive and finite")
      #expect(throws: RouterError.unsuitablePolicy(error)) { try priced.route(prompt, under: .willingnessToPay(worth)) }
    }
    #expect(throws: RouterError.self) { try priced.route(prompt, under: .willingnessToPay(.nan)) }
  }

  @Test("Chances of being the winner sum to 1, in proportion to what calibration gave")
  func winner() throws {
    let probabilities = try router([0.2, 0.3, 0.75], target: .winner).probabilities(for: prompt)
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(abs(probabilities[0] - 0.16) < 1e-12 && abs(probabilities[2] - 0.6) < 1e-12)
    for text in ["a", "Why?", "let x = 1", ""] {
      #expect(abs(try SmallRouter.full(target: .winner).probabilities(for: Prompt(text)).reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test("Probabilities are calibrated logits: intercept plus every block")
  func logits() throws {
    let router = try SmallRouter.full()
    let prompt = Prompt("Explain `map` and `flatMap`, and when to use which.")
    var logits = router.heads.intercepts
    let lexical = try #require(router.heads[LexicalHead.self])
    var counter = LexicalCounter(lexical.specification)
    counter.count(prompt.userText)
    lexical.addLogits(of: counter, to: &logits)
    let heads = try #require(router.heads[StructuralHead.self])
    for (j, value) in StructuralFeatures.values(of: prompt).enumerated() {
      for m in 0..<3 { logits[m] += heads.scaling.scaled(value, j) * heads.weights[j * 3 + m] }
    }
    let semantic = try #require(router.heads[SemanticHead.self])
    var tokenizer = WordPieceTokenizer(semantic.vocabulary)
    tokenizer.tokenize(prompt.userText)
    for piece in tokenizer.pieces {
      for m in 0..<3 {
        logits[m] += tokenizer.weight * semantic.scales[m] / 256 * Float(semantic.rows[Int(piece) * 3 + m])
      }
    }
    let probabilities = try router.probabilities(for: prompt)
    for m in 0..<3 {
      let expected = router.manifest.models[m].calibration.probability(logit: Double(logits[m]))
      #expect(abs(probabilities[m] - expected) < 1e-6)
    }
  }
}
