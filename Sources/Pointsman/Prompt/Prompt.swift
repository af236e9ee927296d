internal import PointsmanSupport

/// The text to route: one prompt, or a conversation that ends with the turn to answer, and what the caller knows of
/// it.
///
/// ```swift
/// let question = Prompt("Why does this loop not end?")
/// let conversation = Prompt(messages: [
///   Message(role: .user, content: "Write a parser for CSV"),
///   Message(role: .assistant, content: "Here it is: …"),
///   Message(role: .user, content: "Now with quotes"),
/// ])
/// ```
public struct Prompt: Sendable, Hashable {
  /// The turns, oldest first; never empty.
  public let messages: [Message]
  /// The turns that can be routed on, never empty: the user's, without the blocks that agents put there and without turns
  /// that then say nothing. Where that leaves nothing the user's turns as they are; without a user the last turn.
  let said: [Message]
  /// The caller's facts, which the text need not say: the action asked for, the language, the file type. A router
  /// without a context block ignores them. A router with it ignores tags that it has not seen in training.
  public var tags: [String: String]
  /// The capabilities that the request needs beside its text, in the words of `ModelFacts`: "vision" where a turn has an
  /// image, "tools" where the request offers some.
  /// Where the router's facts say of some models that they have one, no other model is chosen.
  public var needs: Set<String> = []
  /// The caller's vectors of the prompt, by the block that reads them.
  public var vectors: [Block: PromptVector] = [:]

  /// A single user turn.
  public init(_ text: String, tags: [String: String] = [:]) {
    messages = [Message(role: .user, content: text)]
    said = Self.said(in: messages)
    self.tags = tags
  }

  /// A conversation; nil when it has no turn.
  public init?(messages: [Message], tags: [String: String] = [:]) {
    guard !messages.isEmpty else { return nil }
    (self.messages, self.tags) = (messages, tags)
    said = Self.said(in: messages)
  }

  /// The last turn in which the user says something, or the last turn of all where the user has none.
  public var lastUserTurn: String { said[said.count - 1].content }

  /// Everything the user said, oldest turn first, a blank line between turns. The blocks of text read its last turns
  /// (`routedText`).
  ///
  /// Other roles are left out: a system prompt is the same for every prompt of an application, and an assistant's
  /// answer describes the model that gave it. So is what coding agents add to the user's turns (`Boilerplate`), such as
  /// Codex's `<environment_context>`, Claude Code's `<system-reminder>` or Cline's `<environment_details>`.
  public var userText: String { said.map(\.content).joined(separator: "\n\n") }

  private static func said(in messages: [Message]) -> [Message] {
    let turns = messages.filter { $0.role == .user }
    guard !turns.isEmpty else { return messages.suffix(1) }
    let said = turns.compactMap { turn -> Message? in
      let text = Boilerplate.stripped(from: turn.content) ?? turn.content
      return isBlank(text) ? nil : Message(role: .user, content: text)
    }
    return said.isEmpty ? turns : said
  }

  private static func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(\.properties.isWhitespace) }

  /// True if there is nothing but white space to route on.
  public var isBlank: Bool { said.allSatisfy { Self.isBlank($0.content) } }

  /// True if parts beside text are all there is: an image alone.
  var isWithoutText: Bool { !needs.subtracting([Self.tools]).isEmpty && isBlank }

  /// The capability that a request with tools needs.
  static let tools = "tools"
}

/// One turn of a conversation.
public struct Message: Sendable, Hashable {
  /// Who says it.
  public let role: Role
  /// The text.
  public let content: String

  /// One turn.
  public init(role: Role, content: String) {
    self.role = role
    self.content = content
  }

  /// Who speaks, in the terms that chat interfaces share.
  public enum Role: String, Sendable, CaseIterable {
    /// As the usual chat interfaces name them.
    case system, developer, user, assistant, tool
  }
}

/// One thing known of a prompt: language = swift, say.
public struct PromptTag: Sendable, Hashable, Comparable {
  /// The key: `language`, for example.
  public let key: String
  /// The value: `swift`, for example.
  public let value: String

  /// `key` = `value`.
  public init(_ key: String, _ value: String) {
    (self.key, self.value) = (key, value)
  }

  /// By key, then by value.
  public static func < (a: PromptTag, b: PromptTag) -> Bool { (a.key, a.value) < (b.key, b.value) }
}

extension Prompt {
  /// The tags in order.
  package var sortedTags: [PromptTag] { tags.map { PromptTag($0.key, $0.value) }.sorted() }
}

/// Numbers that go with a prompt: the caller's own embedding of it, or an encoder's.
public struct PromptVector: Sendable, Hashable {
  /// Their source. If it is nil, a router can check only the number of values.
  public var source: VectorSource?
  /// As many as the router's block has dimensions.
  public var values: [Float]

  /// Numbers, with what made them where that is known.
  public init(_ values: [Float], source: VectorSource? = nil) {
    (self.values, self.source) = (values, source)
  }
}

/// A source of vectors: a network with these weights, or a service with that name.
public struct VectorSource: Sendable, Hashable, CustomStringConvertible {
  /// Its name.
  public let name: String
  /// SHA-256, 64 lower-case hexadecimal digits: of the file of weights, or of whatever else tells this source from
  /// another of its name.
  public let digest: String

  /// nil unless `digest` is 64 lower-case hexadecimal digits and the name is not empty.
  public init?(name: String, digest: String) {
    guard !name.isEmpty, digest.utf8.count == 64, digest.utf8.allSatisfy(Self.isHexadecimal) else { return nil }
    (self.name, self.digest) = (name, digest)
  }

  /// A source with a name alone, which is not empty. The digest is the name's.
  public init(named name: String) {
    precondition(!name.isEmpty, "a source of vectors needs a name")
    (self.name, digest) = (name, SHA256.hexDigest(of: Array(name.utf8)))
  }

  /// Name and the start of its digest.
  public var description: String { "\"\(name)\" (sha256 \(digest.prefix(12))…)" }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
  }
}
