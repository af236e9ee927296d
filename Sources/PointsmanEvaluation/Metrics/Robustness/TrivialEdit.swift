package import Pointsman

/// An edit of the last turn that leaves what is asked as it was, so that the decision should stay as well.
package enum TrivialEdit: String, Sendable, CaseIterable {
  case lowerCase = "lower case"
  case upperCaseInitial = "upper-case first letter"
  case trailingSpace = "space at the end"
  case trailingNewline = "newline at the end"
  case please = "\"please\" in front"
  case withoutFinalMarks = "no final punctuation"

  /// The edited prompt; nil where the edit changes nothing, or would leave nothing. O(length of the prompt).
  package func applied(to prompt: Prompt) -> Prompt? {
    var messages = prompt.messages
    guard let last = messages.indices.last, let text = applied(to: messages[last].content) else { return nil }
    messages[last] = Message(role: messages[last].role, content: text)
    return Prompt(messages: messages)
  }

  private func applied(to text: String) -> String? {
    let edited: String
    switch self {
    case .lowerCase: edited = text.lowercased()
    case .upperCaseInitial: edited = text.prefix(1).uppercased() + text.dropFirst()
    case .trailingSpace: edited = text + " "
    case .trailingNewline: edited = text + "\n"
    case .please: edited = text.lowercased().hasPrefix("please") ? text : "please " + text
    case .withoutFinalMarks:
      let rest = text.reversed().drop { ".!?…".contains($0) }
      edited = String(rest.reversed())
    }
    return edited == text || edited.isEmpty ? nil : edited
  }
}
