import Testing

@testable import PointsmanSupport

@Suite("Members that nobody reads")
struct JSONSkippingTests {
  /// The text after a value that was passed over.
  private func rest(after value: String) throws -> String {
    let text = value + ",1"
    var json = JSONReader(Array(text.utf8))
    try json.skipValue()
    return String(decoding: Array(text.utf8).dropFirst(json.offset), as: UTF8.self)
  }

  @Test(
    "They need not be JSON to the letter",
    arguments: [
      "NaN", "Infinity", "-Infinity", "-NaN", "[NaN,1]", #"{"a":NaN}"#, "1e999", "-1e-999", "12345678901234567890123",
      #""x\udcb2y""#, #""\ud83d""#, #""\ud800\ud800""#, #"{"\udcb2":1}"#, #"{"a":1,"a":2}"#, "\"tab\there\"",
      #""a\"b\\""#, "[]", "{}", "[{},[]]", #" { "a" : [ 1 , { } ] } "#, "true", "false", "null", "\"é漢🦀\"",
      String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
      String(repeating: #"{"a":"#, count: 1000) + "1" + String(repeating: "}", count: 1000),
    ])
  func skipped(value: String) throws {
    #expect(try rest(after: value).trimmingPrefix(" ") == ",1")
  }

  @Test(
    "Their brackets and quotes must close, and their bytes be UTF-8",
    arguments: [
      ("", 0), ("[1", 2), ("[1}", 2), (#"{"a""#, 4), (#"{"a":"#, 5), ("{1:2}", 1), (#"{"a" 1}"#, 5), ("\"a", 0),
      (#"["a\""#, 1), ("[1 2]", 3), ("[,]", 1), ("[1,]", 3), (#"{"a":1,}"#, 7), ("nothing", 0), ("undefined", 0),
    ])
  func refused(value: String, offset: Int) {
    var json = JSONReader(Array(value.utf8))
    let error = #expect(throws: JSONError.self) { try json.skipValue() }
    #expect(error?.offset == offset)
  }

  @Test("A byte that is not UTF-8 is a fault in its place")
  func invalidUTF8() {
    var json = JSONReader(Array("[\"ab".utf8) + [0xff, UInt8(ascii: "\""), UInt8(ascii: "]")])
    let error = #expect(throws: JSONError.self) { try json.skipValue() }
    #expect(error?.offset == 4 && error?.reason == .invalidUTF8)
  }

  @Test(
    "An id is a string, or a whole number of any length digit by digit; null is none",
    arguments: [
      (#""a""#, "a"), ("7", "7"), ("-7", "-7"), ("0", "0"), ("-0", "0"), ("null", nil),
      ("12345678901234567890", "12345678901234567890"), ("-9223372036854775809", "-9223372036854775809"),
      (String(repeating: "9", count: 500), String(repeating: "9", count: 500)),
    ])
  func ids(text: String, id: String?) throws {
    var json = JSONReader(Array(text.utf8))
    #expect(try json.readIdentifier() == id)
    try json.end()
  }

  @Test("Anything else is no id", arguments: ["1.5", "1e3", "01", "--1", "-", "true", "[]", "{}", "NaN"])
  func noIDs(text: String) {
    var json = JSONReader(Array(text.utf8))
    let error = #expect(throws: JSONError.self) { _ = try json.readIdentifier() }
    #expect(error?.offset == 0 && error?.expected == "an id, a string or a whole number")
  }

  @Test("A tree of more values than are allowed is a fault where it would grow beyond them")
  func limit() throws {
    let text = Array("[[],[],[]]".utf8)
    #expect(try JSONValue(parsing: text, maximumValues: 4).array?.count == 3)
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, maximumValues: 3) }
    #expect(error?.offset == 7)
  }
}
