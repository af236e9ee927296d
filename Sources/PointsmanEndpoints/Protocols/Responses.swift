internal import Pointsman
internal import PointsmanSupport

/// OpenAI's Responses: <https://platform.openai.com/docs/api-reference/responses>.
enum Responses {
  static func members(_ conversation: Conversation, _ maximumTokens: Int) -> [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = [
      ("input", .array(conversation.turns.flatMap(items))), ("max_output_tokens", .integer(maximumTokens)),
      ("store", .bool(false)),
    ]
    if !conversation.tools.isEmpty { members.append(("tools", .array(conversation.tools.map(tool)))) }
    return members
  }

  private static func items(_ turn: Conversation.Turn) -> [JSONValue] {
    let content = turn.parts.compactMap(part)
    // The assistant's earlier turns are text alone: as a list they would need the id that the provider gave them.
    let message = JSONValue.object([
      ("type", .string("message")), ("role", .string(turn.role.rawValue)),
      ("content", turn.role == .assistant ? .string(turn.text) : .array(content)),
    ])
    let others = turn.parts.compactMap { part -> JSONValue? in
      switch part {
      case .call(let id, let name, let arguments):
        .object([
          ("type", .string("function_call")), ("call_id", .string(id)), ("name", .string(name)),
          ("arguments", .string(arguments)),
        ])
      case .result(let id, let text):
        .object([("type", .string("function_call_output")), ("call_id", .string(id)), ("output", .string(text))])
      case .text, .image: nil
      }
    }
    return (content.isEmpty ? [] : [message]) + others
  }

  private static func part(_ part: Conversation.Part) -> JSONValue? {
    switch part {
    case .text(let text): .object([("type", .string("input_text")), ("text", .string(text))])
    case .image(let url):
      .object([("type", .string("input_image")), ("detail", .string("auto")), ("image_url", .string(url))])
    case .call, .result: nil
    }
  }

  private static func tool(_ tool: Conversation.Tool) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [("type", .string("function")), ("name", .string(tool.name))]
    if let summary = tool.summary { members.append(("description", .string(summary))) }
    // Strict schemas are a subset of JSON Schema that other providers do not ask for.
    return .object(members + [("parameters", tool.parameters), ("strict", .bool(false))])
  }

  static func read(_ event: JSONValue, into reply: inout ReplyDraft) {
    switch event["type"]?.string {
    case "response.output_text.delta"?: reply.append(event["delta"]?.string)
    case "response.refusal.delta"?: reply.refuse(event["delta"]?.string)
    case "response.reasoning_summary_text.delta"?, "response.reasoning_text.delta"?: reply.think(event["delta"]?.string)
    case "response.output_item.added"?:
      if let item = event["item"], item["type"]?.string == "function_call" {
        reply.call(event["output_index"]?.integer ?? 0, name: item["name"]?.string, arguments: nil)
      }
    case "response.function_call_arguments.delta"?:
      reply.call(event["output_index"]?.integer ?? 0, name: nil, arguments: event["delta"]?.string)
    case "response.completed"?, "response.incomplete"?, "response.failed"?:
      if let response = event["response"] { end(response, &reply) }
      reply.isWhole = true
    default:
      // The whole answer of a server that does not stream.
      guard event["object"]?.string == "response" else { return }
      for (index, item) in (event["output"]?.array ?? []).enumerated() {
        for part in item["content"]?.array ?? [] {
          reply.append(part["text"]?.string)
          reply.refuse(part["refusal"]?.string)
        }
        if item["type"]?.string == "function_call" {
          reply.call(index, name: item["name"]?.string, arguments: item["arguments"]?.string)
        }
      }
      end(event, &reply)
    }
  }

  private static func end(_ response: JSONValue, _ reply: inout ReplyDraft) {
    if let usage = response["usage"] { reply.usage.read(usage, .responses) }
    switch response["status"]?.string {
    case "completed"?: reply.finish = reply.hasCalls ? .toolCalls : .stop
    case "incomplete"?:
      let reason = response["incomplete_details"]?["reason"]?.string
      reply.finish =
        reason == "max_output_tokens" ? .length : reason == "content_filter" ? .filter : .other(reason ?? "incomplete")
    case "failed"?:
      reply.fail(response["error"] ?? .null)
    default: break
    }
  }
}
