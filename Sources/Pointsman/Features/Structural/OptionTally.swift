/// Recognises multiple-choice options: `A.`, `A)`, `(a)`, each letter following the last.
struct OptionTally: Sendable {
  /// Options seen.
  private(set) var total = 0
  private var expected: UInt8 = 0

  /// Reads the letter at `position` as an option's label if it stands where labels stand.
  mutating func read(_ text: Span<UInt8>, at position: Int, opensLine: Bool) {
    let letter = (text.byte(at: position) | 0x20) &- 0x61
    let before = text.byte(at: position - 1)
    let after = text.byte(at: position + 1)
    let closed = after == UInt8(ascii: ")") && (ASCII.isSpace(before) || before == UInt8(ascii: "("))
    let pointed = opensLine && (after == UInt8(ascii: ".") || after == UInt8(ascii: ":"))
    // Ten letters: MMLU-Pro's ten options are the longest lists in use.
    guard letter < 10, closed || pointed, letter == 0 || letter == expected else { return }
    total += 1
    expected = letter + 1
  }
}
