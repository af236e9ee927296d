import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanEndpoints

@Suite("Streams and replies")
struct ReplyTests {
  private static let streams: [(WireProtocol, String)] = [
    (
      .chat,
      """
      data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

      : a comment
      data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}

      data: {"choices":[{"index":0,"delta":{"content":"lo"}}]}

      data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"read","arguments":"{\\"a\\""}}]}}]}

      data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}

      data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

      data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":2}}}

      data: [DONE]


      """
    ),
    (
      .responses,
      """
      event: response.created
      data: {"type":"response.created","response":{"status":"in_progress"}}

      event: response.output_text.delta
      data: {"type":"response.output_text.delta","delta":"Hel"}

      data: {"type":"response.output_text.delta","delta":"lo"}

      data: {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","name":"read"}}

      data: {"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\\"a\\":1}"}

      data: {"type":"response.completed","response":{"status":"completed","usage":{"input_tokens":12,"output_tokens":5,
      data: "output_tokens_details":{"reasoning_tokens":2}}}}


      """
    ),
    (
      .messages,
      """
      event: message_start
      data: {"type":"message_start","message":{"usage":{"input_tokens":2,"cache_read_input_tokens":10,"output_tokens":1}}}

      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      data: {"type":"ping"}

      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

      data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"c","name":"read","input":{}}}

      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}

      data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":5}}

      data: {"type":"message_stop"}


      """
    ),
  ]

  private static func read(_ bytes: [UInt8], _ api: WireProtocol, pieces: [Int]) -> ReplyDraft? {
    var (events, draft) = (EventStream(), ReplyDraft(api))
    var rest = bytes[...]
    for length in pieces + [bytes.count] {
      guard let found = events.append(rest.prefix(length)) else { return nil }
      for event in found { guard draft.read(event) else { return nil } }
      rest = rest.dropFirst(length)
    }
    return draft
  }

  @Test("A stream gives its reply, wherever its pieces end, and with every kind of line end", arguments: streams)
  func pieces(api: WireProtocol, text: String) throws {
    var random = SplitMix64(seed: 1)
    for end in ["\n", "\r\n", "\r"] {
      let bytes = Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end).utf8)
      for _ in 0..<40 {
        let pieces = (0..<bytes.count).map { _ in Int.random(in: 1...40, using: &random) }
        let draft = try #require(Self.read(bytes, api, pieces: pieces))
        let reply = try #require(draft.reply(firstToken: 1, total: 2))
        #expect(draft.isWhole && reply.text == "Hello" && reply.finish == .toolCalls)
        #expect(reply.calls == [.init(name: "read", arguments: #"{"a":1}"#)])
        #expect(reply.inputTokens == 12 && reply.outputTokens == 5)
        #expect(reply.reasoningTokens == (api == .messages ? nil : 2))
      }
    }
  }

  @Test("A stream that is cut off has no reply", arguments: streams)
  func cut(api: WireProtocol, text: String) throws {
    let bytes = Array(text.utf8)
    let half = try #require(Self.read(Array(bytes.prefix(bytes.count / 2)), api, pieces: []))
    #expect(half.reply(firstToken: nil, total: 1) == nil && !half.isWhole && half.hasBegun)
  }

  @Test("An answer that is no stream is read whole")
  func whole() throws {
    let answers: [(WireProtocol, String)] = [
      (
        .chat,
        #"{"choices":[{"message":{"content":"Hi"},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#
      ),
      (
        .responses,
        #"{"object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"#
          + #""output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":1,"output_tokens":2}}"#
      ),
      (
        .messages,
        #"{"type":"message","content":[{"type":"text","text":"Hi"}],"stop_reason":"max_tokens","usage":{"input_tokens":1,"output_tokens":2}}"#
      ),
    ]
    for (api, text) in answers {
      var draft = ReplyDraft(api)
      let isRead = draft.read(Array(text.utf8))
      let reply = try #require(draft.reply(firstToken: nil, total: 1))
      #expect(
        isRead && reply.text == "Hi" && reply.finish == .length && reply.inputTokens == 1 && reply.outputTokens == 2)
    }
  }

  @Test("A refusal and an error within a stream are none of the model's answers")
  func refusals() throws {
    var chat = ReplyDraft(.chat)
    _ = chat.read(Array(#"{"choices":[{"delta":{"refusal":"No."},"finish_reason":"stop"}]}"#.utf8))
    #expect(chat.reply(firstToken: nil, total: 1)?.finish == .filter)
    for (api, text, kind) in [
      (WireProtocol.chat, #"{"error":{"message":"slow down","code":"rate_limit_exceeded"}}"#, "rate_limit_exceeded"),
      (.messages, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, "overloaded_error"),
      (
        .responses,
        #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"x"}}}"#,
        "server_error"
      ),
    ] {
      var draft = ReplyDraft(api)
      _ = draft.read(Array(text.utf8))
      #expect(draft.failure?.kind == kind && draft.reply(firstToken: nil, total: 1) == nil)
    }
  }

  @Test("No bytes trap, and an event without an end fills no memory")
  func hostile() {
    var events = EventStream(limit: 1000)
    #expect(events.append(Array(repeating: UInt8(ascii: "x"), count: 2000)) == nil)
    for text in [
      "[]", "null", "3", #"{"choices":3}"#, #"{"choices":[{"delta":{"tool_calls":[{"index":-5}]}}]}"#,
      #"{"usage":{"prompt_tokens":1e999}}"#, #"{"type":"content_block_delta","index":99999999999999999999}"#,
      #"{"type":"message_start","message":{"usage":{"input_tokens":9223372036854775807,"cache_read_input_tokens":9}}}"#,
    ] {
      for api in WireProtocol.allCases {
        var draft = ReplyDraft(api)
        _ = draft.read(Array(text.utf8))
        _ = draft.reply(firstToken: nil, total: 0)
      }
    }
  }
}

@Suite("Rules for asking again")
struct RetryRulesTests {
  @Test("Waits grow with each attempt, stay below the longest, and are random")
  func backoff() {
    #expect(RetryRules.backoff(attempt: 1, random: 0.5) == 0.5)
    #expect(RetryRules.backoff(attempt: 3, random: 0.5) == 2)
    #expect(RetryRules.backoff(attempt: 60, random: 0.999) < 60)
  }

  @Test(
    "The server's own wait is read in every form; nonsense is none",
    arguments: [
      (String?("1500"), String?("9"), Double?(1.5)), (nil, "2", 2), (nil, "0.5", 0.5),
      (nil, "Wed, 21 Oct 2015 07:28:00 GMT", 0), (nil, "Wed, 21 Oct 2099 07:28:00 GMT", nil),
      (nil, nil, nil),
      ("-1", "3", 3), ("NaN", "1e9", nil), (nil, "soon", nil),
    ])
  func waits(milliseconds: String?, retryAfter: String?, expected: Double?) {
    let wait = RetryRules.wait(milliseconds: milliseconds, retryAfter: retryAfter)
    #expect(wait == expected)
  }
}
