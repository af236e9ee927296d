package import PointsmanSupport

/// Tokens as a provider counts them; nil where it did not say.
package struct TokenUsage: Sendable, Equatable {
  /// Those that a prompt cache read or took up included.
  package var input: Int?
  /// Those of the input that came from a prompt cache.
  package var cached: Int?
  /// Those of the input that a prompt cache took up, where the provider prices them apart.
  package var cacheWritten: Int?
  /// Those of reasoning included.
  package var output: Int?
  package var reasoning: Int?

  package init() {}

  /// Takes in the member `usage` of an answer or an event; what it does not say stays as it was.
  package mutating func read(_ usage: JSONValue, _ api: WireProtocol) {
    switch api {
    case .chat:
      input = usage["prompt_tokens"]?.integer ?? input
      output = usage["completion_tokens"]?.integer ?? output
      cached = usage["prompt_tokens_details"]?["cached_tokens"]?.integer ?? cached
      reasoning = usage["completion_tokens_details"]?["reasoning_tokens"]?.integer ?? reasoning
    case .responses:
      input = usage["input_tokens"]?.integer ?? input
      output = usage["output_tokens"]?.integer ?? output
      cached = usage["input_tokens_details"]?["cached_tokens"]?.integer ?? cached
      reasoning = usage["output_tokens_details"]?["reasoning_tokens"]?.integer ?? reasoning
    case .messages:
      // `input_tokens` leaves out those that a prompt cache read or took up.
      if let fresh = usage["input_tokens"]?.integer {
        (cached, cacheWritten) = (
          usage["cache_read_input_tokens"]?.integer ?? cached,
          usage["cache_creation_input_tokens"]?.integer ?? cacheWritten
        )
        input = [cached, cacheWritten].compactMap(\.self).reduce(fresh) { $0 &+ $1 }
      }
      output = usage["output_tokens"]?.integer ?? output
    }
  }
}
