package import Pointsman
package import PointsmanEndpoints
internal import PointsmanSupport

/// A client's request to a model, as far as the gateway reads it: the prompt, the model's name, and its needs. The body
/// itself is passed on as it came.
package struct GatewayRequest: Sendable {
  package let api: WireProtocol
  /// The bytes as the client sent them.
  package let body: [UInt8]
  package let prompt: Prompt
  /// The model's name as the client wrote it.
  package let model: String
  /// Where the value of `model` is in `body`, quotes included.
  package let modelRange: Range<Int>
  package let isStream: Bool
  /// True if the client left open whether a stream of Chat Completions ends with the tokens counted.
  package let leavesUsageOpen: Bool
  /// The capabilities that the request needs, in the words of `ModelFacts`; beside the prompt's own "structured_outputs",
  /// "logprobs" and "n".
  package let needs: Set<String>
  /// Tokens that the answer may have; nil where the client does not say.
  package let maximumTokens: Int?
  package let hints: ConversationHints

  /// The body with another model's name, and with `stream_options` where `countsTokens` and the client left it open. All
  /// other bytes are the client's.
  package func body(for model: String, countsTokens: Bool) -> [UInt8] {
    var name = Array(JSONValue.string(model).text.utf8)
    if countsTokens, leavesUsageOpen { name += Self.usageOption }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count - modelRange.count + name.count)
    bytes += body[..<modelRange.lowerBound]
    bytes += name
    bytes += body[modelRange.upperBound...]
    return bytes
  }

  private static let usageOption = Array(#","stream_options":{"include_usage":true}"#.utf8)
}

/// The hints of a request at the conversation that it belongs to.
package struct ConversationHints: Sendable, Equatable {
  /// A name that the client gave the conversation in the body.
  package var name: String?
  /// The answer of OpenAI's Responses that the request goes on from, which only its own model has.
  package var previousResponse: String?
  /// True if an answer was given before: the request is not the first of its conversation.
  package var hasHistory = false
  /// True if the last turn is the result of a tool, so that the model of the turn before must go on.
  package var isToolResult = false
}

/// Why a body is no request.
package struct RequestFault: Error, Equatable, CustomStringConvertible {
  /// The member that is at fault; nil where it is the text as a whole.
  package let member: String?
  package let description: String
}

extension GatewayRequest {
  /// Reads a body in one pass. A key twice in the object is a fault: the gateway and the upstream might each take another.
  package init(_ api: WireProtocol, body: [UInt8]) throws(RequestFault) {
    var reader = RequestReader(api, body)
    do throws(JSONError) {
      try reader.read()
    } catch {
      throw RequestFault(
        member: nil, description: "byte \(error.offset) of the body has \(error.found), not \(error.expected)")
    }
    guard let model = reader.model else {
      throw RequestFault(member: "model", description: "the body has no \"model\"; name one, or \"pointsman\"")
    }
    guard let prompt = reader.prompt else {
      let member = api == .responses ? "input" : "messages"
      throw RequestFault(member: member, description: "the body has no \"\(member)\"; add the conversation")
    }
    (self.api, self.body, self.prompt) = (api, body, prompt)
    (self.model, modelRange) = model
    (isStream, leavesUsageOpen) = (reader.isStream, reader.isStream && api == .chat && !reader.hasStreamOptions)
    (needs, maximumTokens, hints) = (reader.needs.union(prompt.needs), reader.maximumTokens, reader.hints)
  }
}

/// The members of a body that the gateway reads; all others are passed over unread.
private struct RequestReader {
  private let api: WireProtocol
  private let body: [UInt8]
  private(set) var model: (name: String, range: Range<Int>)?
  private(set) var prompt: Prompt?
  private(set) var isStream = false
  private(set) var hasStreamOptions = false
  private(set) var needs: Set<String> = []
  private(set) var maximumTokens: Int?
  private(set) var hints = ConversationHints()

  init(_ api: WireProtocol, _ body: [UInt8]) { (self.api, self.body) = (api, body) }

  mutating func read() throws(JSONError) {
    var json = JSONReader(body, isStrict: true)
    var turns = PromptReader()
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      if key == "model" {
        _ = json.nextKind()
        let start = json.offset
        let name = try json.readString(expected: "a model's name, a string")
        model = (name, start..<json.offset)
      } else if Self.conversation[api]!.contains(key) {
        _ = try turns.read(key, &json)
      } else if try !readSetting(key, &json) {
        try json.skipValue()
      }
    }
    try json.end()
    prompt = try turns.conversation()
    if let turn = prompt?.messages.last {
      hints.isToolResult = turn.role == .tool
      hints.hasHistory = hints.previousResponse != nil || prompt!.messages.contains { $0.role == .assistant }
    }
  }

  /// The members that hold the conversation and the tools.
  private static let conversation: [WireProtocol: Set<String>] = [
    .chat: ["messages", "tools", "functions"], .responses: ["input", "instructions", "tools"],
    .messages: ["messages", "system", "tools"],
  ]

  /// Reads a setting; false leaves the value unread. A value of another type than the provider's is left to the provider.
  private mutating func readSetting(_ key: String, _ json: inout JSONReader) throws(JSONError) -> Bool {
    switch (key, json.nextKind()) {
    case ("stream", .boolean): isStream = try json.readBool()
    case ("stream_options", _):
      hasStreamOptions = true
      return false
    case ("max_tokens", .number), ("max_completion_tokens", .number), ("max_output_tokens", .number):
      maximumTokens = Int(exactly: try json.readDouble())
    case ("response_format", .object), ("text", .object):
      let format = try json.skippedText()
      if format.contains("\"json_schema\"") { needs.insert("structured_outputs") }
    case ("logprobs", .boolean): if try json.readBool() { needs.insert("logprobs") }
    case ("n", .number): if try json.readDouble() > 1 { needs.insert("n") }
    case ("previous_response_id", .string): hints.previousResponse = try json.readString()
    case ("conversation", .string), ("prompt_cache_key", .string): hints.name = try json.readString()
    case ("metadata", .object) where api == .messages:
      var metadata = try json.beginObject()
      while let key = try json.nextKey(&metadata) {
        // Claude Code writes the session into the user's id.
        if key == "user_id", json.nextKind() == .string {
          hints.name = try json.readString()
        } else {
          try json.skipValue()
        }
      }
    default: return false
    }
    return true
  }
}
