/// Where a text stops being JSON, or is not the JSON that was expected.
package struct JSONError: Error, Equatable {
  /// Bytes before the fault.
  package let offset: Int
  package let expected: String
  package let found: String
  package let reason: Reason

  package enum Reason: Sendable {
    /// A byte is not UTF-8.
    case invalidUTF8
    /// The text is not JSON, or not the JSON that was expected.
    case unexpected
  }

  package init(offset: Int, expected: String, found: String, reason: Reason = .unexpected) {
    (self.offset, self.expected, self.found, self.reason) = (offset, expected, found, reason)
  }
}
