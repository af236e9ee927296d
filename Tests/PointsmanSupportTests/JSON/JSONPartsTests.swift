import Testing

@testable import PointsmanSupport

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
      case "id": read.append(try json.readIdentifier())
      default: _ = try json.readValue()
      }
    }
    try json.end()
    #expect(read == ["-2.5", "é", "false", "true", "7"])
  }

  @Test("A value of another kind is named where it stands")
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
