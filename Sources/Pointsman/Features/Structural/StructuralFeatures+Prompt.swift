extension StructuralFeatures {
  /// The features of a prompt: of its last user turn, and of the conversation before it.
  package static func values(of prompt: Prompt) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count)
    self.values(
      lastTurn: Array(prompt.lastUserTurn.utf8), turns: prompt.messages.count,
      conversationBytes: prompt.messages.reduce(0) { $0 + $1.content.utf8.count }, into: &values)
    return values
  }
}
