package import PointsmanSupport

extension Router {
  /// The router with golden prompts in its manifest: a fixed set of prompts with its present probabilities.
  ///
  /// The prompts are Pointsman's own, so that no training prompt leaves with the file; they are varied enough to touch
  /// every path of the features: scripts, code, conversations, odd spaces.
  package func withGoldenPrompts() throws(RouterError) -> Router {
    var golden: [RouterManifest.Golden] = []
    for (index, text) in Self.goldenPrompts.enumerated() {
      var prompt = text
      // Every other prompt has one of the tags that the router knows.
      if let tags = heads[ContextHead.self]?.tags, !tags.isEmpty, index % 2 == 1 {
        let tag = tags[index / 2 % tags.count]
        prompt.tags = [tag.key: tag.value]
      }
      golden.append(.init(prompt: prompt, probabilities: try goldenProbabilities(for: prompt, index)))
    }
    return try with { $0.golden = golden }
  }

  /// The router with figures in its manifest.
  package func withEvaluation(_ evaluation: JSONValue) throws(RouterError) -> Router {
    try with { $0.evaluation = evaluation }
  }

  /// The router's answer to golden prompt `index`, with vectors made from its own scaling if it reads any: the file
  /// need not hold them.
  private func goldenProbabilities(for prompt: Prompt, _ index: Int) throws(RouterError) -> [Double] {
    var prompt = prompt
    for head in heads { if let vector = head.goldenVector(index) { prompt.vectors[head.block] = vector } }
    return try probabilities(for: prompt)
  }

  /// Checks that the golden prompts get the probabilities that they got in training, to 1e-6.
  ///
  /// Returns the largest difference; throws `RouterError.goldenMismatch` for the first prompt that differs by more.
  @discardableResult
  public func verifyGoldenPrompts() throws(RouterError) -> Double {
    var largest = 0.0
    for (index, golden) in manifest.golden.enumerated() {
      let probabilities = try goldenProbabilities(for: golden.prompt, index)
      let difference = zip(probabilities, golden.probabilities).map { abs($0 - $1) }.max() ?? 0
      // 1e-6 leaves room for another system's logarithm, and none for another feature.
      guard difference <= 1e-6 else { throw .goldenMismatch(prompt: index + 1, difference: difference) }
      largest = max(largest, difference)
    }
    return largest
  }

  private static let goldenPrompts: [Prompt] = [
    Prompt("Write a unit test for a function that parses ISO 8601 dates."),
    Prompt("why does it hang"),
    Prompt("fix teh off-by-one in `for i in 0...items.count`"),
    Prompt(
      "```rust\nfn longest<'a>(x: &'a str, y: &'a str) -> &'a str { if x.len() > y.len() { x } else { y } }\n```\nexplain"
    ),
    Prompt(
      "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'user'\n\nonly on Mondays??"
    ),
    Prompt("Should we split the monolith, or put a queue in front of it? Latency matters more to us than cost."),
    Prompt("SELECT id, COUNT(*) FROM orders GROUP BY 1 HAVING COUNT(*) > 3;"),
    Prompt("Warum schlägt die Anmeldung nach dem Update fehl, obwohl die Tests grün sind?"),
    Prompt("请解释这段代码的作用，并指出潜在的安全问题。"),
    Prompt("ΟΔΥΣΣΕΥΣ İstanbul ǅ ﬁ ½ x² \u{2003}wide\u{a0}space\t\ttabs 🦀🚂"),
    Prompt("a"),
    Prompt(messages: [
      Message(role: .system, content: "You are a careful assistant."),
      Message(role: .user, content: "Use only the standard library, and keep every function under 20 lines."),
      Message(role: .assistant, content: "Understood."),
      Message(role: .user, content: "now the same for the CSV exporter"),
    ])!,
  ]
}
