internal import Pointsman
internal import PointsmanSupport

/// What is wrong with one row, and where in its file.
struct RowFault: Error, Equatable {
  let line: Int
  /// Bytes, from 1.
  let column: Int
  let found: String
  let expected: String

  init(line: Int, column: Int, found: String, expected: String) {
    (self.line, self.column, self.found) = (line, column, found)
    let isEncoding = expected == InvalidUTF8.expected
    self.expected = isEncoding ? expected + "; convert the file, or replace such bytes with --lossy" : expected
  }

  init(_ error: JSONError, line: Int) {
    self.init(line: line, column: error.offset + 1, found: error.found, expected: error.expected)
  }

  func error(path: String) -> OutcomesError {
    .invalid(path: path, line: line, column: column, found: found, expected: expected)
  }
}
