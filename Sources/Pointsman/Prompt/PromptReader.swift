package import PointsmanSupport

/// Reads a prompt from the members of a JSON object, in any order: Pointsman's own, or the body of a request as
/// providers take it.
///
/// | member | shape |
/// |---|---|
/// | `prompt` | a string, or turns |
/// | `messages`, with `system` | OpenAI's Chat Completions, Anthropic's Messages |
/// | `input`, with `instructions` | OpenAI's Responses |
/// | `contents`, with `systemInstruction` | Gemini |
/// | `conversations`, `conversation` | ShareGPT, LMSYS |
/// | `state`, with `questions` | a decision of SystemOne: text, turns, or any JSON, which is routed as text |
/// | `body`, `params`, `request`, `modelInput` | a line of a batch of OpenAI, Anthropic, Gemini, Bedrock, which holds one of these |
///
/// The first of them in this order is what is routed; `prompt` beside `messages` is the last user turn again. The others
/// are passed over then, whatever they hold. One conversation gives the same prompt in every shape. Tools that the request
/// offers (`tools`, `functions`, `toolConfig`) are a need of the prompt, and no text.
package struct PromptReader {
  private var text: String?
  private var turns: ConversationReader?
  private var tags: [String: String] = [:]
  /// Where the values are that are read once it is known that they are the prompt.
  private var places: [Member: JSONReader] = [:]
  /// Parts of turns that hold neither text nor a call: images as a rule. The text alone is routed on.
  package private(set) var partsPassedOver = 0
  /// The name of the line in a batch of requests, where it has one.
  package private(set) var batchID: String?
  /// Where a prompt is null.
  private var nullOffset: Int?
  private let isBody: Bool

  package init() { isBody = false }

  private init(body: Bool) { isBody = body }

  /// The members that are read when all are known.
  private enum Member: String {
    case system, input, instructions, contents, systemInstruction, conversations, conversation, state, questions
    case body, params, request, modelInput, key
    case tools, functions, toolConfig

    init?(_ key: String) { self.init(rawValue: key == "system_instruction" ? "systemInstruction" : key) }

    static let dialogues: [Member] = [.conversations, .conversation]
    static let envelopes: [Member] = [.body, .params, .request, .modelInput]
  }

  /// True if the value of `key` may be the prompt, or a part of it.
  package static func mayRead(_ key: String) -> Bool { key == "prompt" || key == "messages" || Member(key) != nil }

  /// Reads the value of `key` if it belongs to the prompt; false leaves the value unread.
  package mutating func read(_ key: String, _ json: inout JSONReader) throws(JSONError) -> Bool {
    switch key {
    case "prompt":
      if json.nextKind() == .array {
        if turns == nil { turns = try ConversationReader(turnsIn: &json) } else { try json.skipValue() }
      } else if json.nextKind() == .null {
        try passNull(&json)
      } else {
        text = try json.readString(expected: Self.promptExpected)
      }
    case "messages":
      if json.nextKind() == .null { try passNull(&json) } else { turns = try ConversationReader(turnsIn: &json) }
    case "tags":
      tags = try Self.readTags(&json)
    case "custom_id" where !isBody, "recordId" where !isBody:
      batchID = try json.readIdentifier()
    default:
      guard let member = Member(key) else { return false }
      places[member] = json
      try json.skipValue()
    }
    return true
  }

  /// The prompt, once every member was read; one that is missing or blank is a fault at the end of the object.
  ///
  /// - Parameter allowsNoText: takes a prompt of images alone, say, which has nothing to learn from but can be decided on.
  package mutating func prompt(_ json: JSONReader, allowsNoText: Bool = false) throws(JSONError) -> Prompt {
    guard var prompt = try found() else {
      if let nullOffset { throw JSONError(offset: nullOffset, expected: Self.promptExpected, found: "null") }
      throw JSONError(
        offset: json.offset, expected: "\"prompt\" or \"messages\" (or \"input\", \"contents\", \"conversations\")",
        found: "neither")
    }
    prompt.tags = tags
    guard !prompt.isBlank || allowsNoText && prompt.isWithoutText else {
      throw text == nil || turns != nil
        ? JSONError(offset: json.offset, expected: "at least one turn with text in \"messages\"", found: "none")
        : JSONError(offset: json.offset, expected: "a prompt with text in it", found: "an empty prompt")
    }
    return prompt
  }

  /// The prompt once every member was read, even where nothing is said in it, as in a request that hands over the result of
  /// a tool alone; nil where no member holds one.
  package mutating func conversation() throws(JSONError) -> Prompt? { try found() }

  private mutating func found() throws(JSONError) -> Prompt? {
    var found = try ownPrompt()
    if found == nil { found = try promptInEnvelope() }
    guard var prompt = found else { return nil }
    if offersTools { prompt.needs.insert(Prompt.tools) }
    return prompt
  }

  /// The prompt of the members themselves.
  private mutating func ownPrompt() throws(JSONError) -> Prompt? {
    if turns == nil, text == nil { turns = try otherTurns() }
    if turns == nil, text == nil, places[.questions] != nil, let state = places[.state] { try readState(state) }
    if var turns {
      if var json = places[.system] { try turns.readInstructions(&json) }
      partsPassedOver = turns.partsPassedOver
      var prompt = Prompt(messages: turns.messages) ?? Prompt("")
      prompt.needs = turns.needs
      return prompt
    }
    return text.map { Prompt($0) }
  }

  /// The prompt of the request in a line of a batch.
  private mutating func promptInEnvelope() throws(JSONError) -> Prompt? {
    guard !isBody, let json = Self.envelope(places), let body = try Self.body(json) else { return nil }
    // Gemini's name of the line; elsewhere a key says nothing of the prompt.
    if batchID == nil, places[.request] != nil, var key = places[.key], key.nextKind() == .string {
      batchID = try key.readIdentifier()
    }
    (partsPassedOver, turns, text) = (body.reader.partsPassedOver, body.reader.turns, body.reader.text)
    return body.prompt
  }

  /// The prompt of an object within another, with what was read of it.
  private static func body(_ place: JSONReader) throws(JSONError) -> (prompt: Prompt, reader: PromptReader)? {
    var (json, body) = (place, PromptReader(body: true))
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      let isRead = key == "tags" ? false : try body.read(key, &json)
      if !isRead { try json.skipValue() }
    }
    guard let prompt = try body.found() else { return nil }
    return (prompt, body)
  }

  /// The state of SystemOne, which may be any JSON: a conversation where it is one, a string, and else the JSON as text.
  private mutating func readState(_ place: JSONReader) throws(JSONError) {
    var json = place
    switch json.nextKind() {
    case .null: return
    case .string: text = try json.readString()
    case .object: turns = (try? Self.body(json))?.reader.turns
    case .array: turns = try? ConversationReader(turnsIn: &json)
    default: break
    }
    if turns?.messages.isEmpty ?? true, text == nil {
      json = place
      (turns, text) = (nil, try json.skippedText())
    }
  }

  /// True if the request has tools that the model may call.
  private var offersTools: Bool {
    if [Member.tools, .functions].contains(where: { Self.isFilledArray(places[$0]) }) { return true }
    // Bedrock's; Gemini's member of this name only says how to choose among `tools`.
    guard var json = places[.toolConfig], json.nextKind() == .object else { return false }
    var isFilled = false
    try? {
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        if key == "tools" { isFilled = Self.isFilledArray(json) }
        try json.skipValue()
      }
    }()
    return isFilled
  }

  private static func isFilledArray(_ place: JSONReader?) -> Bool {
    guard var json = place, json.nextKind() == .array else { return false }
    return (try? json.beginArray()) != nil && (try? json.nextElement(after: 0)) ?? false
  }

  private static func envelope(_ places: [Member: JSONReader]) -> JSONReader? {
    for member in Member.envelopes {
      if var json = places[member], json.nextKind() == .object { return json }
    }
    return nil
  }

  /// The turns in another shape than `messages`.
  private func otherTurns() throws(JSONError) -> ConversationReader? {
    if var json = places[.input], json.nextKind() != .null {
      var turns = try ConversationReader(itemsIn: &json)
      if var json = places[.instructions] { try turns.readInstructions(&json) }
      return turns
    }
    if var json = places[.contents], json.nextKind() != .null {
      var turns = try ConversationReader(contentsIn: &json)
      if var json = places[.systemInstruction] { try turns.readInstructions(&json) }
      return turns
    }
    for member in Member.dialogues {
      if var json = places[member], json.nextKind() == .array { return try ConversationReader(turnsIn: &json) }
    }
    return nil
  }

  private static let promptExpected = "the prompt, a string"

  /// Passes over a prompt that another member has.
  private mutating func passNull(_ json: inout JSONReader) throws(JSONError) {
    nullOffset = json.offset
    _ = try json.readNull()
  }

  private static func readTags(_ json: inout JSONReader) throws(JSONError) -> [String: String] {
    var tags: [String: String] = [:]
    guard json.nextKind() == .object else { throw json.fault(expected: "tags, an object of strings") }
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      tags[key] = try json.readString(expected: "the value of tag \"\(key)\", a string")
    }
    return tags
  }
}

