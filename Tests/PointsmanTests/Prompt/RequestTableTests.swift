import Testing

@testable import Pointsman
@testable import PointsmanSupport

/// The cases of `Golden/requests.jsonl`, which `Tests/Checks/embedding/requests.py` gives to the command line, to C and to Python.
@Suite("Requests as they arrive")
struct RequestTableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let request: [UInt8]
    /// nil where the request is at fault.
    let text: String?
    let needs: Set<String>
    let id: String?
    let error: String?
  }

  static func cases() throws -> [Case] {
    try Golden.lines("requests.jsonl").map { line in
      let json = try JSONValue(parsing: line)
      // As it is written: a state of SystemOne is routed as its own text.
      var reader = JSONReader(line)
      var request: [UInt8] = []
      var object = try reader.beginObject()
      while let key = try reader.nextKey(&object) {
        if key == "request" { request = Array(try reader.skippedText().utf8) } else { try reader.skipValue() }
      }
      return Case(
        testDescription: try #require(json["case"]?.string), request: request, text: json["text"]?.string,
        needs: Set((json["needs"]?.array ?? []).compactMap(\.string)), id: json["id"]?.string,
        error: json["error"]?.string)
    }
  }

  @Test("Each gives its text, its needs and its id, or its fault")
  func table() throws {
    let cases = try Self.cases()
    #expect(cases.count > 50 && Set(cases.map(\.testDescription)).count == cases.count)
    for item in cases {
      guard let text = item.text else {
        #expect {
          try PromptReader.line(item.request)
        } throws: {
          ($0 as? JSONError)?.expected.contains(item.error ?? "") == true
        }
        continue
      }
      let line = try PromptReader.line(item.request)
      #expect(line.prompt.routedText == text, "\(item)")
      #expect(line.prompt.needs == item.needs && line.id == item.id, "\(item)")
      #expect(try Prompt(request: item.request) == line.prompt, "\(item)")
    }
  }

  @Test("A request alone on standard input is known as one")
  func alone() throws {
    for item in try Self.cases() where item.text != nil {
      #expect(try PromptReader.request(String(decoding: item.request, as: UTF8.self)) != nil, "\(item)")
    }
  }

  @Test("A request with tools and without text is at fault")
  func toolsWithoutText() {
    let request = #"{"messages":[{"role":"user","content":""}],"tools":[{"type":"function"}]}"#
    #expect(throws: JSONError.self) { try PromptReader.line(Array(request.utf8)) }
  }
}
