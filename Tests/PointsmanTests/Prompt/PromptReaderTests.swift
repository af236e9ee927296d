import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("Tags and vectors in JSON")
struct PromptReaderTests {
  private func prompt(_ text: String) throws -> Prompt {
    var json = JSONReader(Array(text.utf8))
    var reader = PromptReader()
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) { #expect(try reader.read(key, &json)) }
    return try reader.prompt(json)
  }

  private func vector(_ text: String) throws -> PromptVector {
    var json = JSONReader(Array(text.utf8))
    return try PromptVector(reading: &json)
  }

  @Test("Tags come with a prompt and with a conversation, in any order of the members")
  func tags() throws {
    let tags = ["language": "swift", "action": ""]
    #expect(try prompt(#"{"tags":{"language":"swift","action":""},"prompt":"p"}"#) == Prompt("p", tags: tags))
    let message = #"{"messages":[{"role":"user","content":"p"}],"tags":{"language":"swift","action":""}}"#
    #expect(try prompt(message).tags == tags)
    #expect(try prompt(#"{"prompt":"p","tags":{}}"#) == Prompt("p"))
  }

  @Test(
    "Tags that are not an object of strings are refused at their place",
    arguments: [
      (#"{"tags":["swift"]}"#, 8), (#"{"tags":null}"#, 8), (#"{"tags":{"a":1}}"#, 13), (#"{"tags":{"a":null}}"#, 13),
      (#"{"tags":{"a":["b"]}}"#, 13), (#"{"tags":{"a":"b","a":"c"}}"#, 17),
    ])
  func badTags(text: String, offset: Int) {
    #expect {
      try prompt(text)
    } throws: {
      ($0 as? JSONError)?.offset == offset
    }
  }

  @Test("A vector is an array, or an object that states its source")
  func vectors() throws {
    #expect(try vector("[1, -2.5e1]") == PromptVector([1, -25]))
    #expect(
      try vector(#"{"values":[1],"name":"mine"}"#) == PromptVector([1], source: VectorSource(named: "mine")))
    let digest = String(repeating: "0a", count: 32)
    #expect(
      try vector(#"{"name":"mine","digest":"\#(digest)","values":[1]}"#)
        == PromptVector([1], source: VectorSource(name: "mine", digest: digest)))
  }

  @Test(
    "Anything else is no vector",
    arguments: [
      "[]", "[1,null]", "[1e39]", "[NaN]", "\"[1]\"", "null", #"{"values":[1]}"#, #"{"name":"m"}"#,
      #"{"values":[1],"name":"m","digest":"12"}"#, #"{"values":"1","name":"m"}"#, #"{"values":[1],"name":""}"#,
    ])
  func badVectors(text: String) {
    #expect(throws: JSONError.self) { try vector(text) }
  }
}
