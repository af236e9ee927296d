import Pointsman

/// Constants as C source.
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

/// A vocabulary laid out for C: its text without line feeds, and an open-addressing table by 32-bit FNV-1a.
struct PieceTable {
  private(set) var text: [UInt8] = []
  /// Where each piece begins in `text`, and where one more would.
  private(set) var starts = [0]
  /// A power of two of slots, half of them free at least: a piece, or 0.
  private(set) var slots: [Int]
  /// Bytes of the longest piece.
  private(set) var longest = 1

  init(_ vocabulary: WordPieceVocabulary) {
    var capacity = 2
    while capacity < 2 * vocabulary.count { capacity *= 2 }
    slots = [Int](repeating: 0, count: capacity)
    for piece in 0..<vocabulary.count {
      let bytes = vocabulary.text(of: piece).utf8
      text += bytes
      starts.append(text.count)
      // No text has the piece [UNK].
      guard piece > 0 else { continue }
      longest = max(longest, bytes.count)
      let hash = bytes.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
      var slot = Int(hash) & (capacity - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
      slots[slot] = piece
    }
  }
}
