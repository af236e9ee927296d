import Pointsman

/// A constant array in C's words.
enum CTable {
  /// `static const TYPE NAME[] = {…};` in lines of at most 100 characters, where values are shorter.
  static func text(_ type: String, _ name: String, _ values: some Collection<String>) -> String {
    var (text, column) = ("static const \(type) \(name)[] = {\n", 0)
    for value in values {
      if column + value.utf8.count >= 100 {
        text += "\n"
        column = 0
      }
      text += value + ","
      column += value.utf8.count + 1
    }
    return text + "\n};\n"
  }

  static func text(_ name: String, _ runs: [ScalarRun]) -> String {
    text("scalar_run", name, runs.map { "{\($0.start),\($0.delta),\($0.kind)}" })
      + "#define \(name.uppercased()) (sizeof \(name) / sizeof *\(name))\n"
  }

  /// A float, in digits that read back the same.
  static func literal(_ value: Float) -> String { value.description + "f" }

  /// A string constant: what is not plain goes in octal.
  static func literal(_ text: String) -> String { literal(Array(text.utf8)) }

  static func literal(_ text: [UInt8]) -> String {
    var literal = "\""
    for byte in text {
      let isPlain = 0x20..<0x7f ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      let octal = String(byte, radix: 8)
      literal +=
        isPlain && byte != UInt8(ascii: "?")
        ? String(UnicodeScalar(byte)) : "\\" + String(repeating: "0", count: 3 - octal.count) + octal
    }
    return literal + "\""
  }
}
