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

  /// Where the reader stands.
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

  /// Whether the name before `end` is that of an error: `ValueError` and `NullPointerException` are in no list.
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
