/// What a router knows of the tokens, seconds and USD that its models will use.
package struct Usage: Sendable, Equatable {
  /// How the heads' features are scaled.
  package let scaling: FeatureScaling
  /// For each quantity that training recorded, M heads; nil for a model that it was not recorded of.
  package let heads: [Quantity: [UsageHead?]]

  /// What is used up.
  package enum Quantity: String, Sendable, CaseIterable {
    /// Tokens that the model reads, with whatever its own tokeniser, system prompt or tools make of the prompt.
    case inputTokens = "input_tokens"
    /// Tokens of the answer; where only its characters were recorded, a quarter of those.
    case outputTokens = "output_tokens"
    /// Seconds until the answer was there.
    case latency = "latency_s"
    /// USD, at the prices that the outcomes were recorded at.
    case cost
  }

  package init(scaling: FeatureScaling, heads: [Quantity: [UsageHead?]]) {
    (self.scaling, self.heads) = (scaling, heads)
  }

  /// M expected amounts for a prompt with these raw structural features; nil where nothing was recorded.
  package func amounts(of quantity: Quantity, features: [Float]) -> [Double?] {
    let scaled = features.indices.map { scaling.scaled(features[$0], $0) }
    return heads[quantity]?.map { $0?.amount(scaled: scaled) } ?? []
  }
}

extension Prompt {
  /// About as many tokens as a model reads of all turns: a quarter of the bytes, rounded up.
  ///
  /// Four bytes a token is the rule of thumb for English; text in other scripts may take two or three times as many.
  package var estimatedTokens: Int { (messages.reduce(0) { $0 + $1.content.utf8.count } + 3) / 4 }
}
