import Pointsman
import PointsmanSupport
import Testing

@testable import PointsmanEndpoints

@Suite("Requests in each protocol")
struct RequestTests {
  static func endpoint(_ api: WireProtocol, base: String = "https://api.openai.com/v1") -> Endpoint {
    let upstream = Upstream(
      name: "u", baseURL: base, key: nil, protocols: [api], certificates: nil, timeouts: .init(), maximumConnections: 8)
    return Endpoint(
      name: "m", model: "model-x", upstream: upstream, api: api, price: nil, cachePrice: .init(), facts: .init(),
      concurrency: 1, requestsPerMinute: nil,
      maximumTokens: nil, parameters: [("temperature", .number(0.5))])
  }

  private static let conversation = Conversation(
    turns: [
      .init(.system, "Be brief."), .init(.user, "Read a"),
      .init(.assistant, parts: [.text("I will."), .call(id: "c", name: "read", arguments: #"{"path":"a"}"#)]),
      .init(.tool, parts: [.result(id: "c", text: "text")]),
      .init(.user, parts: [.text("And?"), .image("https://e.com/i.png")]),
    ], tools: [.init(name: "read", summary: "Reads.", parameters: .object([("type", .string("object"))]))])

  @Test(
    "The body is the provider's form",
    arguments: [
      (
        WireProtocol.chat,
        #"{"model":"model-x","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Read a"},"#
          + #"{"role":"assistant","content":[{"type":"text","text":"I will."}],"tool_calls":[{"id":"c","type":"function","#
          + #""function":{"name":"read","arguments":"{\"path\":\"a\"}"}}]},{"role":"tool","tool_call_id":"c","content":"text"},"#
          + #"{"role":"user","content":[{"type":"text","text":"And?"},{"type":"image_url","image_url":{"url":"https://e.com/i.png"}}]}],"#
          + #""max_completion_tokens":99,"stream_options":{"include_usage":true},"#
          + #""tools":[{"type":"function","function":{"name":"read","description":"Reads.","parameters":{"type":"object"}}}],"#
          + #""stream":true,"temperature":0.5}"#
      ),
      (
        .responses,
        #"{"model":"model-x","input":[{"type":"message","role":"system","content":[{"type":"input_text","text":"Be brief."}]},"#
          + #"{"type":"message","role":"user","content":[{"type":"input_text","text":"Read a"}]},"#
          + #"{"type":"message","role":"assistant","content":"I will."},"#
          + #"{"type":"function_call","call_id":"c","name":"read","arguments":"{\"path\":\"a\"}"},"#
          + #"{"type":"function_call_output","call_id":"c","output":"text"},"#
          + #"{"type":"message","role":"user","content":[{"type":"input_text","text":"And?"},"#
          + #"{"type":"input_image","detail":"auto","image_url":"https://e.com/i.png"}]}],"max_output_tokens":99,"store":false,"#
          + #""tools":[{"type":"function","name":"read","description":"Reads.","parameters":{"type":"object"},"strict":false}],"#
          + #""stream":true,"temperature":0.5}"#
      ),
      (
        .messages,
        #"{"model":"model-x","max_tokens":99,"system":"Be brief.","messages":[{"role":"user","content":[{"type":"text","text":"Read a"}]},"#
          + #"{"role":"assistant","content":[{"type":"text","text":"I will."},{"type":"tool_use","id":"c","name":"read","input":{"path":"a"}}]},"#
          + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"text"},{"type":"text","text":"And?"},"#
          + #"{"type":"image","source":{"type":"url","url":"https://e.com/i.png"}}]}],"#
          + #""tools":[{"name":"read","description":"Reads.","input_schema":{"type":"object"}}],"stream":true,"temperature":0.5}"#
      ),
    ])
  func body(api: WireProtocol, expected: String) {
    let request = ModelRequest(to: Self.endpoint(api), Self.conversation, maximumTokens: 99)
    #expect(request.body.text == expected)
  }

  @Test("OpenAI itself takes the newer name of the limit; other servers the older")
  func limit() {
    for (base, name) in [
      ("https://api.openai.com/v1", "max_completion_tokens"),
      ("https://x.openai.azure.com/openai", "max_completion_tokens"),
      ("http://127.0.0.1:11434/v1", "max_tokens"), ("https://openai.com.evil.example/v1", "max_tokens"),
    ] {
      let body = ModelRequest(to: Self.endpoint(.chat, base: base), Conversation(user: "x"), maximumTokens: 7).body
      #expect(body[name]?.integer == 7, "\(base)")
    }
  }

  @Test("The key is where the provider looks for it")
  func headers() {
    func header(_ name: String, _ api: WireProtocol) -> String? {
      let request = ModelRequest(to: Self.endpoint(api), Conversation(user: "x"), maximumTokens: 7)
      return request.headers(key: "k").first { $0.name == name }?.value
    }
    #expect(header("authorization", .chat) == "Bearer k" && header("authorization", .responses) == "Bearer k")
    #expect(header("x-api-key", .messages) == "k" && header("authorization", .messages) == nil)
    #expect(header("anthropic-version", .messages) == "2023-06-01")
  }
}
