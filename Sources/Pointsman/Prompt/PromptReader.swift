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
/// | `body`, `params`, `request`, `modelInput` | a line of a batch of OpenAI, Anthropic, Gemini, Bedrock, which holds one of these |
///
/// The first of them in this order is what is routed; `prompt` beside `messages` is the last user turn again. The others
/// are passed over then, whatever they hold. One conversation gives the same prompt in every shape.
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
    case system, input, instructions, contents, systemInstruction, conversations, conversation
    case body, params, request, modelInput

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
    guard !prompt.isBlank || allowsNoText && !prompt.needs.isEmpty else {
      throw text == nil || turns != nil
        ? JSONError(offset: json.offset, expected: "at least one turn with text in \"messages\"", found: "none")
        : JSONError(offset: json.offset, expected: "a prompt with text in it", found: "an empty prompt")
    }
    return prompt
  }

  private mutating func found() throws(JSONError) -> Prompt? {
    if turns == nil, text == nil { turns = try otherTurns() }
    if var turns {
      if var json = places[.system] { try turns.readInstructions(&json) }
      partsPassedOver = turns.partsPassedOver
      var prompt = Prompt(messages: turns.messages) ?? Prompt("")
      prompt.needs = turns.needs
      return prompt
    }
    if let text { return Prompt(text) }
    guard !isBody, var json = Self.envelope(places) else { return nil }
    var body = PromptReader(body: true)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      let isRead = key == "tags" ? false : try body.read(key, &json)
      if !isRead { try json.skipValue() }
    }
    let prompt = try body.found()
    (partsPassedOver, turns, text) = (body.partsPassedOver, body.turns, body.text)
    return prompt
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
  package struct Line {
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
    let isBatch = kinds["custom_id"] != nil && (kinds["body"] == .object || kinds["params"] == .object)
    return hasTurns || hasInput || hasPrompt || isBatch ? try line(bytes) : nil
  }
}
