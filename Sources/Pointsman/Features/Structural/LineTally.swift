/// Counts over the lines of a text.
struct LineTally: Sendable {
  /// Lines with something on them.
  var filled = 0
  /// Bytes of the first filled line.
  var first = 0
  /// How much like code the filled lines look, each in [0, 1), summed.
  var code = 0.0
  /// Lines that open with `-`, `*`, `•` or `1.`
  var bullets = 0
  /// Lines of a patch: `@@`, `+++`, `---`, `diff`, and `+` or `-` before code.
  var patch = 0
  /// Lines of a stack trace: `File "`, `at name(`.
  var frames = 0

  /// Reads all lines of `text`; linear time.
  mutating func read(_ text: Span<UInt8>) {
    var start = 0
    while start < text.count {
      var end = start
      var symbols = 0
      var last = start
      while end < text.count, text[end] != ASCII.lineFeed {
        let byte = text[end]
        if !ASCII.isSpace(byte) { last = end }
        if LineTally.isCodeSymbol(byte) { symbols += 1 }
        end += 1
      }
      readLine(text, from: start, to: end, last: last, symbols: symbols)
      start = end + 1
    }
  }

  private mutating func readLine(_ text: Span<UInt8>, from start: Int, to end: Int, last: Int, symbols: Int) {
    var first = start
    var columns = 0
    while first < end, ASCII.isSpace(text[first]) {
      columns += text[first] == 0x09 ? 4 : 1
      first += 1
    }
    guard first < end else { return }
    filled += 1
    if filled == 1 { self.first = last + 1 - first }
    code += codeLikeness(text, from: first, last: last, columns: columns, symbols: symbols)
    readOpening(text, at: first)
  }

  /// Evidence adds up and saturates: a closing mark, indentation, a share of code symbols.
  private func codeLikeness(_ text: Span<UInt8>, from first: Int, last: Int, columns: Int, symbols: Int) -> Double {
    // The weights are judgements: a line ending in `;` is worth one indented line of prose plus dense symbols.
    var evidence = 5 * Double(symbols) / Double(last + 9 - first) + 0.5 * Double(columns) / Double(columns + 4)
    switch text[last] {
    case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"): evidence += 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: ":"): evidence += 0.3
    default: break
    }
    return evidence / (1 + evidence)
  }

  private mutating func readOpening(_ text: Span<UInt8>, at first: Int) {
    let byte = text[first]
    let next = text.byte(at: first + 1)
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
      if next == 0x20, !ASCII.isSpace(text.byte(at: first + 2)) {
        bullets += 1
      } else if byte != UInt8(ascii: "*"), text.holds("++", at: first + 1) || text.holds("-- ", at: first + 1) {
        patch += 1
      } else if byte != UInt8(ascii: "*"), ASCII.isSpace(next) || ASCII.isLetter(next), next != ASCII.lineFeed,
        next != 0x0d
      {
        patch += 1
      }
    case UInt8(ascii: "@"): if next == byte { patch += 1 }
    case UInt8(ascii: "d"): if text.holds("diff --git", at: first) { patch += 1 }
    case UInt8(ascii: "F"): if text.holds("File \"", at: first) { frames += 1 }
    case UInt8(ascii: "a"): if text.holds("at ", at: first), hasCall(text, after: first + 3) { frames += 1 }
    case 0xe2: if text.holds("•", at: first) { bullets += 1 }
    case 0x30...0x39:
      var end = first
      while end < first + 3, ASCII.isDigit(text.byte(at: end)) { end += 1 }
      let mark = text.byte(at: end)
      if mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")"), text.byte(at: end + 1) == 0x20 { bullets += 1 }
    default: break
    }
  }

  /// True if a dotted name and `(` begin at `position`: `Main.run(`.
  private func hasCall(_ text: Span<UInt8>, after position: Int) -> Bool {
    var end = position
    // Names in stack traces are shorter than this; the bound keeps the pass linear.
    while end < position + 120, ASCII.isWordByte(text.byte(at: end)) || text.byte(at: end) == UInt8(ascii: ".") {
      end += 1
    }
    return end > position && text.byte(at: end) == UInt8(ascii: "(")
  }

  /// Marks that prose has little of.
  private static func isCodeSymbol(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ";"),
      UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "|"):
      true
    default: false
    }
  }
}
