import PointsmanGateway
import PointsmanSupport
import Testing

@Suite("JSONBytes")
struct JSONBytesTests {
  @Test(
    "Strings are spelt as JSONValue spells them, whatever they hold",
    arguments: [
      "", "plain", "\"quoted\"\\", "line\nfeed\ttab\r", "\u{1}\u{1f}", "ä€😀", String(repeating: "x\"", count: 50),
    ])
  func strings(text: String) throws {
    var json = JSONBytes()
    json.object { json in json.member(text, text) }
    #expect(String(decoding: json.bytes, as: UTF8.self) == JSONValue.object([(text, .string(text))]).text)
  }

  @Test("Members, lists and unknown figures are parted by commas and nothing else")
  func structure() {
    var json = JSONBytes()
    json.object { json in
      json.member(
        "a",
        array: { json in
          json.number(1.5)
          json.number(nil)
          json.number(.infinity)
          json.object { _ in }
        })
      json.member("b", boolean: true)
      json.member("c", object: { json in json.member("d", integer: -3) })
      json.member("e", nil)
    }
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"a":[1.5,null,null,{}],"b":true,"c":{"d":-3},"e":null}"#)
  }
}
