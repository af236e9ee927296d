package import Pointsman
package import PointsmanSupport

/// A request to a model: turns, and the tools that it may call. It is the same for every provider.
package struct Conversation: Sendable, Equatable {
  package var turns: [Turn]
  package var tools: [Tool]

  package init(turns: [Turn], tools: [Tool] = []) {
    (self.turns, self.tools) = (turns, tools)
  }

  /// One question, with instructions before it where there are some.
  package init(system: String? = nil, user: String) {
    turns = (system.map { [Turn(.system, $0)] } ?? []) + [Turn(.user, user)]
    tools = []
  }

  package struct Turn: Sendable, Equatable {
    package var role: Message.Role
    package var parts: [Part]

    package init(_ role: Message.Role, _ text: String) {
      (self.role, parts) = (role, [.text(text)])
    }

    init(_ role: Message.Role, parts: [Part]) {
      (self.role, self.parts) = (role, parts)
    }

    /// The texts, joined by line breaks.
    var text: String { parts.compactMap(\.text).joined(separator: "\n") }
  }

  package enum Part: Sendable, Equatable {
    case text(String)
    /// A URL, or "data:TYPE;base64,…".
    case image(String)
    /// The assistant calls a tool; `arguments` is JSON as text.
    case call(id: String, name: String, arguments: String)
    case result(id: String, text: String)

    var text: String? { if case .text(let text) = self { text } else { nil } }
  }

  package struct Tool: Sendable, Equatable {
    package let name: String
    package let summary: String?
    /// A JSON Schema.
    package let parameters: JSONValue
  }
}

/// Why a prompt cannot be sent.
package struct ConversationFault: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(description: String) {
    self.description = description
  }
}

extension Conversation {
  /// Reads turns of OpenAI's Chat Completions or Anthropic's Messages, with the members that go with them. What could not
  /// be sent in every protocol is a fault: a model must not be asked something else than another.
  package init(
    messages: JSONValue, system: JSONValue? = nil, tools: JSONValue? = nil
  ) throws(ConversationFault) {
    guard let items = messages.array, !items.isEmpty else {
      throw ConversationFault(description: "\"messages\" is no list of turns")
    }
    turns = []
    if let system, system != .null {
      turns.append(Turn(.system, parts: try Self.parts(system, of: "\"system\"")))
    }
    for (index, item) in items.enumerated() { turns += try Self.turns(item, of: "turn \(index + 1)") }
    self.tools = []
    if let tools, tools != .null {
      guard let items = tools.array else { throw ConversationFault(description: "\"tools\" is no list") }
      for (index, item) in items.enumerated() { self.tools.append(try Self.tool(item, of: "tool \(index + 1)")) }
    }
  }

  private static func turns(_ item: JSONValue, of place: String) throws(ConversationFault) -> [Turn] {
    guard let name = item["role"]?.string else { throw ConversationFault(description: "\(place) has no \"role\"") }
    guard let role = Message.Role(rawValue: name) else {
      throw ConversationFault(
        description: "\(place) is of role \"\(name)\", and not of system, developer, user, assistant or tool")
    }
    var parts: [Part] = []
    if let content = item["content"], content != .null { parts = try Self.parts(content, of: place) }
    if role == .tool {
      guard let id = item["tool_call_id"]?.string else {
        throw ConversationFault(description: "\(place) is a tool's result without \"tool_call_id\"")
      }
      return [Turn(.tool, parts: [.result(id: id, text: parts.compactMap(\.text).joined(separator: "\n"))])]
    }
    if let calls = item["tool_calls"], calls != .null {
      guard let calls = calls.array else { throw ConversationFault(description: "\(place): \"tool_calls\" is no list") }
      for call in calls {
        guard let id = call["id"]?.string, let function = call["function"], let name = function["name"]?.string,
          let arguments = function["arguments"]?.string
        else {
          throw ConversationFault(description: "\(place): a call needs \"id\" and \"function\" with name and arguments")
        }
        parts.append(.call(id: id, name: name, arguments: arguments))
      }
    }
    guard !parts.isEmpty else { throw ConversationFault(description: "\(place) has no content") }
    // Anthropic has a tool's results within a turn of the user.
    let results = parts.filter { if case .result = $0 { true } else { false } }
    let others = parts.filter { !results.contains($0) }
    return (results.isEmpty ? [] : [Turn(.tool, parts: results)]) + (others.isEmpty ? [] : [Turn(role, parts: others)])
  }

  private static func parts(_ content: JSONValue, of place: String) throws(ConversationFault) -> [Part] {
    if let text = content.string { return [.text(text)] }
    guard let items = content.array else {
      throw ConversationFault(description: "\(place): \"content\" is neither text nor a list")
    }
    var parts: [Part] = []
    for item in items { parts.append(try part(item, of: place)) }
    return parts
  }

  private static func part(_ item: JSONValue, of place: String) throws(ConversationFault) -> Part {
    if let text = item.string { return .text(text) }
    switch item["type"]?.string {
    case "text"?, "input_text"?, "output_text"?:
      if let text = item["text"]?.string { return .text(text) }
    case "image_url"?:
      if let url = item["image_url"]?["url"]?.string { return .image(url) }
    case "input_image"?:
      if let url = item["image_url"]?.string { return .image(url) }
    case "image"?:
      if let source = item["source"] {
        if let url = source["url"]?.string { return .image(url) }
        if let type = source["media_type"]?.string, let data = source["data"]?.string {
          return .image("data:\(type);base64,\(data)")
        }
      }
    case "tool_use"?:
      if let id = item["id"]?.string, let name = item["name"]?.string {
        return .call(id: id, name: name, arguments: (item["input"] ?? .object([])).text)
      }
    case "tool_result"?:
      if let id = item["tool_use_id"]?.string {
        var texts: [String] = []
        if let content = item["content"], content != .null {
          texts = try parts(content, of: place).compactMap(\.text)
        }
        return .result(id: id, text: texts.joined(separator: "\n"))
      }
    default: break
    }
    throw ConversationFault(
      description:
        "\(place) has a part of type \"\(item["type"]?.string ?? "")\" that cannot be sent to every provider; text, images and calls of tools can"
    )
  }

  private static func tool(_ item: JSONValue, of place: String) throws(ConversationFault) -> Tool {
    let function = item["function"] ?? item
    guard let name = function["name"]?.string else {
      throw ConversationFault(description: "\(place) has no name; only functions can be sent to every provider")
    }
    let schema = function["parameters"] ?? function["input_schema"] ?? .object([("type", .string("object"))])
    return Tool(name: name, summary: function["description"]?.string, parameters: schema)
  }
}
