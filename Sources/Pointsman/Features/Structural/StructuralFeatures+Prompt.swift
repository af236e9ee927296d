extension StructuralFeatures {
  /// The features of a prompt: of its last user turn, and of the conversation before it.
  package static func values(of prompt: Prompt) -> [Float] {
    var (text, values): ([UInt8], [Float]) = ([], [])
    read(prompt, text: &text, values: &values)
    return values
  }

  /// Replaces `values` by the features of a prompt, and `text` by its last user turn within the window.
  static func read(_ prompt: Prompt, text: inout [UInt8], values: inout [Float]) {
    prompt.readLastUserTurn(into: &text)
    values.removeAll(keepingCapacity: true)
    let earlierBytes = prompt.messages.reduce(-prompt.lastUserTurn.utf8.count) { $0 + $1.content.utf8.count }
    self.values(
      lastTurn: text.span, turns: prompt.messages.count, conversationBytes: earlierBytes + text.count, into: &values)
  }
}
