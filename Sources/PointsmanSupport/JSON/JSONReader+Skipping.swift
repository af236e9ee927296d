extension JSONReader {
  /// Passes over any value, and makes nothing of it: what nobody reads need not be JSON to the letter.
  ///
  /// It may hold NaN and Infinity, as Python writes them, unless the reader is strict, numbers of any size, half a surrogate pair, control bytes in
  /// strings, a key twice, and any number of levels. Its brackets and quotes must close, and its bytes be UTF-8. O(bytes).
  package mutating func skipValue() throws(JSONError) {
    // The brackets that are to close what is open.
    var closing: [UInt8] = []
    values: while true {
      if let bracket = takeOpening() {
        closing.append(bracket)
        if !take(bracket) {
          if bracket == Self.brace { try skipKey() }
          continue values
        }
        closing.removeLast()
      } else {
        try skipScalar()
      }
      while let bracket = closing.last {
        if take(UInt8(ascii: ",")) {
          if bracket == Self.brace { try skipKey() }
          continue values
        }
        guard take(bracket) else { throw fault(expected: "',' or '\(Character(Unicode.Scalar(bracket)))'") }
        closing.removeLast()
      }
      return
    }
  }

  /// The text of the next value, unchanged; the value is passed over.
  package mutating func skippedText() throws(JSONError) -> String {
    skipSpace()
    let start = offset
    try skipValue()
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private static let brace = UInt8(ascii: "}")

  /// Takes an opening bracket, and returns the one that closes it.
  private mutating func takeOpening() -> UInt8? {
    if take(UInt8(ascii: "{")) { return Self.brace }
    return take(UInt8(ascii: "[")) ? UInt8(ascii: "]") : nil
  }

  private mutating func skipKey() throws(JSONError) {
    guard nextKind() == .string else { throw fault(expected: "a key in double quotes") }
    try skipString()
    guard take(UInt8(ascii: ":")) else { throw fault(expected: "':'") }
  }

  private static let words = ["true", "false", "null"]
  private static let pythonWords = ["NaN", "Infinity", "-Infinity", "-NaN"]

  private mutating func skipScalar() throws(JSONError) {
    if nextKind() == .string { return try skipString() }
    for word in isStrict ? Self.words : Self.words + Self.pythonWords where spells(word) {
      offset += word.utf8.count
      return
    }
    guard nextKind() == .number else { throw fault(expected: "a value") }
    repeat { offset += 1 } while offset < bytes.count && Self.isInNumber(bytes[offset])
  }

  static func isInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func skipString() throws(JSONError) {
    let start = offset
    offset += 1
    while offset < bytes.count {
      offset = ByteScan.end(in: bytes.span, from: offset)
      guard offset < bytes.count else { break }
      let byte = bytes[offset]
      offset += byte == UInt8(ascii: "\\") ? 2 : 1
      guard byte != UInt8(ascii: "\"") else {
        let text = bytes[start..<offset]
        guard ByteScan.isASCII(text.span) || String(validating: text, as: UTF8.self) != nil else {
          throw Self.invalidUTF8(in: text, from: start)
        }
        return
      }
    }
    throw JSONError(offset: start, expected: "a closing quote", found: Self.endlessString)
  }

  /// The fault of the first byte of `slice` that is not UTF-8.
  static func invalidUTF8(in slice: ArraySlice<UInt8>, from start: Int) -> JSONError {
    let invalid = start + InvalidUTF8.offset(in: slice)
    return JSONError(
      offset: invalid, expected: InvalidUTF8.expected, found: InvalidUTF8.description(of: slice[invalid]),
      reason: .invalidUTF8)
  }
}
