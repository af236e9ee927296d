/// What is to be routed: one prompt, or a conversation that ends with the turn to answer, and what the caller knows of
/// it.
public struct Prompt: Sendable, Hashable {
  /// The turns, oldest first; never empty.
  public let messages: [Message]
  /// What the caller knows and the text need not say: the action asked for, the language, the file type. A router
  /// without a context block pays them no heed, and one with it none to tags that it has not seen in training.
  public var tags: [String: String]
  /// What the caller computed of the prompt, by the block that it is for.
  public var vectors: [Block: PromptVector] = [:]

  /// A single user turn.
  public init(_ text: String, tags: [String: String] = [:]) {
    messages = [Message(role: .user, content: text)]
    self.tags = tags
  }

  /// A conversation; nil when it has no turn.
  public init?(messages: [Message], tags: [String: String] = [:]) {
    guard !messages.isEmpty else { return nil }
    (self.messages, self.tags) = (messages, tags)
  }

  /// The last turn of the user, or the last turn of all where the user has none.
  public var lastUserTurn: String { (messages.last { $0.role == .user } ?? messages[messages.count - 1]).content }

  /// Everything the user said, oldest turn first, a blank line between turns: what the lexical block reads.
  ///
  /// Other roles are left out: a system prompt is the same for every prompt of an application, and an assistant's
  /// answer tells of the model that gave it.
  public var userText: String {
    let turns = messages.filter { $0.role == .user }
    return turns.isEmpty ? lastUserTurn : turns.map(\.content).joined(separator: "\n\n")
  }

  /// Whether there is nothing but white space to route on.
  public var isBlank: Bool { userText.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}

/// One turn of a conversation.
public struct Message: Sendable, Hashable {
  public let role: Role
  public let content: String

  public init(role: Role, content: String) {
    self.role = role
    self.content = content
  }

  /// Who speaks, in the terms that chat interfaces share.
  public enum Role: String, Sendable, CaseIterable {
    case system, developer, user, assistant, tool
  }
}
