/// What is to be routed: one prompt, or a conversation that ends with the turn to answer, and what the caller knows of
/// it.
public struct Prompt: Sendable, Hashable {
  /// The turns, oldest first; never empty.
  public let messages: [Message]
  /// The turns that are routed on, never empty: the user's, without the blocks that agents put there and without turns
  /// that then say nothing. Where that leaves nothing the user's turns as they are; without a user the last turn.
  let said: [Message]
  /// What the caller knows and the text need not say: the action asked for, the language, the file type. A router
  /// without a context block pays them no heed, and one with it none to tags that it has not seen in training.
  public var tags: [String: String]
  /// What the caller computed of the prompt, by the block that it is for.
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

  /// Everything the user said, oldest turn first, a blank line between turns: what the lexical block reads.
  ///
  /// Other roles are left out: a system prompt is the same for every prompt of an application, and an assistant's
  /// answer tells of the model that gave it. So is what coding agents add to the user's turns, such as Codex's
  /// `<environment_context>`, Claude Code's `<system-reminder>` or Cline's `<environment_details>`.
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

  /// Whether there is nothing but white space to route on.
  public var isBlank: Bool { said.allSatisfy { Self.isBlank($0.content) } }
}

/// One turn of a conversation.
public struct Message: Sendable, Hashable {
  /// Who says it.
  public let role: Role
  /// What is said, as text.
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