extension PromptReader {
  /// A prompt on a line, or in a request.
  package struct Line: Sendable {
    /// The member `id`, or the name of a line in a batch of requests.
    package var id: String?
    package var prompt: Prompt
    /// Parts of turns that hold no text.
    package var partsPassedOver: Int

    package init(id: String? = nil, prompt: Prompt, partsPassedOver: Int = 0) {
      (self.id, self.prompt, self.partsPassedOver) = (id, prompt, partsPassedOver)
    }
  }

  /// A prompt on a line or in a request: an object with the members that `read` takes, and with the optional members
  /// `id` and `vector`; others are passed over.
  ///
  /// - Parameter allowsNoText: takes a prompt of images alone, say.
  package static func line(_ bytes: [UInt8], allowsNoText: Bool = true) throws(JSONError) -> Line {
    var json = JSONReader(bytes)
    var reader = PromptReader()
    var id: String?
    var vector: PromptVector?
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      if key == "id" {
        id = try json.readIdentifier()
      } else if key == "vector" {
        vector = try PromptVector(reading: &json)
      } else if try !reader.read(key, &json) {
        try json.skipValue()
      }
    }
    try json.end()
    var prompt = try reader.prompt(json, allowsNoText: allowsNoText)
    prompt.vectors[.external] = vector
    return Line(id: id ?? reader.batchID, prompt: prompt, partsPassedOver: reader.partsPassedOver)
  }

  /// The id of a line whose prompt cannot be read, as far as the line can be; nil where none comes before the fault.
  package static func id(ofFaulty bytes: [UInt8]) -> String? {
    var json = JSONReader(bytes)
    var (id, batchID): (String?, String?)
    try? {
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        switch key {
        case "id": id = try json.readIdentifier()
        case "custom_id", "recordId": batchID = try json.readIdentifier()
        default: try json.skipValue()
        }
      }
    }()
    return id ?? batchID
  }

  /// The request that a text is, or nil where it is a text like any other.
  ///
  /// A request is one JSON object over the whole text, with a list of turns or with the members that tell a provider's
  /// body from other JSON. One that has them and cannot be read is a fault.
  package static func request(_ text: String) throws(JSONError) -> Line? {
    guard text.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return nil }
    let bytes = Array(text.utf8)
    var json = JSONReader(bytes)
    var kinds: [String: JSONReader.Kind] = [:]
    do throws(JSONError) {
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        kinds[key] = json.nextKind()
        try json.skipValue()
      }
      try json.end()
    } catch {
      return nil
    }
    let hasTurns = ["messages", "contents", "conversations", "conversation"].contains { kinds[$0] == .array }
    let hasInput = kinds["input"] != nil && (kinds["model"] == .string || kinds["instructions"] == .string)
    let hasPrompt = kinds["prompt"] == .string
    let hasState = kinds["state"] != nil && kinds["questions"] == .object
    let isBatch =
      kinds["custom_id"] != nil && (kinds["body"] == .object || kinds["params"] == .object)
      || kinds["key"] != nil && kinds["request"] == .object
      || kinds["recordId"] != nil && kinds["modelInput"] == .object
    return hasTurns || hasInput || hasPrompt || hasState || isBatch ? try line(bytes) : nil
  }
}
