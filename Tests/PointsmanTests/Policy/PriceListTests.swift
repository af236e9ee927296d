import Testing

@testable import Pointsman

@Suite("PriceList")
struct PriceListTests {
  private func read(_ text: String) throws -> PriceList { try PriceList(json: Array(text.utf8)) }

  @Test("A price list gives USD a million tokens, in and out")
  func reads() throws {
    let list = try read(#"{"a":{"input":1.25,"output":10},"b":{"output":0,"input":0}}"#)
    #expect(list.prices["a"] == .init(input: 1.25, output: 10))
    #expect(abs(list.prices["a"]!.cost(input: 2_000, output: 500) - 0.0075) < 1e-15)
  }

  @Test(
    "A price list that is not one is refused, with its place",
    arguments: [
      ("[]", "must be an object"), ("{", "byte 1"), (#"{"a":{"input":1}}"#, "\"a\""),
      (#"{"a":{"input":1,"output":2,"cached":0}}"#, "nothing else"), (#"{"a":{"input":-1,"output":2}}"#, "-1.0"),
      (#"{"a":{"input":"1","output":2}}"#, "\"a\""),
    ])
  func refused(text: String, message: String) throws {
    let error = #expect(throws: RouterError.self) { try read(text) }
    #expect(try #require(error).description.contains(message))
  }

  @Test("Every model of the router needs a price, no other model may have one, and tokens must be foreseen")
  func models() throws {
    let known = try PolicyRouters.fixed([0.2, 0.8], usage: PolicyRouters.usage([.outputTokens: [1, 1]]))
    let one = try read(#"{"coder":{"input":1,"output":1}}"#)
    let both = try read(#"{"coder":{"input":1,"output":1},"generalist":{"input":1,"output":1}}"#)
    let three = try read(
      #"{"coder":{"input":1,"output":1},"generalist":{"input":1,"output":1},"nobody":{"input":1,"output":1}}"#)
    #expect(PolicyRouters.fault(known, .mostLikely, prices: both) == nil)
    #expect(try #require(PolicyRouters.fault(known, .mostLikely, prices: one)).contains("no price for \"generalist\""))
    #expect(try #require(PolicyRouters.fault(known, .mostLikely, prices: three)).contains("\"nobody\""))
    let unknown = try PolicyRouters.fixed([0.2, 0.8])
    #expect(try #require(PolicyRouters.fault(unknown, .mostLikely, prices: both)).contains("output_tokens"))
  }
}
