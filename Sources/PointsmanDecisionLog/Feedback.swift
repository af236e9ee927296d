/// A score of the answer to one request.
package struct Feedback: Sendable, Equatable {
  package var decision: DecisionID
  /// The name of the score: "accepted", "resolved"…
  package var name: String
  /// From 0 to 1.
  package var score: Double
  package var comment: String?
  /// The configured name of the client's key, or who else judged.
  package var source: String?
  /// The client's name for this feedback: the same name with the same content is stored once.
  package var idempotencyKey: String?
  /// Milliseconds since 1970.
  package var milliseconds: Int64

  package init(
    decision: DecisionID, name: String, score: Double, comment: String? = nil, source: String? = nil,
    idempotencyKey: String? = nil, milliseconds: Int64
  ) {
    (self.decision, self.name, self.score, self.comment) = (decision, name, score, comment)
    (self.source, self.idempotencyKey, self.milliseconds) = (source, idempotencyKey, milliseconds)
  }

  /// The end of adding it.
  package enum Result: Sendable, Equatable {
    /// It is stored: a finished transaction holds it.
    case created
    /// It was stored before, under the same key with the same content.
    case repeated
    /// The key was used before with other content; nothing is stored.
    case conflict
    /// It is not stored, and the reason in words. The same request may succeed later where the store is at fault.
    case failed(String)
  }

  /// Bytes of a name, a source and a key; of a comment.
  static let (longestName, longestComment) = (256, 16_384)

  /// The fault of its values in words; nil where there is none.
  var fault: String? {
    if !(0...1 ~= score) { return "the score is \(score); give a number from 0 to 1" }
    if name.isEmpty { return "the name is empty; name what was judged, such as \"accepted\"" }
    for (text, what) in [(name, "name"), (source ?? "", "source"), (idempotencyKey ?? "", "idempotency key")] {
      if text.utf8.count > Self.longestName {
        return "the \(what) has \(text.utf8.count) bytes; give at most \(Self.longestName)"
      }
      if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
        return "the \(what) has a control character; give text on one line"
      }
    }
    if let comment, comment.utf8.count > Self.longestComment {
      return "the comment has \(comment.utf8.count) bytes; give at most \(Self.longestComment)"
    }
    return nil
  }
}
