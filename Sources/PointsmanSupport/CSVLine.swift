/// A line of CSV as RFC 4180 has it: cells with a comma, a quote or a line break are quoted.
package enum CSVLine {
  /// The line, without its line feed.
  package static func text(_ cells: [String]) -> String {
    cells.map { cell in
      cell.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
        ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }.joined(separator: ",")
  }
}
