internal import PointsmanSupport

/// Reads the turns of a conversation, in the shapes in which providers take them and data sets keep them.
///
/// Text is read of a turn, and of the results of tools, which become turns of their own. A call of a tool, a thought or a
/// refusal has no text that is said. Any other part (an image, a sound, a file) is counted, and what a model needs to read
/// it is kept.
struct ConversationReader {
  /// The turns, oldest first.
  private(set) var messages: [Message] = []
  /// Parts that hold neither text nor a call.
  private(set) var partsPassedOver = 0
  /// The capabilities that a model needs to read such parts, in the words of `ModelFacts`.
  private(set) var needs: Set<String> = []

  /// Turns of OpenAI's Chat Completions, Anthropic's Messages or Bedrock (`role`, `content`), of ShareGPT (`from`, `value`).
  init(turnsIn json: inout JSONReader) throws(JSONError) {
    var count = 0
    try json.beginArray()
    while try json.nextElement(after: count) {
      count += 1
      let turn = try readTurn(&json)
      // LangChain writes the role as the type.
      guard let role = turn.role ?? turn.type.flatMap(Message.Role.spelt), turn.hasContent || role != .user
      else {
        throw JSONError(
          offset: json.offset, expected: "\"role\" and \"content\" in every message", found: "a message without")
      }
      append(turn, role)
    }
  }

  /// The `input` of OpenAI's Responses: a string, or items.
  init(itemsIn json: inout JSONReader) throws(JSONError) {
    guard json.nextKind() == .array else {
      messages = [
        Message(role: .user, content: try json.readString(expected: "the input, a string or a list of items"))
      ]
      return
    }
    var count = 0
    try json.beginArray()
    while try json.nextElement(after: count) {
      count += 1
      let turn = try readTurn(&json)
      if let role = turn.role {
        if role == .assistant { appendAnswer(turn) } else { append(turn, role) }
      } else if turn.type?.hasSuffix("_output") ?? false {
        messages.append(Message(role: .tool, content: turn.content))
      } else if turn.type != nil {
        appendAnswer(turn)
      } else {
        throw JSONError(offset: json.offset, expected: "\"role\" or \"type\" in every item", found: "an item without")
      }
    }
  }

  /// The `contents` of Gemini: turns of `parts`, or a string.
  init(contentsIn json: inout JSONReader) throws(JSONError) {
    switch json.nextKind() {
    case .string: messages = [Message(role: .user, content: try json.readString())]
    case .object:
      let turn = try readTurn(&json)
      append(turn, turn.role ?? .user)
    default:
      var count = 0
      try json.beginArray()
      while try json.nextElement(after: count) {
        count += 1
        let turn = try readTurn(&json)
        append(turn, turn.role ?? .user)
      }
    }
  }

  /// Puts instructions before the turns, as a turn of the system: a string, parts, or an object of parts.
  mutating func readInstructions(_ json: inout JSONReader) throws(JSONError) {
    var turn = Turn()
    try readContent(&json, into: &turn)
    if !turn.content.isEmpty { messages.insert(Message(role: .system, content: turn.content), at: 0) }
  }

  /// The content of one turn, as far as it was read.
  private struct Turn {
    var role: Message.Role?
    var type: String?
    var texts: [String] = []
    /// The text of each result of a tool.
    var results: [String] = []
    /// True if there is a member that holds content.
    var hasContent = false
    /// True if there is a part that is no result of a tool.
    var hasOwnPart = false

    var content: String { texts.count == 1 ? texts[0] : texts.joined(separator: "\n") }
  }

  private mutating func append(_ turn: Turn, _ role: Message.Role) {
    // A provider's own tools answer within the assistant's turn.
    let results = role == .assistant ? [] : turn.results
    for result in results { messages.append(Message(role: .tool, content: result)) }
    if results.isEmpty || turn.hasOwnPart { messages.append(Message(role: role, content: turn.content)) }
  }

  /// Appends what the assistant says or does: items in a row are one turn.
  private mutating func appendAnswer(_ turn: Turn) {
    guard let last = messages.last, last.role == .assistant else {
      messages.append(Message(role: .assistant, content: turn.content))
      return
    }
    let texts = [last.content, turn.content].filter { !$0.isEmpty }
    messages[messages.count - 1] = Message(role: .assistant, content: texts.joined(separator: "\n"))
  }

