package import PointsmanSupport

/// A model's whole answer.
package struct Reply: Sendable, Equatable {
  package var text: String
  /// Calls of tools, in order.
  package var calls: [Call] = []
  package var finish: Finish
  package var inputTokens: Int?
  /// Those of reasoning included.
  package var outputTokens: Int?
  package var reasoningTokens: Int?
  /// Seconds from the sending to the first token, of reasoning or text; nil where the answer came in one piece.
  package var firstToken: Double?
  /// Seconds from the sending to the end.
  package var total: Double

  package struct Call: Sendable, Equatable {
    package let name: String
    /// JSON as text.
    package let arguments: String

    package init(name: String, arguments: String) {
      (self.name, self.arguments) = (name, arguments)
    }
  }

  package init(text: String, finish: Finish, total: Double) {
    (self.text, self.finish, self.total) = (text, finish, total)
  }
}

/// Why an answer ended.
package enum Finish: Sendable, Equatable {
  case stop
  /// At the most tokens that it was allowed.
  case length
  case toolCalls
  /// The provider, or the model, refused the content.
  case filter
  case other(String)

  init(openAI reason: String) {
    self =
      switch reason {
      case "stop": .stop
      case "length": .length
      case "tool_calls", "function_call": .toolCalls
      case "content_filter": .filter
      default: .other(reason)
      }
  }

  init(anthropic reason: String) {
    self =
      switch reason {
      case "end_turn", "stop_sequence": .stop
      case "max_tokens": .length
      case "tool_use": .toolCalls
      case "refusal": .filter
      default: .other(reason)
      }
  }

  package var name: String {
    switch self {
    case .stop: "stop"
    case .length: "length"
    case .toolCalls: "tool_calls"
    case .filter: "content_filter"
    case .other(let name): name
    }
  }

  package init(name: String) { self = name == "tool_calls" ? .toolCalls : Finish(openAI: name) }
}

/// An answer as far as it has come.
package struct ReplyDraft: Sendable {
  private let api: WireProtocol
  private var text = ""
  private var calls: [(index: Int, name: String, arguments: String)] = []
  private var refusal = ""
  private var hasThought = false
  package internal(set) var finish: Finish?
  /// True once the provider said that nothing follows.
  package internal(set) var isWhole = false
  package internal(set) var usage = TokenUsage()
  /// The error that the provider put into the stream.
  package private(set) var failure: ProviderError?

  package init(_ api: WireProtocol) { self.api = api }

  var hasCalls: Bool { !calls.isEmpty }
  /// True once there is a token of any kind.
  package var hasBegun: Bool { !text.isEmpty || hasThought || hasCalls || !refusal.isEmpty }
  /// The tokens that the provider counted, as far as it has said.
  package var counted: (input: Int?, output: Int?) { (usage.input, usage.output) }

  mutating func append(_ piece: String?) { text += piece ?? "" }
  mutating func think(_ piece: String?) { hasThought = hasThought || !(piece ?? "").isEmpty }
  mutating func refuse(_ piece: String?) { refusal += piece ?? "" }
  mutating func fail(_ error: JSONValue) { failure = ProviderError(error) }

  mutating func call(_ index: Int, name: String?, arguments: String?) {
    if let place = calls.firstIndex(where: { $0.index == index }) {
      calls[place].arguments += arguments ?? ""
    } else {
      calls.append((index, name ?? "", arguments ?? ""))
    }
  }

  /// Takes in the data of an event, or the whole body of an answer that is no stream. False where it is no JSON.
  package mutating func read(_ data: [UInt8]) -> Bool {
    if data == Array("[DONE]".utf8) {
      isWhole = true
      return true
    }
    guard let event = try? JSONValue(parsing: data, maximumValues: 1_000_000) else { return false }
    read(event)
    return true
  }

  /// Takes in an event, or the whole body of an answer that is no stream.
  package mutating func read(_ event: JSONValue) {
    if let error = event["error"], error != .null, api != .messages { fail(error) }
    switch api {
    case .chat: ChatCompletions.read(event, into: &self)
    case .responses: Responses.read(event, into: &self)
    case .messages: Messages.read(event, into: &self)
    }
  }

  /// The answer; nil where no reason was given for its end, so that it was cut off.
  package func reply(firstToken: Double?, total: Double) -> Reply? {
    guard failure == nil, var finish else { return nil }
    if text.isEmpty, calls.isEmpty, !refusal.isEmpty { finish = .filter }
    var reply = Reply(text: text.isEmpty ? refusal : text, finish: finish, total: total)
    reply.calls = calls.map { Reply.Call(name: $0.name, arguments: $0.arguments) }
    (reply.inputTokens, reply.outputTokens, reply.reasoningTokens) = (usage.input, usage.output, usage.reasoning)
    reply.firstToken = firstToken
    return reply
  }
}

/// An error in a provider's own words.
package struct ProviderError: Error, Sendable, Equatable {
  /// Its type or code: "rate_limit_exceeded", say.
  package let kind: String
  package let message: String

  init(kind: String, message: String) {
    (self.kind, self.message) = (kind, message)
  }

  /// Reads `{"type", "code", "message"}`, or text.
  package init(_ error: JSONValue) {
    let kind = error["code"]?.string ?? error["type"]?.string ?? "error"
    self.init(kind: kind, message: error["message"]?.string ?? error.string ?? kind)
  }

  /// Reads the body of an answer with an error status; what is no JSON is quoted.
  package init(body: [UInt8], status: Int) {
    if let json = try? JSONValue(parsing: body, maximumValues: 10_000), let error = json["error"], error != .null {
      self.init(error)
    } else {
      self.init(kind: "status \(status)", message: String(decoding: body.prefix(200), as: UTF8.self))
    }
  }
}
