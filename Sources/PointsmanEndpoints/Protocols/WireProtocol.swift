package import PointsmanSupport

/// The protocols that models are asked in.
package enum WireProtocol: Sendable, CaseIterable {
  /// OpenAI's Chat Completions, which Ollama, vLLM, LM Studio and llama.cpp speak, too.
  case chat
  /// OpenAI's Responses.
  case responses
  /// Anthropic's Messages.
  case messages

  init?(setting: String) {
    switch setting {
    case "openai", "openai-chat": self = .chat
    case "openai-responses": self = .responses
    case "anthropic": self = .messages
    default: return nil
    }
  }

  package var isAnthropic: Bool { self == .messages }

  /// Members of a body that the program sets.
  static let ownMembers = [
    "model", "messages", "input", "instructions", "system", "tools", "stream", "stream_options", "max_tokens",
    "max_completion_tokens", "max_output_tokens", "n",
  ]
}

/// A request: the conversation, the model, and how long the answer may be.
package struct ModelRequest: Sendable {
  package let endpoint: Endpoint
  package let conversation: Conversation
  /// Tokens, those of reasoning included.
  package let maximumTokens: Int

  package init(to endpoint: Endpoint, _ conversation: Conversation, maximumTokens: Int) {
    (self.endpoint, self.conversation, self.maximumTokens) = (
      endpoint, conversation, endpoint.maximumTokens ?? maximumTokens
    )
  }

  /// The body, which asks for a stream: only a stream shows when the first token came.
  package var body: JSONValue {
    var members: [(key: String, value: JSONValue)] = [("model", .string(endpoint.model))]
    switch endpoint.api {
    case .chat:
      members += ChatCompletions.members(
        conversation, (ChatCompletions.limitName(of: endpoint.upstream), maximumTokens))
    case .responses: members += Responses.members(conversation, maximumTokens)
    case .messages: members += Messages.members(conversation, maximumTokens)
    }
    return .object(members + [("stream", .bool(true))] + endpoint.parameters)
  }

  /// Names and values of headers; `key` is the secret itself.
  package func headers(key: String?) -> [(name: String, value: String)] {
    var headers = [("content-type", "application/json"), ("accept", "text/event-stream")]
    if endpoint.api.isAnthropic { headers.append(("anthropic-version", "2023-06-01")) }
    if let key { headers.append(endpoint.api.isAnthropic ? ("x-api-key", key) : ("authorization", "Bearer \(key)")) }
    return headers
  }
}
