extension Router {
  /// The router with golden prompts in its manifest: what it says of a fixed set of prompts here and now.
  ///
  /// The prompts are Pointsman's own, so that no training prompt leaves with the file; they are varied enough to touch
  /// every path of the features: scripts, code, conversations, odd spaces.
  package func withGoldenPrompts() throws(RouterError) -> Router {
    var manifest = manifest
    manifest.golden = Self.goldenPrompts.map { .init(prompt: $0, probabilities: probabilities(for: $0)) }
    return try Router(
      manifest: manifest, lexical: lexical, structural: structural, semantic: semantic, intercepts: intercepts)
  }

  /// The router with figures in its manifest.
  package func withEvaluation(_ evaluation: JSONValue) throws(RouterError) -> Router {
    var manifest = manifest
    manifest.evaluation = evaluation
    return try Router(
      manifest: manifest, lexical: lexical, structural: structural, semantic: semantic, intercepts: intercepts)
  }

  /// Checks that the golden prompts get the probabilities that they got in training, to 1e-6.
  ///
  /// Returns the largest difference; throws `RouterError.goldenMismatch` for the first prompt that differs by more.
  @discardableResult
  public func verifyGoldenPrompts() throws(RouterError) -> Double {
    var largest = 0.0
    for (index, golden) in manifest.golden.enumerated() {
      let difference = zip(probabilities(for: golden.prompt), golden.probabilities).map { abs($0 - $1) }.max() ?? 0
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
