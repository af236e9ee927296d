import Pointsman
import PointsmanEndpoints
import PointsmanSupport
import Testing

@testable import PointsmanGateway

@Suite("Requests as the gateway reads them")
struct GatewayRequestTests {
  private static func request(_ text: String, _ api: WireProtocol = .chat) throws(RequestFault) -> GatewayRequest {
    try GatewayRequest(api, body: Array(text.utf8))
  }

  @Test(
    "All bytes but the model's name are the client's",
    arguments: [
      #"{"model":"pointsman","messages":[{"role":"user","content":"a"}],"temperature":1e-7,"x":1.0}"#,
      "{ \"messages\" :[{\"role\":\"user\",\"content\":\"\\u00e9\\ud83d\\ude00\"}],\n\t\"model\" : \"pointsman\" , \"seed\":  01 }",
      #"{"tools":[{"a":{"b":{"a":1,"a":2}}}],"model":"po\u0069ntsman","messages":[{"role":"user","content":"a"}]}"#,
    ])
  func splice(text: String) throws {
    let request = try Self.request(text)
    #expect(request.model == "pointsman")
    let body = String(decoding: request.body(for: "gpt \"5\"", countsTokens: false), as: UTF8.self)
    let name = text.contains("\\u0069") ? #""po\u0069ntsman""# : #""pointsman""#
    #expect(body == text.replacing(name, with: #""gpt \"5\"""#))
  }

  @Test("A stream of Chat Completions is asked to count tokens only where the client left that open")
  func streamOptions() throws {
    let open = try Self.request(#"{"model":"m","stream":true,"messages":[{"role":"user","content":"a"}]}"#)
    #expect(
      String(decoding: open.body(for: "x", countsTokens: true), as: UTF8.self)
        == #"{"model":"x","stream_options":{"include_usage":true},"stream":true,"messages":[{"role":"user","content":"a"}]}"#
    )
    let declined = #"{"model":"m","stream":true,"stream_options":{},"messages":[{"role":"user","content":"a"}]}"#
    #expect(try !Self.request(declined).leavesUsageOpen)
    #expect(try !Self.request(#"{"model":"m","messages":[{"role":"user","content":"a"}]}"#).leavesUsageOpen)
    #expect(try !Self.request(#"{"model":"m","stream":true,"input":"a"}"#, .responses).leavesUsageOpen)
  }

  @Test(
    "The last words of the user are the prompt in each protocol, and what surrounds them is a need or a hint",
    arguments: [
      (
        WireProtocol.chat,
        #"{"model":"m","n":2,"logprobs":true,"max_tokens":9,"prompt_cache_key":"k","response_format":{"type":"json_schema"},"#
          + #""messages":[{"role":"system","content":"s"},{"role":"user","content":"Why?"},{"role":"assistant","tool_calls":[]},"#
          + #"{"role":"tool","content":"42"}],"tools":[{"type":"function"}]}"#
      ),
      (
        .responses,
        #"{"model":"m","max_output_tokens":9,"prompt_cache_key":"k","n":2,"logprobs":true,"#
          + #""text":{"format":{"type":"json_schema"}},"input":[{"role":"user","content":"Why?"},"#
          + #"{"type":"function_call","name":"f"},{"type":"function_call_output","output":"42"}],"tools":[{"type":"function"}]}"#
      ),
      (
        .messages,
        #"{"model":"m","n":2,"logprobs":true,"response_format":{"a":"json_schema","b":"\"json_schema\""},"max_tokens":9,"#
          + #""metadata":{"user_id":"k"},"messages":[{"role":"user","content":"Why?"},{"role":"assistant","content":[]},"#
          + #"{"role":"user","content":[{"type":"tool_result","content":"42"}]}],"tools":[{"name":"f"}]}"#
      ),
    ])
  func shapes(api: WireProtocol, text: String) throws {
    let request = try Self.request(text, api)
    #expect(request.prompt.lastUserTurn == "Why?")
    #expect(request.hints == ConversationHints(name: "k", hasHistory: true, isToolResult: true))
    #expect(request.maximumTokens == 9)
    #expect(request.needs == ["tools", "n", "logprobs", "structured_outputs"])
  }

  @Test("A request that goes on from an answer, and one of the result of a tool alone, can be read")
  func continued() throws {
    let text = #"{"model":"m","previous_response_id":"resp_1","input":[{"type":"function_call_output","output":"4"}]}"#
    let request = try Self.request(text, .responses)
    #expect(request.hints == ConversationHints(previousResponse: "resp_1", hasHistory: true, isToolResult: true))
  }

  @Test(
    "What is no request is refused with its place",
    arguments: [
      (#"{"messages":[{"role":"user","content":"a"}]}"#, "the body has no \"model\"; name one, or \"pointsman\""),
      (#"{"model":"m"}"#, "the body has no \"messages\"; add the conversation"),
      (#"{"model":"m","model":"n"}"#, "byte 13 of the body has \"model\" again, not each key once"),
      (#"{"model":1}"#, "byte 9 of the body has a number, not a model's name, a string"),
      (#"{"model":"m","n":NaN}"#, "byte 17 of the body has NaN or Infinity (JSON has neither), not a value"),
      ("[]", "byte 0 of the body has an array, not an object"),
      (#"{"model":"m","messages":[{"role":"user","content":"a"}]}x"#, "byte 56 of the body has 'x', not nothing more"),
    ])
  func faults(text: String, message: String) {
    let fault = #expect(throws: RequestFault.self) { try Self.request(text) }
    #expect(fault?.description == message)
  }

  @Test("Sizes beyond any number do not trap")
  func extremes() throws {
    let text = #"{"model":"m","max_tokens":1e300,"n":1e300,"messages":[{"role":"user","content":"a"}]}"#
    #expect(try Self.request(text).maximumTokens == nil)
  }
}
