internal import Pointsman

/// Reads outcomes in JSON Lines: one object a line, with `prompt` (or `messages`) and `outcomes`.
public struct OutcomeReader: Sendable {
  /// Whether a bad line is counted and left out, instead of ending the run.
  public var skipsInvalid = false

  /// Attributes of the rows that are taken as tags, too: category, task, language….
  public var tagAttributes: [String] = []

  public init() {}

  /// What was read, and what was left out under `skipsInvalid`.
  public struct Result: Sendable {
    public let table: OutcomeTable
    public let skipped: [OutcomesError]
  }

  /// Reads the files one after another into one table. O(bytes).
  ///
  /// Throws the first fault, with file, line and column, unless `skipsInvalid`. A file without any row is a fault.
  public func read(_ paths: [String]) throws(OutcomesError) -> Result {
    var rows: [(row: OutcomeRow, outcomes: [String: Outcome])] = []
    var skipped: [OutcomesError] = []
    for path in paths {
      let before = rows.count + skipped.count
      var lines = try LineReader(path: path)
      while let line = try lines.next() {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
        var parser = OutcomeLine(line, tagAttributes: tagAttributes)
        do throws(JSONError) {
          rows.append(try parser.read(fallbackID: "\(path):\(lines.number)"))
        } catch {
          let fault = OutcomesError.invalid(
            path: path, line: lines.number, column: error.offset + 1, found: error.found, expected: error.expected)
          guard skipsInvalid else { throw fault }
          skipped.append(fault)
        }
      }
      if rows.count + skipped.count == before { throw .empty(path: path) }
    }
    if rows.isEmpty, let first = skipped.first { throw first }
    for attribute in tagAttributes where !rows.contains(where: { $0.row.prompt.tags[attribute] != nil }) {
      throw .unknownAttribute(name: attribute)
    }
    return Result(table: OutcomeTable(rows: rows), skipped: skipped)
  }
}
