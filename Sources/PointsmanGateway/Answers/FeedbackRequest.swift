internal import PointsmanSupport

/// A request to `/v1/feedback`: how good the answer to one decision was.
///
/// ```json
/// {"decision_id": "dec_0190…", "name": "accepted", "score": true, "comment": "merged", "idempotency_key": "pr-17"}
/// ```
/// TensorZero's names `inference_id`, `metric_name` and `value` are read as well.
package struct FeedbackRequest: Sendable, Equatable {
  /// The text as it was sent; `DecisionID` reads it.
  package let decisionID: String
  /// The measure: "accepted", "tests"…; "score" unless the body says.
  package let name: String
  /// From 0 to 1; true is 1 and false 0.
  package let score: Double
  package let comment: String?
  /// The same key twice is the same feedback.
  package let idempotencyKey: String?

  package init(decisionID: String, name: String, score: Double, comment: String? = nil, idempotencyKey: String? = nil) {
    (self.decisionID, self.name, self.score) = (decisionID, name, score)
    (self.comment, self.idempotencyKey) = (comment, idempotencyKey)
  }

  /// Bytes of a name or key, and of a comment.
  private static let (longestName, longestComment) = (128, 4096)

  /// Reads a body. O(bytes).
  package init(_ body: [UInt8]) throws(GatewayError) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: body, maximumValues: 1000) } catch {
      throw GatewayError(error)
    }
    guard case .object(let members) = json else {
      throw GatewayError(.invalidRequest, "the feedback is not an object with decision_id and score")
    }
    let known = [
      "decision_id", "inference_id", "name", "metric_name", "score", "value", "comment", "idempotency_key",
    ]
    // Clients of TensorZero send members that are null, false or empty where nobody set them.
    let unset: [JSONValue] = [.null, .bool(false), .object([])]
    if let other = members.first(where: { !known.contains($0.key) && !unset.contains($0.value) }) {
      throw Self.fault(
        other.key, "is not a member of feedback: decision_id, name, score, comment and idempotency_key are")
    }
    func member(_ own: String, _ other: String) throws(GatewayError) -> (name: String, value: JSONValue)? {
      if let value = json[own] {
        guard json[other] == nil else { throw Self.fault(other, "says the same as \(own): send one of them") }
        return (own, value)
      }
      return json[other].map { (other, $0) }
    }
    guard let id = try member("decision_id", "inference_id") else {
      throw Self.fault("decision_id", "is missing: the header x-pointsman-decision of an answer has it")
    }
    decisionID = try Self.text(id.name, id.value, longest: 64)
    name =
      try member("name", "metric_name").map { (found) throws(GatewayError) in
        try Self.text(found.name, found.value, longest: Self.longestName)
      } ?? "score"
    guard let score = try member("score", "value") else {
      throw Self.fault("score", "is missing: a number from 0 to 1, or true or false")
    }
    self.score = try Self.score(score.name, score.value)
    comment = try Self.optional("comment", json, longest: Self.longestComment)
    idempotencyKey = try Self.optional("idempotency_key", json, longest: Self.longestName)
  }

  private static func score(_ name: String, _ value: JSONValue) throws(GatewayError) -> Double {
    if case .bool(let value) = value { return value ? 1 : 0 }
    guard let number = value.double, (0...1).contains(number) else {
      throw fault(name, "is not a number from 0 to 1, nor true or false")
    }
    return number
  }

  private static func optional(_ name: String, _ json: JSONValue, longest: Int) throws(GatewayError) -> String? {
    guard let value = json[name], value != .null else { return nil }
    return try text(name, value, longest: longest)
  }

  private static func text(_ name: String, _ value: JSONValue, longest: Int) throws(GatewayError) -> String {
    guard let text = value.string, !text.isEmpty, text.utf8.count <= longest else {
      throw fault(name, "is not a text of 1 to \(longest) bytes")
    }
    return text
  }

  private static func fault(_ member: String, _ what: String) -> GatewayError {
    GatewayError(.invalidRequest, "\"\(member.prefix(100))\" \(what)", member: String(member.prefix(100)))
  }
}
