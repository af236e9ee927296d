/// Text in lower case, as Python's `str.lower` would have it, in UTF-8, with a space for every character of white space.
enum LoweredText {
  /// Appends the lower-case form of `text`, valid UTF-8, to `bytes`. O(length).
  ///
  /// Unicode's unconditional mappings, and its one context-dependent rule that Python applies: a capital sigma that
  /// ends a word becomes ς.
  static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    var start = 0
    while start < text.count {
      // So many bytes at a time are lowered without a branch, which the compiler makes vectors of.
      let count = min(64, text.count - start)
      let run = text.extracting(start..<start + count)
      let begin = bytes.count
      var union: UInt8 = 0
      bytes.append(contentsOf: repeatElement(0, count: count))
      var lowered = bytes.mutableSpan
      for k in 0..<count {
        let byte = run[k]
        union |= byte
        lowered[begin + k] = lower(byte)
      }
      start += count
      if union >= 0x80 {
        bytes.removeLast(count)
        start = appendScalars(text, from: start - count, to: start, &bytes)
      }
    }
  }

  /// A byte of ASCII in lower case, or a space for white space.
  @inline(__always)
  private static func lower(_ byte: UInt8) -> UInt8 {
    byte &- 0x09 < 5 || byte &- 0x1c < 4 ? 0x20 : byte | (byte &- 0x41 < 26 ? 0x20 : 0)
  }

  /// Appends the scalars that start at `start..<end`, and returns where the next one does.
  private static func appendScalars(_ text: Span<UInt8>, from start: Int, to end: Int, _ bytes: inout [UInt8]) -> Int {
    var index = start
    while index < end {
      let byte = text[index]
      guard byte >= 0x80 else {
        bytes.append(lower(byte))
        index += 1
        continue
      }
      let (value, length) = CharacterClass.decode(text, index)
      if value == 0x3a3 {
        bytes.append(contentsOf: (endsWord(text, before: index, after: index + length) ? "ς" : "σ").utf8)
      } else if CharacterClass.isSpace(value) {
        bytes.append(0x20)
      } else if mayChange(value), let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased {
        bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
      } else {
        for k in index..<index + length { bytes.append(text[k]) }
      }
      index += length
    }
    return index
  }

  /// False for the scalars that are frequent and that lower case leaves alone, so that they are not looked up.
  private static func mayChange(_ value: UInt32) -> Bool {
    switch value {
    // Small letters of Latin and Cyrillic; general punctuation; from kana to the syllables of Yi; Hangul; pictures.
    case 0xdf...0xff, 0x430...0x45f, 0x2010...0x205e, 0x3001...0xa4cf, 0xac00...0xd7a3, 0x1f300...0x1faff: false
    default: true
    }
  }

  /// Unicode's Final_Sigma: a cased letter before, none after, case-ignorable scalars aside.
  private static func endsWord(_ text: Span<UInt8>, before: Int, after: Int) -> Bool {
    var start = before
    var isCased = false
    while start > 0 {
      start -= 1
      while start > 0, text[start] & 0xc0 == 0x80 { start -= 1 }
      let properties = scalar(text, start).properties
      guard properties.isCaseIgnorable else {
        isCased = properties.isCased
        break
      }
    }
    guard isCased else { return false }
    var end = after
    while end < text.count {
      let properties = scalar(text, end).properties
      guard properties.isCaseIgnorable else { return !properties.isCased }
      end += text[end] < 0x80 ? 1 : CharacterClass.decode(text, end).length
    }
    return true
  }

  private static func scalar(_ text: Span<UInt8>, _ index: Int) -> Unicode.Scalar {
    let value = text[index] < 0x80 ? UInt32(text[index]) : CharacterClass.decode(text, index).value
    return Unicode.Scalar(value) ?? "\u{fffd}"
  }
}
