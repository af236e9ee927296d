internal import Pointsman
internal import PointsmanSupport

/// OpenAI's Chat Completions: <https://platform.openai.com/docs/api-reference/chat>.
enum ChatCompletions {
  static func members(_ conversation: Conversation, _ limit: (name: String, tokens: Int)) -> [(
    key: String, value: JSONValue
  )] {
    var members: [(key: String, value: JSONValue)] = [
      ("messages", .array(conversation.turns.flatMap(messages))), (limit.name, .integer(limit.tokens)),
      ("stream_options", .object([("include_usage", .bool(true))])),
    ]
    if !conversation.tools.isEmpty { members.append(("tools", .array(conversation.tools.map(tool)))) }
    return members
  }

  /// The member that limits the tokens of an answer. OpenAI's reasoning models refuse the older name, and servers of one's
  /// own know it alone.
  static func limitName(of upstream: Upstream) -> String {
    let host = upstream.baseURL.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != ":" }
    return host.hasSuffix("openai.com") || host.hasSuffix("azure.com") ? "max_completion_tokens" : "max_tokens"
  }

  private static func messages(_ turn: Conversation.Turn) -> [JSONValue] {
    if turn.role == .tool {
      return turn.parts.compactMap { part in
        guard case .result(let id, let text) = part else { return nil }
        return .object([("role", .string("tool")), ("tool_call_id", .string(id)), ("content", .string(text))])
      }
    }
    var members: [(key: String, value: JSONValue)] = [("role", .string(turn.role.rawValue))]
    let calls = turn.parts.compactMap { part -> JSONValue? in
      guard case .call(let id, let name, let arguments) = part else { return nil }
      let function = JSONValue.object([("name", .string(name)), ("arguments", .string(arguments))])
      return .object([("id", .string(id)), ("type", .string("function")), ("function", function)])
    }
    let content = turn.parts.compactMap(part)
    if content.count == turn.parts.count, content.count == 1, let text = turn.parts[0].text {
      members.append(("content", .string(text)))
    } else {
      members.append(("content", content.isEmpty ? .null : .array(content)))
    }
    if !calls.isEmpty { members.append(("tool_calls", .array(calls))) }
    return [.object(members)]
  }

  private static func part(_ part: Conversation.Part) -> JSONValue? {
    switch part {
    case .text(let text): .object([("type", .string("text")), ("text", .string(text))])
    case .image(let url):
      .object([("type", .string("image_url")), ("image_url", .object([("url", .string(url))]))])
    case .call, .result: nil
    }
  }

  private static func tool(_ tool: Conversation.Tool) -> JSONValue {
    var function: [(key: String, value: JSONValue)] = [("name", .string(tool.name))]
    if let summary = tool.summary { function.append(("description", .string(summary))) }
    function.append(("parameters", tool.parameters))
    return .object([("type", .string("function")), ("function", .object(function))])
  }

  /// Takes in an event of the stream, or the whole answer of a server that does not stream.
  static func read(_ event: JSONValue, into reply: inout ReplyDraft) {
    if let usage = event["usage"], usage != .null { reply.usage.read(usage, .chat) }
    guard let choice = event["choices"]?.array?.first else { return }
    if let delta = choice["delta"] ?? choice["message"] {
      reply.append(delta["content"]?.string)
      reply.think(delta["reasoning_content"]?.string ?? delta["reasoning"]?.string)
      reply.refuse(delta["refusal"]?.string)
      for (position, call) in (delta["tool_calls"]?.array ?? []).enumerated() {
        let function = call["function"]
        reply.call(
          call["index"]?.integer ?? position, name: function?["name"]?.string, arguments: function?["arguments"]?.string
        )
      }
    }
    if let reason = choice["finish_reason"]?.string { reply.finish = Finish(openAI: reason) }
  }
}
