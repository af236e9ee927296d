/// Reads one JSON text from left to right, strictly (RFC 8259): the reader of outcomes and of router files.
///
/// A caller either asks for the parts it knows (`beginObject`, `nextKey`, `readString` …) and skips the rest, which
/// makes no tree of the text, or reads all of it as a `JSONValue`. Unlike Foundation's decoder it tells duplicate keys,
/// gives the byte of a fault, and needs no Foundation, which would double the size of an embedded router.
package struct JSONReader: Sendable {
  let bytes: [UInt8]
  package internal(set) var offset: Int
  /// Bytes before the key that `nextKey` returned last.
  package private(set) var keyOffset = 0
  private var depth = 0
  /// Values of trees that were read, and how many may be: a tree takes some thirty bytes a value.
  private var valuesRead = 0
  private let maximumValues: Int
  /// True if values that are passed over must be JSON, too: no NaN and no Infinity.
  let isStrict: Bool
  /// RFC 8259 lets a reader limit nesting; no outcome or manifest comes near this.
  private static let maximumDepth = 64

  package init(_ bytes: [UInt8], maximumValues: Int = .max, isStrict: Bool = false) {
    self.bytes = bytes
    self.maximumValues = maximumValues
    self.isStrict = isStrict
    offset = 0
  }

  /// The members of an object that have been read so far.
  package struct ObjectCursor {
    /// The first of them: few enough to look through one by one.
    private var first: [String] = []
    private var others: Set<String> = []

    fileprivate var isEmpty: Bool { first.isEmpty }

    /// True if `key` had not been read before.
    fileprivate mutating func insert(_ key: String) -> Bool {
      if first.contains(key) { return false }
      guard first.count >= 16 else {
        first.append(key)
        return true
      }
      return others.insert(key).inserted
    }

    /// The spelling of `key` when it was read before; Unicode has several for one name.
    fileprivate func earlier(_ key: String) -> String {
      first.first { $0 == key } ?? others.firstIndex(of: key).map { others[$0] } ?? key
    }
  }

  /// The kinds of what may come next in a text.
  package enum Kind: Equatable, CustomStringConvertible {
    case object, array, string, number, boolean, null
    /// No value of JSON begins so; as an error may name it.
    case invalid(String)

    /// The kind as an error names it.
    package var description: String {
      switch self {
      case .object: "an object"
      case .array: "an array"
      case .string: "a string"
      case .number: "a number"
      case .boolean: "a boolean"
      case .null: "null"
      case .invalid(let found): found
      }
    }
  }

  /// The kind of the next value, by its first byte; moves past white space.
  package mutating func nextKind() -> Kind {
    skipSpace()
    guard offset < bytes.count else { return .invalid("the end of the text") }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t") where spells("true"), UInt8(ascii: "f") where spells("false"): return .boolean
    case UInt8(ascii: "n") where spells("null"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "N"), UInt8(ascii: "I"): return .invalid("NaN or Infinity (JSON has neither)")
    case let byte where byte > 0x20 && byte < 0x7f: return .invalid("'\(Character(Unicode.Scalar(byte)))'")
    case let byte: return .invalid("byte 0x" + String(byte, radix: 16))
    }
  }

  /// True if the bytes from here on begin with `word`.
  func spells(_ word: String) -> Bool { bytes[offset...].starts(with: word.utf8) }

  package mutating func fault(expected: String) -> JSONError {
    let found = nextKind().description
    return JSONError(offset: offset, expected: expected, found: found)
  }

  /// Checks that nothing but white space is left.
  package mutating func end() throws(JSONError) {
    skipSpace()
    if offset < bytes.count { throw fault(expected: Self.nothingMore) }
  }

  /// The expectation after the value of a text.
  package static let nothingMore = "nothing more"
  /// The finding where a quote does not close.
  package static let endlessString = "a string that never ends"

  package mutating func beginObject() throws(JSONError) -> ObjectCursor {
    guard take(UInt8(ascii: "{")) else { throw fault(expected: "an object") }
    try enter()
    return ObjectCursor()
  }

  /// The next member's key, or nil at the end of the object. A key that came before is an error.
  package mutating func nextKey(_ object: inout ObjectCursor) throws(JSONError) -> String? {
    if take(UInt8(ascii: "}")) {
      depth -= 1
      return nil
    }
    if !object.isEmpty && !take(UInt8(ascii: ",")) { throw fault(expected: "',' or '}'") }
    skipSpace()
    keyOffset = offset
    let key = try readString(expected: "a key in double quotes")
    guard object.insert(key) else {
      throw JSONError(offset: keyOffset, expected: "each key once", found: key.again(after: object.earlier(key)))
    }
    guard take(UInt8(ascii: ":")) else { throw fault(expected: "':'") }
    return key
  }

  package mutating func beginArray() throws(JSONError) {
    guard take(UInt8(ascii: "[")) else { throw fault(expected: "an array") }
    try enter()
  }

  /// True if the array has an element after `read` elements; consumes the comma before it, or the bracket that closes
  /// it.
  package mutating func nextElement(after read: Int) throws(JSONError) -> Bool {
    if take(UInt8(ascii: "]")) {
      depth -= 1
      return false
    }
    if read > 0 && !take(UInt8(ascii: ",")) { throw fault(expected: "',' or ']'") }
    return true
  }

  package mutating func readString(expected: String = "a string") throws(JSONError) -> String {
    guard take(UInt8(ascii: "\"")) else { throw fault(expected: expected) }
    let start = offset
    offset = ByteScan.end(in: bytes.span, from: offset)
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
      offset += 1
      return try string(of: bytes[start..<offset - 1], from: start)
    }
    var unescaped: [UInt8] = []
    unescaped.reserveCapacity(min(bytes.count - start, 4096))
    unescaped += bytes[start..<offset]
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return try string(of: unescaped[...], from: start)
      case UInt8(ascii: "\\"):
        try appendEscape(to: &unescaped)
      case 0..<0x20:
        throw JSONError(
          offset: offset, expected: "an escape such as \\n",
          found: "control byte 0x\(String(byte, radix: 16)) in a string")
      default:
        let end = ByteScan.end(in: bytes.span, from: offset)
        unescaped += bytes[offset..<end]
        offset = end
      }
    }
    throw JSONError(offset: start - 1, expected: "a closing quote", found: Self.endlessString)
  }

  /// A number, as the nearest Double; one beyond Double's range is an error.
  package mutating func readDouble(expected: String = "a number") throws(JSONError) -> Double {
    skipSpace()
    let start = offset
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    let digits = offset
    skipDigits()
    let leadingZero = offset > digits + 1 && bytes[digits] == UInt8(ascii: "0")
    var wellFormed = offset > digits && !leadingZero
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      let fraction = offset
      skipDigits()
      wellFormed = wellFormed && offset > fraction
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
      let exponent = offset
      skipDigits()
      wellFormed = wellFormed && offset > exponent
    }
    if wellFormed, let value = ShortDecimal.value(bytes[start..<offset]) { return value }
    guard wellFormed, let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
      offset = start
      throw fault(expected: expected)
    }
    guard value.isFinite else {
      throw JSONError(offset: start, expected: expected, found: "a number beyond the range of Float64")
    }
    return value
  }

  package mutating func readNull() throws(JSONError) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "n") else { return false }
    try take(word: "null")
    return true
  }

  package mutating func readBool() throws(JSONError) -> Bool {
    skipSpace()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "t") {
      try take(word: "true")
      return true
    }
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "f") else { throw fault(expected: "true or false") }
    try take(word: "false")
    return false
  }

  /// Any value, as a tree of at most `maximumValues` values.
  package mutating func readValue() throws(JSONError) -> JSONValue {
    let kind = nextKind()
    valuesRead += 1
    guard valuesRead <= maximumValues else {
      throw JSONError(offset: offset, expected: "at most \(maximumValues) values", found: "another value")
    }
    switch kind {
    case .object:
      var members: [(key: String, value: JSONValue)] = []
      var object = try beginObject()
      while let key = try nextKey(&object) { members.append((key, try readValue())) }
      return .object(members)
    case .array:
      var values: [JSONValue] = []
      try beginArray()
      while try nextElement(after: values.count) { values.append(try readValue()) }
      return .array(values)
    case .string: return .string(try readString())
    case .boolean: return .bool(try readBool())
    case .null:
      _ = try readNull()
      return .null
    case .number:
      let start = offset
      let value = try readDouble()
      let digits = bytes[start..<offset]
      let text = String(decoding: digits, as: UTF8.self)
      if let integer = Int(text) { return .integer(integer) }
      let isWhole = digits.allSatisfy { $0 == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      return isWhole ? .digits(text) : .number(value)
    case .invalid: throw fault(expected: "a value")
    }
  }

  /// An id, which may be a string or a whole number of any length, whose digits are kept; nil where it is null.
  package mutating func readIdentifier() throws(JSONError) -> String? {
    let start = offset
    switch nextKind() {
    case .null:
      _ = try readNull()
      return nil
    case .string: return try readString()
    case .number:
      let digits = bytes[offset...].prefix { Self.isInNumber($0) }
      let unsigned = digits.drop { $0 == UInt8(ascii: "-") }
      guard unsigned.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), digits.count - unsigned.count < 2,
        let first = unsigned.first, first != UInt8(ascii: "0") || unsigned.count == 1
      else { break }
      offset += digits.count
      return first == UInt8(ascii: "0") ? "0" : String(decoding: digits, as: UTF8.self)
    default: break
    }
    offset = start
    throw fault(expected: "an id, a string or a whole number")
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw JSONError(
        offset: offset - 1, expected: "at most \(Self.maximumDepth) levels of nesting", found: "another level")
    }
  }

  mutating func skipSpace() {
    while offset < bytes.count, bytes[offset] <= 0x20,
      bytes[offset] == 0x20 || bytes[offset] == 0x0a || bytes[offset] == 0x0d || bytes[offset] == 0x09
    {
      offset += 1
    }
  }

  private mutating func skipDigits() {
    while offset < bytes.count, bytes[offset] >= UInt8(ascii: "0"), bytes[offset] <= UInt8(ascii: "9") { offset += 1 }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  private mutating func take(word: StaticString) throws(JSONError) {
    let letters = Array(word.description.utf8)
    guard offset + letters.count <= bytes.count, Array(bytes[offset..<offset + letters.count]) == letters else {
      throw fault(expected: word.description)
    }
    offset += letters.count
  }

  private func string(of slice: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
    if ByteScan.isASCII(slice.span) { return String(decoding: slice, as: UTF8.self) }
    guard let string = String(validating: slice, as: UTF8.self) else {
      // Escapes are ASCII, so the first fault of the raw text is the first of the string, too.
      throw Self.invalidUTF8(in: bytes[start..<offset], from: start)
    }
    return string
  }

  private mutating func appendEscape(to unescaped: inout [UInt8]) throws(JSONError) {
    let start = offset
    let invalid = JSONError(offset: start, expected: "an escape that JSON has", found: "'\\' and something else")
    guard offset + 1 < bytes.count else { throw invalid }
    let code = bytes[offset + 1]
    offset += 2
    switch code {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(code)
    case UInt8(ascii: "b"): unescaped.append(8)
    case UInt8(ascii: "f"): unescaped.append(12)
    case UInt8(ascii: "n"): unescaped.append(10)
    case UInt8(ascii: "r"): unescaped.append(13)
    case UInt8(ascii: "t"): unescaped.append(9)
    case UInt8(ascii: "u"):
      var value = try readHexadecimal(invalid)
      if value & 0xfc00 == 0xd800, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
        bytes[offset + 1] == UInt8(ascii: "u")
      {
        offset += 2
        let low = try readHexadecimal(invalid)
        guard low & 0xfc00 == 0xdc00 else { throw invalid }
        value = 0x10000 + (value & 0x3ff) << 10 + (low & 0x3ff)
      }
      guard let scalar = Unicode.Scalar(value) else {
        throw JSONError(offset: start, expected: "both halves of a surrogate pair", found: "one half")
      }
      unescaped.append(contentsOf: UTF8.encode(scalar)!)
    default: throw invalid
    }
  }

  private mutating func readHexadecimal(_ invalid: JSONError) throws(JSONError) -> UInt32 {
    guard offset + 4 <= bytes.count else { throw invalid }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue, bytes[offset] < 0x80 else {
        throw invalid
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
