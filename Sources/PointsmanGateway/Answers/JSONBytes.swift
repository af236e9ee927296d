internal import PointsmanSupport

/// Writes JSON straight into bytes, spelt as `JSONValue.text` spells it, without a tree and with few allocations.
///
/// ```
/// var json = JSONBytes()
/// json.object { json in json.member("model", "small") }
/// ```
package struct JSONBytes: Sendable {
  /// The bytes written so far.
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

  /// An object, with the members that `body` writes.
  package mutating func object(_ body: (inout JSONBytes) -> Void) {
    open(UInt8(ascii: "{"))
    body(&self)
    close(UInt8(ascii: "}"))
  }

  /// An array, with the elements that `body` writes.
  package mutating func array(_ body: (inout JSONBytes) -> Void) {
    open(UInt8(ascii: "["))
    body(&self)
    close(UInt8(ascii: "]"))
  }

  /// The key of the member whose value is written next.
  package mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  package mutating func string(_ value: String?) {
    separate()
    if let value { quote(value) } else { bytes.append(contentsOf: "null".utf8) }
  }

  /// A number in the fewest digits that read back the same; null where it is not known or not finite.
  package mutating func number(_ value: Double?) {
    separate()
    guard let value, value.isFinite else { return bytes.append(contentsOf: "null".utf8) }
    bytes.append(contentsOf: value.description.utf8)
  }

  package mutating func integer(_ value: Int) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  package mutating func boolean(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  package mutating func member(_ name: String, _ value: String?) {
    key(name)
    string(value)
  }

  package mutating func member(_ name: String, number value: Double?) {
    key(name)
    number(value)
  }

  package mutating func member(_ name: String, integer value: Int) {
    key(name)
    integer(value)
  }

  package mutating func member(_ name: String, boolean value: Bool) {
    key(name)
    boolean(value)
  }

  package mutating func member(_ name: String, object body: (inout JSONBytes) -> Void) {
    key(name)
    object(body)
  }

  package mutating func member(_ name: String, array body: (inout JSONBytes) -> Void) {
    key(name)
    array(body)
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// Runs without an escape are copied whole.
  private mutating func quote(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    let text = value.utf8Span.span
    var start = 0
    while start < text.count {
      let end = ByteScan.end(in: text, from: start)
      for index in start..<end { bytes.append(text[index]) }
      guard end < text.count else { break }
      switch text[end] {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case 0x0a: bytes.append(contentsOf: "\\n".utf8)
      case 0x0d: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case let byte:
        bytes.append(contentsOf: (byte < 16 ? "\\u000" : "\\u00").utf8)
        bytes.append(contentsOf: String(byte, radix: 16).utf8)
      }
      start = end + 1
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
