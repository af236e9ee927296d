import PointsmanEndpoints
import Testing

@testable import PointsmanGateway

@Suite("Headers that pass")
struct HeaderRulesTests {
  private static func toUpstream(_ headers: [HeaderRules.Header], _ api: WireProtocol = .chat) -> [String: [String]] {
    let passed = HeaderRules.toUpstream(headers, api, key: "upstream-key", decision: "dec_1", version: "1.0")
    return Dictionary(grouping: passed, by: \.name).mapValues { $0.map(\.value) }
  }

  @Test(
    "The client's keys, cookies and addresses stay behind, and so does what Connection names",
    arguments: [
      "Authorization", "X-Api-Key", "Cookie", "Host", "Forwarded", "X-Forwarded-For", "X-Real-IP", "TE", "Trailer",
      "Transfer-Encoding", "Upgrade", "Content-Length", "Expect", "Accept-Encoding", "Proxy-Authorization",
      "Keep-Alive",
      "X-Secret", "x-stainless-os",
    ])
  func staysBehind(name: String) {
    let passed = Self.toUpstream([(name, "client"), ("Connection", "close, x-request-id"), ("X-Request-ID", "r")])
    #expect(!passed.values.joined().contains("client") && passed["x-request-id"] == nil && passed["connection"] == nil)
  }

  @Test("The upstream gets its own key in its provider's form, and a name for the request")
  func own() {
    let chat = Self.toUpstream([
      ("User-Agent", "codex/1"), ("traceparent", "00-a-b-01"), ("Accept", "text/event-stream"),
    ])
    #expect(chat["authorization"] == ["Bearer upstream-key"] && chat["x-api-key"] == nil)
    #expect(chat["user-agent"] == ["codex/1 pointsman/1.0"] && chat["traceparent"] == ["00-a-b-01"])
    #expect(chat["idempotency-key"] == ["dec_1"] && chat["accept-encoding"] == ["identity"])
    #expect(chat["content-type"] == ["application/json"] && chat["accept"] == ["text/event-stream"])
    let messages = Self.toUpstream([("idempotency-key", "mine"), ("anthropic-beta", "b")], .messages)
    #expect(messages["x-api-key"] == ["upstream-key"] && messages["authorization"] == nil)
    #expect(messages["anthropic-version"] == ["2023-06-01"] && messages["anthropic-beta"] == ["b"])
    #expect(messages["idempotency-key"] == ["mine"] && messages["user-agent"] == ["pointsman/1.0"])
  }

  @Test("A value that would end its line is left out")
  func lineEnds() {
    #expect(Self.toUpstream([("User-Agent", "a\r\nx: y")])["user-agent"] == ["pointsman/1.0"])
  }

  @Test("Of the answer's headers those pass that a client reads, and limits under another name after a fallback")
  func toClient() {
    let headers: [HeaderRules.Header] = [
      ("Content-Type", "application/json"), ("Set-Cookie", "s"), ("Server", "x"), ("Alt-Svc", "h3"),
      ("Strict-Transport-Security", "s"), ("Content-Length", "3"), ("Connection", "retry-after"), ("Retry-After", "3"),
      ("X-RateLimit-Limit-Requests", "9"), ("request-id", "r"), ("x-request-id", "r"), ("Transfer-Encoding", "chunked"),
    ]
    let passed = HeaderRules.toClient(headers, isFallback: false)
    #expect(passed.map(\.name) == ["content-type", "x-ratelimit-limit-requests", "x-upstream-request-id"])
    let fallback = HeaderRules.toClient(headers, isFallback: true)
    #expect(fallback.map(\.name) == ["content-type", "x-upstream-x-ratelimit-limit-requests", "x-upstream-request-id"])
  }
}
