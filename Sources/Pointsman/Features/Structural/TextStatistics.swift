internal import PointsmanSupport

/// The counts over one prompt from which the structural features are computed, gathered in three linear passes.
///
/// It is not copyable, since it is large and every feature looks into it.
struct TextStatistics: ~Copyable {
  let characters: CharacterTally
  var words = WordTally()
  var numbers = NumberTally()
  var marks = MarkTally()
  var options = OptionTally()
  var lines = LineTally()
  /// Occurrences by ``Cue``.
  var cues = InlineArray<64, Int>(repeating: 0)
  /// Bytes of the last turn, turns of the conversation, and bytes of all but the last.
  let lastTurnBytes, turns: Int
  let earlierBytes: Int

  /// Reads the last turn of a conversation; linear time, no allocation, any bytes.
  init(lastTurn: Span<UInt8>, turns: Int, conversationBytes: Int) {
    lastTurnBytes = lastTurn.count
    self.turns = max(0, turns)
    earlierBytes = max(0, max(0, conversationBytes) - lastTurn.count)
    characters = CharacterTally(ByteHistogram(lastTurn))
    lines.read(lastTurn)
    read(lastTurn)
  }

  /// Bytes before the first list of options, or in all.
  var stem: Int { options.start ?? lastTurnBytes }

  /// The number of words that carry `cue`.
  subscript(_ cue: Cue) -> Int { cues[cue.rawValue] }

  /// Adds one to each cue of `mask`.
  mutating func count(_ mask: CueMask) {
    var rest = mask
    while rest != 0 {
      cues[rest.trailingZeroBitCount] += 1
      rest &= rest - 1
    }
  }
}

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

  fileprivate init(_ bytes: ByteHistogram) {
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

/// The number of occurrences of each byte value, from which ``CharacterTally`` is made.
private struct ByteHistogram {
  private var counts = InlineArray<256, Int>(repeating: 0)
  /// Bytes read.
  let total: Int

  /// Counts the bytes of `text`; linear time.
  init(_ text: Span<UInt8>) {
    total = text.count
    for position in text.indices { counts[Int(text[position])] += 1 }
  }

  subscript(_ character: Unicode.Scalar) -> Int {
    counts.span[Int(UInt8(truncatingIfNeeded: character.value))]
  }

  /// Occurrences of the bytes in `range`.
  func count(_ range: ClosedRange<UInt8>) -> Int {
    var sum = 0
    // Through the span: reading the array itself in a loop copies it each time.
    let counts = counts.span
    for byte in range { sum += counts[Int(byte)] }
    return sum
  }
}

/// Counts over the words of a text.
struct WordTally: Sendable {
  var total = 0
  /// Words with a capital first letter that does not open a sentence or line: mostly names.
  var capitalised = 0
  /// Words of two letters and more, all capitals.
  var acronyms = 0
  /// Single letters but `a` and `I`: mostly variables.
  var singleLetters = 0
  /// Joints of `snake_case`, `camelCase`, `name::name` and `name.name`.
  var identifierJoints = 0
  /// Words directly before `(` or `[`.
  var calls = 0
  /// `name.ext` with a known extension, and slashes between letters.
  var files = 0, slashes = 0
  /// Different words, estimated by a ``DistinctCounter``.
  var distinct = 0.0
}

/// Counts distinct hashes in two kilobytes, by linear counting (Whang, Vander-Zanden, Taylor 1990).
struct DistinctCounter: Sendable {
  /// 16,384 bits: under 1 % standard error up to some 10,000 distinct words.
  private var bits = InlineArray<256, UInt64>(repeating: 0)
  private var ones = 0

  /// Notes a hash in constant time.
  mutating func insert(_ hash: UInt64) {
    let bit = Int((hash &* 0x9e37_79b9_7f4a_7c15) >> 50)
    let mask: UInt64 = 1 << UInt64(bit & 63)
    if bits[bit >> 6] & mask == 0 {
      bits[bit >> 6] |= mask
      ones += 1
    }
  }

  /// The estimated number of distinct hashes; finite, also when every bit is set.
  var estimate: Double {
    let size = 16_384.0
    return -size * log((size - Double(min(ones, 16_383))) / size)
  }
}

/// Counts over marks that are neither words nor numbers.
struct MarkTally: Sendable {
  var sentences = 0
  var questions = 0
  /// Runs of underscores that are words of their own.
  var blanks = 0
  /// LaTeX commands (a backslash before two letters), and mathematical signs beyond ASCII.
  var notation = 0
  /// Other backslashes.
  var escapes = 0
  /// `$` that is no currency sign.
  var dollars = 0
  /// Runs of three backquotes, and single ones.
  var fences = 0, backquotes = 0
  /// The deepest nesting of brackets of any kind.
  var depth = 0
  /// Markup tags, and quoted keys (`":`).
  var tags = 0, keys = 0
}

/// Counts over the numbers of a text.
struct NumberTally: Sendable {
  var total = 0
  /// Numbers after a currency sign or before `%`.
  var amounts = 0
  /// Numbers before `/` and a digit.
  var fractions = 0
  /// Powers: `10^9`, `2**k`, `1e9`.
  var powers = 0
  /// Decimal digits of the largest number (`10^9` has nine), and of all together; fractional, so that both are smooth.
  var largest = 0.0, digits = 0.0
}

/// Recognises multiple-choice options: `A.`, `A)`, `(a)`, each letter following the last.
struct OptionTally: Sendable {
  /// Options in lists of two and more; a lone `A.` may be a title.
  private(set) var total = 0
  /// Where the first list of options starts that has a second one.
  private(set) var start: Int?
  private var expected: UInt8 = 0
  private var candidate = 0

  /// Reads the letter at `position` as an option's label if it is where labels are.
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
