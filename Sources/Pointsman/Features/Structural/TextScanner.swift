internal import PointsmanSupport

extension TextStatistics {
  /// The pass over words, numbers and marks; linear time.
  mutating func read(_ text: Span<UInt8>) {
    let index = CueIndex.standard
    var place = Place()
    var distinct = DistinctCounter()
    var position = 0
    while position < text.count {
      let byte = text[position]
      if ASCII.isLetter(byte) {
        position = readWord(text, at: position, &place, &distinct, index)
      } else if ASCII.isDigit(byte) {
        position = readNumber(text, at: position)
        place.moveOn()
      } else if byte >= 0x80 {
        switch ScalarClass(text, at: position) {
        case .letter, .ideograph: position = readWord(text, at: position, &place, &distinct, index)
        case let kind: position = readSign(text, at: position, kind, &place)
        }
      } else {
        position = readMark(text, at: position, &place)
      }
    }
    words.distinct = distinct.estimate
  }

  /// The reader's place.
  struct Place {
    /// Nothing but spaces since the line's start.
    var opensLine = true
    /// No word since the sentence's or line's start.
    var opensSentence = true
    /// Open brackets.
    var depth = 0

    mutating func moveOn() {
      opensLine = false
      opensSentence = false
    }
  }

  /// Reads the word at `start` and returns the position after it.
  private mutating func readWord(
    _ text: Span<UInt8>, at start: Int, _ place: inout Place, _ distinct: inout DistinctCounter,
    _ index: CueIndex
  ) -> Int {
    let word = SpeltWord(plain: text, at: start) ?? SpeltWord(text, at: start)
    let (end, letters, capitals) = (word.end, word.letters, word.capitals)
    let cues = index.cues(of: word.packed)
    words.total += 1
    distinct.insert(word.packed.hash)
    words.identifierJoints += word.humps
    if letters == 1, word.packed.count == 1 {
      if word.packed.low != UInt64(UInt8(ascii: "a")), word.packed.low != UInt64(UInt8(ascii: "i")) {
        words.singleLetters += 1
      }
      options.read(text, at: start, opensLine: place.opensLine)
      if text.holds("++", at: end) || text.holds("#", at: end) { count(Cue.language.mask) }
    } else if capitals == letters {
      if capitals > 1 { words.acronyms += 1 }
    } else if ASCII.isUppercase(text[start]), !place.opensSentence {
      words.capitalised += 1
    }
    readNeighbours(text, from: start, to: end, isExtension: cues & Cue.fileExtension.mask != 0)
    count(word.humps > 0 && namesError(text, before: end) ? cues | Cue.errors.mask : cues)
    place.moveOn()
    return end
  }

  /// True if the name before `end` is that of an error: `ValueError` and `NullPointerException` are in no list.
  private func namesError(_ text: Span<UInt8>, before end: Int) -> Bool {
    text.holds("Error", at: end - 5) || text.holds("Exception", at: end - 9)
  }

  /// Looks at what touches the word: calls, subscripts, members, files, joints.
  private mutating func readNeighbours(_ text: Span<UInt8>, from start: Int, to end: Int, isExtension: Bool) {
    let next = text.byte(at: end)
    if next == UInt8(ascii: "(") || next == UInt8(ascii: "[") { words.calls += 1 }
    guard ASCII.isWordByte(text.byte(at: start - 2)) else { return }
    switch text.byte(at: start - 1) {
    case UInt8(ascii: "."): if isExtension { words.files += 1 } else { words.identifierJoints += 1 }
    case UInt8(ascii: "/"): words.slashes += 1
    case UInt8(ascii: "_"): words.identifierJoints += 1
    default: break
    }
  }
}

extension TextStatistics {
  /// Reads the number at `start` and returns the position after it; digits inside a name are passed over.
  mutating func readNumber(_ text: Span<UInt8>, at start: Int) -> Int {
    var end = start
    let mantissa = readDigits(text, at: &end)
    let before = text.byte(at: start - 1)
    guard !ASCII.isLetter(before), before != UInt8(ascii: "_") else { return end }
    numbers.total += 1
    if text.byte(at: end) == UInt8(ascii: "."), ASCII.isDigit(text.byte(at: end + 1)) {
      end += 1
      while end < text.count, ASCII.isDigit(text[end]) { end += 1 }
    }
    if text.byte(at: end) == UInt8(ascii: "/"), ASCII.isDigit(text.byte(at: end + 1)) { numbers.fractions += 1 }
    var digits = log10(1 + mantissa)
    if let exponent = readExponent(text, at: &end) {
      numbers.powers += 1
      digits = max(digits, exponent * log10(max(1, mantissa)))
    }
    if before == UInt8(ascii: "$") || text.byte(at: end) == UInt8(ascii: "%") { numbers.amounts += 1 }
    numbers.largest = max(numbers.largest, digits)
    numbers.digits += digits
    return end
  }

