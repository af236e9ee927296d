/// Text that a terminal may show. Names, ids, prompts and paths cannot move the cursor, change colours, ring the bell, or
/// reverse the order of the text.
extension String {
  /// This text with every control character as its number, `\u001b`: line ends and tabs, too. For one name, id, prompt or
  /// path within a line. O(length).
  package var visible: String { Self.visible(self, isKept: { _ in false }) }

  /// The same for lines: line feeds and tabs are kept. In JSON, where such characters occur in strings alone, it is the same
  /// text to a parser.
  package var visibleLines: String { Self.visible(self, isKept: { $0 == "\n" || $0 == "\t" }) }

  private static func visible(_ text: String, isKept: (Unicode.Scalar) -> Bool) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) && !isKept($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar), !isKept(scalar) {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Control characters of ASCII and Latin-1, separators of lines and paragraphs, and marks of direction.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1f, 0x7f...0x9f, 0x61c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
