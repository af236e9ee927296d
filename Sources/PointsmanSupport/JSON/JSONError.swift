/// Where a text stops being JSON, or is not the JSON that was expected.
package struct JSONError: Error, Equatable {
  /// Bytes before the fault.
  package let offset: Int
  package let expected: String
  package let found: String

  package init(offset: Int, expected: String, found: String) {
    (self.offset, self.expected, self.found) = (offset, expected, found)
  }
}