  /// Reads digits, in groups of three between commas or not, as a value; at most 1e300, so that it stays finite.
  private func readDigits(_ text: Span<UInt8>, at position: inout Int) -> Double {
    var value = 0.0
    while position < text.count {
      let byte = text[position]
      if ASCII.isDigit(byte) {
        value = min(1e300, value * 10 + Double(byte &- 0x30))
        position += 1
      } else if byte == UInt8(ascii: ","), ASCII.isDigit(text.byte(at: position + 1)),
        ASCII.isDigit(text.byte(at: position + 2)), ASCII.isDigit(text.byte(at: position + 3)),
        !ASCII.isDigit(text.byte(at: position + 4))
      {
        position += 1
      } else {
        break
      }
    }
    return value
  }

  /// Reads `^9`, `^{9}`, `**9` or `e9`; a power without digits (`2^n`) counts with exponent 1.
  private func readExponent(_ text: Span<UInt8>, at position: inout Int) -> Double? {
    var next = position
    switch text.byte(at: next) {
    case UInt8(ascii: "^"): next += text.byte(at: next + 1) == UInt8(ascii: "{") ? 2 : 1
    case UInt8(ascii: "*") where text.byte(at: next + 1) == UInt8(ascii: "*"): next += 2
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      guard ASCII.isDigit(text.byte(at: next + 1)) else { return nil }
      next += 1
    default: return nil
    }
    var exponent = 0.0
    var read = 0
    while read < 3, ASCII.isDigit(text.byte(at: next)) {
      exponent = exponent * 10 + Double(text.byte(at: next) &- 0x30)
      next += 1
      read += 1
    }
    position = next
    return max(1, exponent)
  }
}

extension TextStatistics {
  /// Reads the ASCII mark or space at `start` and returns the position after it.
  mutating func readMark(_ text: Span<UInt8>, at start: Int, _ place: inout Place) -> Int {
    let byte = text[start]
    let next = text.byte(at: start + 1)
    switch byte {
    case ASCII.lineFeed:
      place.opensLine = true
      place.opensSentence = true
      return start + 1
    case 0x09...0x0d, 0x20: return start + 1
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
      if byte == UInt8(ascii: "?") { marks.questions += 1 }
      if ASCII.isSpace(next) {
        marks.sentences += 1
        place.opensSentence = true
      }
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      place.depth += 1
      marks.depth = max(marks.depth, place.depth)
      // An option's label may follow at a line's start.
      return start + 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): place.depth = max(0, place.depth - 1)
    case UInt8(ascii: ":"):
      if next == byte, ASCII.isWordByte(text.byte(at: start + 2)) { words.identifierJoints += 1 }
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      if next == UInt8(ascii: ":") { marks.keys += 1 }
    case UInt8(ascii: "\\"):
      if ASCII.isLetter(next), ASCII.isLetter(text.byte(at: start + 2)) {
        marks.notation += 1
      } else {
        marks.escapes += 1
      }
    case UInt8(ascii: "$"): if !ASCII.isDigit(next) { marks.dollars += 1 }
    case UInt8(ascii: "`"), UInt8(ascii: "_"): return readRun(of: byte, text, at: start, &place)
    case UInt8(ascii: "<"):
      if ASCII.isLetter(next) || next == UInt8(ascii: "/") || next == UInt8(ascii: "!") { marks.tags += 1 }
    default: break
    }
    place.opensLine = false
    return start + 1
  }

  /// Reads a run of backquotes or underscores.
  private mutating func readRun(of byte: UInt8, _ text: Span<UInt8>, at start: Int, _ place: inout Place) -> Int {
    var end = start
    while end < text.count, text[end] == byte { end += 1 }
    if byte == UInt8(ascii: "_") {
      if !ASCII.isWordByte(text.byte(at: start - 1)), !ASCII.isWordByte(text.byte(at: end)) { marks.blanks += 1 }
    } else if end - start >= 3 {
      marks.fences += 1
    } else {
      marks.backquotes += 1
    }
    place.opensLine = false
    return end
  }

  /// Reads a non-ASCII sequence that is no letter and returns the position after it.
  mutating func readSign(_ text: Span<UInt8>, at start: Int, _ kind: ScalarClass, _ place: inout Place) -> Int {
    switch kind {
    case .mathematics: marks.notation += 1
    case .sentenceEnd: marks.sentences += 1
    case .questionMark:
      marks.sentences += 1
      marks.questions += 1
    default: break
    }
    place.opensLine = false
    return min(text.count, start + ScalarClass.length(lead: text[start]))
  }
}
