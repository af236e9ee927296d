import Pointsman
import PointsmanOutcomes
internal import PointsmanSupport

/// The objects of a file of JSON Lines, one after another. Blank lines are passed over.
struct JSONLines: ~Copyable {
  private let path: String
  private var lines: LineReader
  /// The file and line of the object returned last.
  var place: String { "\(path):\(lines.number)" }

  init(path: String) throws {
    self.path = path
    lines = try LineReader(path: path)
  }

  /// What `read` makes of the next line; nil at the end. A fault is told with its place in the file.
  mutating func next<Value>(_ read: ([UInt8]) throws(JSONError) -> Value) throws -> Value? {
    while let line = try lines.next() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      do throws(JSONError) {
        return try read(line)
      } catch {
        throw OutcomesError.invalid(
          path: path, line: lines.number, column: error.offset + 1, found: error.found, expected: error.expected)
      }
    }
    return nil
  }
}
