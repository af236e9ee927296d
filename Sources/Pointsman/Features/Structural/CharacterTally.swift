/// Counts over the characters of a text, drawn from its ``ByteHistogram``.
struct CharacterTally: Sendable {
  /// UTF-8 characters: every byte that is not a continuation; a carriage return and line feed count as one.
  let total: Int
  /// Characters outside ASCII: the leading bytes.
  let nonASCII: Int
  let digits, capitals: Int
  /// Blanks, tabs and line ends.
  let spaces: Int
  /// ASCII marks that are neither letters nor digits nor spaces.
  let punctuation: Int
  let quotes, commas, parentheses: Int
  /// Square brackets and braces.
  let brackets: Int
  /// `= + * < > ^ % & | ~`.
  let operators: Int

  init(_ bytes: ByteHistogram) {
    total = bytes.total - bytes.count(0x80...0xbf) - bytes["\r"]
    nonASCII = bytes.count(0xc0...0xff)
    digits = bytes.count(0x30...0x39)
    capitals = bytes.count(0x41...0x5a)
    spaces = bytes.count(0x09...0x0c) + bytes[" "]
    punctuation =
      bytes.count(0x21...0x2f) + bytes.count(0x3a...0x40) + bytes.count(0x5b...0x60) + bytes.count(0x7b...0x7e)
    quotes = bytes["\""] + bytes["'"]
    commas = bytes[","]
    parentheses = bytes["("] + bytes[")"]
    brackets = bytes["["] + bytes["]"] + bytes["{"] + bytes["}"]
    let marks = bytes["="] + bytes["+"] + bytes["*"] + bytes["<"] + bytes[">"]
    operators = marks + bytes["^"] + bytes["%"] + bytes["&"] + bytes["|"] + bytes["~"]
  }
}
