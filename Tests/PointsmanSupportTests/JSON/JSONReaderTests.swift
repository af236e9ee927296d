import Testing

@testable import PointsmanSupport

@Suite("JSONReader")
struct JSONReaderTests {
  @Test(
    "Texts of RFC 8259 are read, and written again canonically",
    arguments: [
      ("null", "null"), (" true ", "true"), ("\t\r\nfalse\n", "false"), ("0", "0"), ("-0", "0"), ("-0.0", "-0.0"),
      ("12", "12"), ("-9223372036854775808", "-9223372036854775808"),
      ("9223372036854775808", "9223372036854775808"), ("-12345678901234567890", "-12345678901234567890"),
      ("0.1", "0.1"), ("1.0", "1.0"), ("1e3", "1000.0"), ("1E+3", "1000.0"), ("25e-2", "0.25"), ("-1.5e-3", "-0.0015"),
      ("1e-400", "0.0"), ("5e-324", "5e-324"), ("1.7976931348623157e308", "1.7976931348623157e+308"),
      ("0.30000000000000004", "0.30000000000000004"), (#""""#, #""""#), (#""a\"\\\/b""#, #""a\"\\/b""#),
      (#""\b\f\n\r\t""#, #""\u0008\u000c\n\r\t""#), (#""\u0041\u00e9\u00E9""#, #""Aéé""#),
      (#""\ud83e\udd80""#, #""🦀""#),
      (#""\u0000\uffff""#, "\"\\u0000\u{ffff}\""), ("\"\u{7f}é漢🦀\"", "\"\u{7f}é漢🦀\""), ("[]", "[]"), ("[ ]", "[]"),
      ("[1 , [2,{}],\"\"]", #"[1,[2,{}],""]"#), (#"{ "b" : 1 , "a" : { "b" : null } }"#, #"{"b":1,"a":{"b":null}}"#),
      (#"{"":0}"#, #"{"":0}"#), (#"{"a":1,"A":2}"#, #"{"a":1,"A":2}"#),
    ])
  func accepts(text: String, expected: String) throws {
    let value = try JSONValue(parsing: Array(text.utf8))
    #expect(Array(value.text.utf8) == Array(expected.utf8))
    #expect(try JSONValue(parsing: Array(value.text.utf8)) == value)
  }

  @Test(
    "Anything else is refused at the byte of its fault",
    arguments: [
      ("", 0), ("  ", 2), ("nul", 0), ("nulls", 4), ("True", 0), ("tru e", 0), ("fals", 0), ("undefined", 0),
      ("NaN", 0), ("Infinity", 0), ("-Infinity", 0), ("[1,NaN]", 3), ("1e400", 0), ("[-1e999]", 1),
      ("01", 0), ("-", 0), ("-01", 0), ("+1", 0), (".5", 0), ("1.", 0), ("1.e3", 0), ("1e", 0), ("1e+", 0), ("0x10", 1),
      ("1 2", 2), ("1,", 1), ("--1", 0), ("1_000", 1), ("'a'", 0), ("\"a", 0), ("[\"a", 1), ("\"\\", 1), ("\"\\\"", 0),
      (#""\x41""#, 1), (#""a\u12g4""#, 2), (#""\u12""#, 1), (#""\u+123""#, 1), (#""\ud800""#, 1), (#""ab\udc00""#, 3),
      (#""\ud800\ud800""#, 1), (#""\ud800\u0041""#, 1), (#""\ud800\n""#, 1), (#""\ud800x""#, 1), (#""\U0041""#, 1),
      ("\"a\u{1}\"", 2), ("\"tab\there\"", 4), ("\"line\nbreak\"", 5), ("\"nul\u{0}\"", 4), ("\"\\n\u{1f}\"", 3),
      ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[1", 2), ("[", 1), ("]", 0), ("[1}", 2), ("[1]]", 3),
      (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), (#"{"a":}"#, 5), (#"{a:1}"#, 1), (#"{1:1}"#, 1), (#"{"a":1 "b":2}"#, 7),
      ("{", 1),
      (#"{"a":1,"a":2}"#, 7), (#"{"x":{"a":1, "a":2}}"#, 13), (#"{"a":1,"\u0061":2}"#, 7), ("{}{}", 2), ("{} x", 3),
      ("\u{feff}1", 0), ("\u{a0}1", 0), ("1\u{b}", 1), ("[1]\u{0}", 3), ("/* */1", 0), ("1//", 1),
    ])
  func refuses(text: String, offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    #expect(error?.offset == offset, "\(String(describing: error))")
  }

  @Test(
    "A string of bytes that are not UTF-8 is refused at the first of them",
    arguments: [
      [0xff], [0x80], [0xc3], [0xc3, 0x28], [0xc0, 0xaf], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80], [0x5c, 0x6e, 0xff],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0x20, 0x22] + bytes + [0x22]) }
    let valid = bytes.starts(with: [0x5c]) ? 2 : 0
    #expect(error?.offset == 2 + valid)
    #expect(error?.expected == "UTF-8")
  }

  @Test("64 levels of nesting are read, and the 65th is refused where it opens", arguments: ["[", #"{"a":"#])
  func depth(opening: String) throws {
    let closing = opening == "[" ? "]" : "}"
    func nested(_ levels: Int, _ core: String) -> [UInt8] {
      Array((String(repeating: opening, count: levels) + core + String(repeating: closing, count: levels)).utf8)
    }
    _ = try JSONValue(parsing: nested(64, "1"))
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(65, "1")) }
    #expect(error?.offset == 64 * opening.utf8.count)
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(100_000, "1")) }
    // Depth is that of the moment: what is closed no longer counts.
    let flat = "[" + Array(repeating: opening + "1" + closing, count: 100).joined(separator: ",") + "]"
    _ = try JSONValue(parsing: Array(flat.utf8))
  }

  @Test("Two keys that Unicode holds equal are one, as they are to Swift's dictionaries")
  func canonicallyEqualKeys() {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8)) }
    #expect(error?.expected == "each key once")
  }

  @Test("An object of very many keys is read in linear time", .timeLimit(.minutes(5)))
  func manyKeys() throws {
    let text = "{" + (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
    guard case .object(let members) = try JSONValue(parsing: Array(text.utf8)) else {
      throw JSONError(offset: 0, expected: "an object", found: "none")
    }
    #expect(members.count == 100_000)
  }

  @Test("A text cut anywhere, or with any byte altered, is read or refused, and never traps")
  func robust() {
    let bytes = Array(#"{"a":[1,-2.5e3,true,false,null],"é\ud83e\udd80\n":{"b":""},"c":0.25}"#.utf8)
    for length in bytes.indices { #expect(throws: JSONError.self) { try JSONValue(parsing: Array(bytes[..<length])) } }
    for index in bytes.indices {
      for value in UInt8.min...UInt8.max {
        var altered = bytes
        altered[index] = value
        guard let read = try? JSONValue(parsing: altered) else { continue }
        #expect((try? JSONValue(parsing: Array(read.text.utf8))) == read)
      }
    }
  }
}

@Suite("JSONReader, part by part")
struct JSONPartsTests {
  @Test("Known members are read and others skipped, in whatever order they come")
  func members() throws {
    var json = JSONReader(Array(#" {"skip":[{"x":[]}],"n":-2.5,"s":"é","b":false,"z":null,"id":7} "#.utf8))
    var object = try json.beginObject()
    var read: [String] = []
    while let key = try json.nextKey(&object) {
      switch key {
      case "n": read.append("\(try json.readDouble())")
      case "s": read.append(try json.readString())
      case "b": read.append("\(try json.readBool())")
      case "z": read.append("\(try json.readNull())")
      case "id": read.append(try json.readIdentifier() ?? "")
      default: _ = try json.readValue()
      }
    }
    try json.end()
    #expect(read == ["-2.5", "é", "false", "true", "7"])
  }

  @Test("A value of another kind is named with its place")
  func kinds() {
    func error(_ text: String, _ read: (inout JSONReader) throws(JSONError) -> Void) -> JSONError? {
      var json = JSONReader(Array(text.utf8))
      return #expect(throws: JSONError.self) { try read(&json) }
    }
    let string = error(" 12") { (json) throws(JSONError) in _ = try json.readString() }
    #expect(string == JSONError(offset: 1, expected: "a string", found: "a number"))
    let number = error(#""1""#) { (json) throws(JSONError) in _ = try json.readDouble(expected: "a cost") }
    #expect(number == JSONError(offset: 0, expected: "a cost", found: "a string"))
    let object = error("[]") { (json) throws(JSONError) in _ = try json.beginObject() }
    #expect(object == JSONError(offset: 0, expected: "an object", found: "an array"))
    let array = error("{}") { (json) throws(JSONError) in try json.beginArray() }
    #expect(array == JSONError(offset: 0, expected: "an array", found: "an object"))
    let bool = error("null") { (json) throws(JSONError) in _ = try json.readBool() }
    #expect(bool == JSONError(offset: 0, expected: "true or false", found: "null"))
    let identifier = error(" 1.5") { (json) throws(JSONError) in _ = try json.readIdentifier() }
    #expect(identifier?.offset == 1)
    let value = error(" NaN") { (json) throws(JSONError) in _ = try json.readValue() }
    #expect(value?.found.contains("NaN") == true)
  }

  @Test("readNull leaves any other value unread")
  func null() throws {
    var json = JSONReader(Array(" 3".utf8))
    #expect(try !json.readNull())
    #expect(try json.readDouble() == 3)
  }
}