  private mutating func readTurn(_ json: inout JSONReader) throws(JSONError) -> Turn {
    var turn = Turn()
    var content: JSONReader?
    guard json.nextKind() == .object else { throw json.fault(expected: "a turn, an object") }
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "role", "from":
        _ = json.nextKind()
        let start = json.offset
        if try json.readNull() { continue }
        turn.role = try Self.role(try json.readString(expected: "a role, a string"), offset: start)
      case "type" where json.nextKind() == .string: turn.type = try json.readString()
      case "content": try readContent(&json, into: &turn)
      default:
        if Self.otherContent.contains(key) { content = json }
        try json.skipValue()
      }
    }
    if var content, !turn.hasContent { try readContent(&content, into: &turn) }
    return turn
  }

  /// The content in ShareGPT, in Gemini, and of a tool's result in OpenAI's Responses.
  private static let otherContent = ["value", "parts", "output"]
  private static let contentExpected = "the turn's content, a string or a list of parts"

  /// A string, null (a turn that only calls tools), a part, or a list of parts, whose texts are joined by line breaks.
  private mutating func readContent(_ json: inout JSONReader, into turn: inout Turn) throws(JSONError) {
    switch json.nextKind() {
    case .null:
      _ = try json.readNull()
      turn.hasContent = true
    case .object: try readPart(&json, into: &turn)
    case .array:
      var count = 0
      try json.beginArray()
      turn.hasContent = true
      while try json.nextElement(after: count) {
        count += 1
        try readPart(&json, into: &turn)
      }
    default:
      (turn.hasContent, turn.hasOwnPart) = (true, true)
      turn.texts.append(try json.readString(expected: Self.contentExpected))
    }
  }

  private mutating func readPart(_ json: inout JSONReader, into turn: inout Turn) throws(JSONError) {
    turn.hasContent = true
    if json.nextKind() == .string {
      turn.hasOwnPart = true
      turn.texts.append(try json.readString())
      return
    }
    guard json.nextKind() == .object else { throw json.fault(expected: "a part, an object or a string") }
    var (type, text): (String?, String?)
    var (content, nested): (JSONReader?, JSONReader?)
    var kind: PartKind?
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "type" where json.nextKind() == .string:
        type = try json.readString()
        continue
      case "text" where json.nextKind() == .string:
        text = try json.readString()
        continue
      case "parts": nested = json
      case "content": content = content ?? json
      default:
        kind = kind ?? PartKind(member: key, json)
        if PartKind.results.contains(key) { content = json }
      }
      try json.skipValue()
    }
    // Gemini's instructions are an object of parts.
    if var nested { return try readContent(&nested, into: &turn) }
    // Data sets give every part all members, null where they are of another type.
    if let type { kind = PartKind(type: type) ?? (text == nil ? kind : nil) }
    switch kind {
    case .result?:
      var result = Turn()
      if var content { try readResult(&content, into: &result) }
      turn.results.append(result.content)
    case .unsaid?: turn.hasOwnPart = true
    case .needing(let capability)?:
      turn.hasOwnPart = true
      partsPassedOver += 1
      needs.insert(capability)
    case nil:
      turn.hasOwnPart = true
      if let text { turn.texts.append(text) } else if type != "text" { partsPassedOver += 1 }
    }
  }

  /// The result of a tool: text or parts; of Bedrock an object with such `content`; of Gemini one whose `response` is any
  /// JSON, which is the text.
  private mutating func readResult(_ json: inout JSONReader, into turn: inout Turn) throws(JSONError) {
    guard json.nextKind() == .object else { return try readContent(&json, into: &turn) }
    let start = json
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      if key == "content" { return try readContent(&json, into: &turn) }
      if key == "response" {
        turn.texts.append(try json.skippedText())
        return
      }
      try json.skipValue()
    }
    json = start
    turn.texts.append(try json.skippedText())
  }

  private static func role(_ name: String, offset: Int) throws(JSONError) -> Message.Role {
    guard let role = Message.Role.spelt(name) else {
      let roles = Message.Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONError(offset: offset, expected: "a role among \(roles)", found: "\"\(name)\"")
    }
    return role
  }
}

extension Message.Role {
  /// The role as a chat interface or a data set names it; case does not matter. nil for anything else.
  fileprivate static func spelt(_ name: String) -> Message.Role? {
    switch name.lowercased() {
    case "system": .system
    case "developer": .developer
    case "user", "human", "prompter": .user
    case "assistant", "ai", "model", "gpt", "chatgpt", "bot", "chatbot", "function_call", "tool_call": .assistant
    case "tool", "function", "observation", "ipython", "tool_response": .tool
    default: nil
    }
  }
}

/// The kind of a part that is not text.
private enum PartKind: Equatable {
  /// The result of a tool.
  case result
  /// A call of a tool, a thought, a refusal: nothing that is said to the model.
  case unsaid
  /// A part that a model can read which has this capability.
  case needing(String)

  /// The members that hold the result of a tool, in Gemini and Bedrock.
  static let results = ["functionResponse", "function_response", "toolResult"]

  /// The kind by the part's `type`; nil for text, and for a type that is not known.
  init?(type: String) {
    switch type {
    case "image", "image_url", "input_image", "image_file", "computer_screenshot": self = .needing("vision")
    case "audio", "audio_url", "input_audio": self = .needing("audio")
    case "video", "video_url", "input_video": self = .needing("video")
    case "file", "input_file", "document", "pdf": self = .needing("documents")
    case "thinking", "redacted_thinking", "reasoning", "refusal", "tool_call", "tool-call", "function_call":
      self = .unsaid
    default:
      if type.hasSuffix("tool_result") || type == "tool-result" {
        self = .result
      } else if type.hasSuffix("tool_use") {
        self = .unsaid
      } else {
        return nil
      }
    }
  }

  /// The kind by a member of a part without `type`; `json` is at its value.
  init?(member: String, _ json: JSONReader) {
    var json = json
    guard json.nextKind() != .null else { return nil }
    switch member {
    case "image", "image_url": self = .needing("vision")
    case "audio", "input_audio": self = .needing("audio")
    case "video": self = .needing("video")
    case "document", "file": self = .needing("documents")
    case "inlineData", "inline_data", "fileData", "file_data": self = Self.media(&json)
    case "functionCall", "function_call", "toolUse", "reasoningContent", "executableCode", "codeExecutionResult":
      self = .unsaid
    case "thought" where (try? json.readBool()) == true: self = .unsaid
    case let name where Self.results.contains(name): self = .result
    default: return nil
    }
  }

  /// The kind of Gemini's data, by their media type.
  private static func media(_ json: inout JSONReader) -> PartKind {
    var type = ""
    try? {
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        if key == "mimeType" || key == "mime_type" { type = try json.readString() } else { try json.skipValue() }
      }
    }()
    if type.hasPrefix("audio/") { return .needing("audio") }
    if type.hasPrefix("video/") { return .needing("video") }
    return .needing(type.hasPrefix("image/") ? "vision" : "documents")
  }
}
