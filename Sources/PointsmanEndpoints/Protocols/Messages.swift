internal import Pointsman
internal import PointsmanSupport

/// Anthropic's Messages: <https://docs.anthropic.com/en/api/messages>.
enum Messages {
  static func members(_ conversation: Conversation, _ maximumTokens: Int) -> [(key: String, value: JSONValue)] {
    let instructions = conversation.turns.filter(\.isInstruction).map(\.text)
    var members: [(key: String, value: JSONValue)] = [("max_tokens", .integer(maximumTokens))]
    if !instructions.isEmpty { members.append(("system", .string(instructions.joined(separator: "\n\n")))) }
    members.append(("messages", .array(messages(conversation.turns.filter { !$0.isInstruction }))))
    if !conversation.tools.isEmpty { members.append(("tools", .array(conversation.tools.map(tool)))) }
    return members
  }

  /// Turns of users and the assistant in alternation: a tool's results are a part of the user's turn.
  private static func messages(_ turns: [Conversation.Turn]) -> [JSONValue] {
    var merged: [(role: String, blocks: [JSONValue])] = []
    for turn in turns {
      let role = turn.role == .assistant ? "assistant" : "user"
      let blocks = turn.parts.map(block)
      if merged.last?.role == role { merged[merged.count - 1].blocks += blocks } else { merged.append((role, blocks)) }
    }
    return merged.map { .object([("role", .string($0.role)), ("content", .array($0.blocks))]) }
  }

  private static func block(_ part: Conversation.Part) -> JSONValue {
    switch part {
    case .text(let text): return .object([("type", .string("text")), ("text", .string(text))])
    case .image(let url): return .object([("type", .string("image")), ("source", source(url))])
    case .call(let id, let name, let arguments):
      let input = try? JSONValue(parsing: Array(arguments.utf8))
      return .object([
        ("type", .string("tool_use")), ("id", .string(id)), ("name", .string(name)), ("input", input ?? .object([])),
      ])
    case .result(let id, let text):
      return .object([("type", .string("tool_result")), ("tool_use_id", .string(id)), ("content", .string(text))])
    }
  }

  private static func source(_ url: String) -> JSONValue {
    let head = url.prefix { $0 != "," }
    guard head.hasPrefix("data:"), head.hasSuffix(";base64") else {
      return .object([("type", .string("url")), ("url", .string(url))])
    }
    return .object([
      ("type", .string("base64")), ("media_type", .string(String(head.dropFirst(5).dropLast(7)))),
      ("data", .string(String(url.dropFirst(head.count + 1)))),
    ])
  }

  private static func tool(_ tool: Conversation.Tool) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [("name", .string(tool.name))]
    if let summary = tool.summary { members.append(("description", .string(summary))) }
    return .object(members + [("input_schema", tool.parameters)])
  }

  static func read(_ event: JSONValue, into reply: inout ReplyDraft) {
    switch event["type"]?.string {
    case "message_start"?: if let usage = event["message"]?["usage"] { reply.usage.read(usage, .messages) }
    case "content_block_start"?:
      if let block = event["content_block"] { open(block, at: event["index"]?.integer ?? 0, &reply) }
    case "content_block_delta"?:
      let delta = event["delta"]
      switch delta?["type"]?.string {
      case "text_delta"?: reply.append(delta?["text"]?.string)
      case "thinking_delta"?: reply.think(delta?["thinking"]?.string)
      case "input_json_delta"?:
        reply.call(event["index"]?.integer ?? 0, name: nil, arguments: delta?["partial_json"]?.string)
      default: break
      }
    case "message_delta"?:
      if let usage = event["usage"] { reply.usage.read(usage, .messages) }
      if let reason = event["delta"]?["stop_reason"]?.string { reply.finish = Finish(anthropic: reason) }
    case "message_stop"?: reply.isWhole = true
    case "error"?: reply.fail(event["error"] ?? .null)
    case "message"?:
      // The whole answer of a server that does not stream.
      for (index, block) in (event["content"]?.array ?? []).enumerated() {
        open(block, at: index, &reply)
        if block["type"]?.string == "tool_use" { reply.call(index, name: nil, arguments: block["input"]?.text) }
      }
      if let usage = event["usage"] { reply.usage.read(usage, .messages) }
      if let reason = event["stop_reason"]?.string { reply.finish = Finish(anthropic: reason) }
    default: break
    }
  }

  private static func open(_ block: JSONValue, at index: Int, _ reply: inout ReplyDraft) {
    switch block["type"]?.string {
    case "text"?: reply.append(block["text"]?.string)
    case "tool_use"?: reply.call(index, name: block["name"]?.string, arguments: nil)
    default: break
    }
  }
}

extension Conversation.Turn {
  fileprivate var isInstruction: Bool { role == .system || role == .developer }
}
