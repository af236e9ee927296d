/// Recognises multiple-choice options: `A.`, `A)`, `(a)`, each letter following the last.
struct OptionTally: Sendable {
  /// Options in lists of two and more; a lone `A.` may be a title.
  private(set) var total = 0
  /// Where the first list of options starts that has a second one.
  private(set) var start: Int?
  private var expected: UInt8 = 0
  private var candidate = 0

  /// Reads the letter at `position` as an option's label if it stands where labels stand.
  mutating func read(_ text: Span<UInt8>, at position: Int, opensLine: Bool) {
    let letter = (text.byte(at: position) | 0x20) &- 0x61
    let before = text.byte(at: position - 1)
    let after = text.byte(at: position + 1)
    let closed = after == UInt8(ascii: ")") && (ASCII.isSpace(before) || before == UInt8(ascii: "("))
    let pointed = opensLine && (after == UInt8(ascii: ".") || after == UInt8(ascii: ":"))
    // Ten letters: MMLU-Pro's ten options are the longest lists in use.
    guard letter < 10, closed || pointed, letter == 0 || letter == expected else { return }
    expected = letter + 1
    switch letter {
    case 0: candidate = position
    case 1:
      total += 2
      if start == nil { start = candidate }
    default: total += 1
    }
  }
}
