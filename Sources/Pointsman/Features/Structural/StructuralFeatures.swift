/// The structural block: cheap, smooth statistics of a prompt's form.
///
/// Counts go through log(1 + n); shares carry a pseudo-count in the denominator, so that a short prompt's share starts
/// near zero and does not jump. No formula has a threshold on a whole prompt. Adding "please" or a blank to a prompt of
/// a dozen words moves no feature by more than 0.15, unless it makes a new line (`StructuralSmoothnessTests`). Cue
/// words count in any case; what case does move is the shares of capitals, names and acronyms, the joints of camelCase,
/// error names in it, and the openings of stack frames.
package enum StructuralFeatures {
  /// All features, in the order of their values.
  package static let table: [StructuralFeature] =
    size + register + characters + numeric + shape + code + requests
    + manner + subjects + tools + conversation

  /// The features' names, in order.
  package static let names: [String] = table.map(\.name)

  /// The number of features.
  package static var count: Int { table.count }

  /// Appends one finite value a feature, in order.
  ///
  /// - Parameters:
  ///   - lastTurn: The text to be answered, as UTF-8; any bytes are accepted.
  ///   - turns: Turns of the conversation, the last included.
  ///   - conversationBytes: Bytes of all turns, the last included.
  /// - Complexity: Linear in `lastTurn`.
  package static func values(
    lastTurn: Span<UInt8>, turns: Int, conversationBytes: Int, into values: inout [Float]
  ) {
    let statistics = TextStatistics(lastTurn: lastTurn, turns: turns, conversationBytes: conversationBytes)
    for feature in table { values.append(feature.value(statistics)) }
  }

  /// Appends one finite value a feature, in order, for text held in an array.
  package static func values(lastTurn: [UInt8], turns: Int, conversationBytes: Int, into values: inout [Float]) {
    self.values(lastTurn: lastTurn.span, turns: turns, conversationBytes: conversationBytes, into: &values)
  }
}

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

/// One number computed from a prompt's form: its name, what it ranges over and why it is there, and its formula.
package struct StructuralFeature: Sendable {
  /// A short name in plain English, unique.
  package let name: String
  /// Range and reason, one line.
  package let summary: String
  /// The formula, finite for every text.
  let value: @Sendable (borrowing TextStatistics) -> Float

  init(_ name: String, _ summary: String, _ value: @escaping @Sendable (borrowing TextStatistics) -> Float) {
    self.name = name
    self.summary = summary
    self.value = value
  }
}
