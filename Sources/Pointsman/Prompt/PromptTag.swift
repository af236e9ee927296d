/// One thing known of a prompt: language = swift, say.
public struct PromptTag: Sendable, Hashable, Comparable {
  /// What is known: `language`, say.
  public let key: String
  /// What it is: `swift`, say.
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
