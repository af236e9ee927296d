/// A JSON value. An object keeps its members in order.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A whole number beyond `Int`, digit by digit.
  case digits(String)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  package static func == (a: JSONValue, b: JSONValue) -> Bool { a.text == b.text }

  /// The one value that a JSON text holds; a text of more than `maximumValues` is a fault.
  package init(parsing bytes: [UInt8], maximumValues: Int = .max) throws(JSONError) {
    var reader = JSONReader(bytes, maximumValues: maximumValues)
    self = try reader.readValue()
    try reader.end()
  }

  /// A number that may be undefined: `null` where it is, or where it is not finite.
  package static func figure(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }

  /// The member named `key`; nil when there is none or this is not an object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .digits(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  /// An id: a string, or a whole number of any length, digit by digit.
  package var identifier: String? {
    switch self {
    case .string(let id), .digits(let id): id
    case .integer(let id): String(id)
    default: nil
    }
  }
  /// The numbers of an array that holds nothing else.
  package var doubles: [Double]? {
    guard let numbers = array?.compactMap(\.double), numbers.count == array?.count else { return nil }
    return numbers
  }

  /// The value on one line: no spaces, members in order, numbers in the fewest digits that read back the same.
  package var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .digits(let value): text += value
    case .number(let value):
      precondition(value.isFinite, "JSON has no infinity and no NaN")
      text += value.description
    case .string(let value): Self.quote(value, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.quote(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    var rest = value[...]
    // Runs without an escape are copied whole.
    while let place = rest.utf8.firstIndex(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
    {
      text += rest[..<place]
      switch rest.utf8[place] {
      case UInt8(ascii: "\""): text += "\\\""
      case UInt8(ascii: "\\"): text += "\\\\"
      case 0x0a: text += "\\n"
      case 0x0d: text += "\\r"
      case 0x09: text += "\\t"
      case let byte: text += "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      rest = rest[rest.utf8.index(after: place)...]
    }
    text += rest
    text += "\""
  }
}

/// Where a text stops being JSON, or is not the JSON that was expected.
package struct JSONError: Error, Equatable {
  /// Bytes before the fault.
  package let offset: Int
  package let expected: String
  package let found: String
  package let reason: Reason

  package enum Reason: Sendable {
    /// A byte is not UTF-8.
    case invalidUTF8
    /// The text is not JSON, or not the JSON that was expected.
    case unexpected
  }

  package init(offset: Int, expected: String, found: String, reason: Reason = .unexpected) {
    (self.offset, self.expected, self.found, self.reason) = (offset, expected, found, reason)
  }
}
