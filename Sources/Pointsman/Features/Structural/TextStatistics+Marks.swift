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
