import PointsmanEndpoints
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanGateway

@Suite("Answers, as they are read while they pass")
struct ReplyTapTests {
  static let chat = """
    data: {"choices":[{"delta":{"content":"a"},"finish_reason":null}],"usage":null}

    : a comment

    data: {"choices":[{"delta":{"content":"\\"usage\\" is a word"},"finish_reason":null}]}

    data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

    data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":1}}}

    data: [DONE]


    """
  static let responses = """
    event: response.created
    data: {"type":"response.created","response":{"id":"resp_1","status":"in_progress"}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","delta":"a"}

    event: response.completed
    data: {"type":"response.completed","response":{"id":"resp_1","status":"completed","usage":{"input_tokens":7,"output_tokens":3,"input_tokens_details":{"cached_tokens":5},"output_tokens_details":{"reasoning_tokens":1}}}}


    """
  static let messages = """
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":2,"cache_read_input_tokens":5,"output_tokens":1}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}

    event: message_stop
    data: {"type":"message_stop"}


    """

  @Test(
    "Tokens and the reason for the end are found wherever the pieces begin and end, and whatever ends the lines",
    arguments: [(WireProtocol.chat, chat), (.responses, responses), (.messages, messages)])
  func pieces(api: WireProtocol, text: String) {
    for text in [text, text.replacing("\n", with: "\r\n")] {
      var draws = SplitMix64(seed: 7)
      for most in [1, 2, 7, 100, 10_000] {
        var (tap, rest) = (ReplyTap(api, isStream: true), Array(text.utf8)[...])
        while !rest.isEmpty {
          let count = min(rest.count, 1 + Int(draws.next(below: UInt64(most))))
          tap.append(rest.prefix(count))
          rest = rest.dropFirst(count)
        }
        #expect(tap.usage.input == 7 && tap.usage.cached == 5 && tap.usage.output == 3)
        #expect(tap.usage.reasoning == (api == .messages ? nil : 1))
        #expect(tap.finish == .stop && tap.isWhole && tap.failure == nil)
        #expect(tap.responseID == (api == .responses ? "resp_1" : nil))
        #expect(tap.pieces > 0)
      }
    }
  }

  @Test("White space of any kind may be around a reason or a count")
  func whiteSpace() {
    var tap = ReplyTap(.chat, isStream: true)
    tap.append(
      Array(
        "data:\t{\"choices\" : [{\"finish_reason\" :\t\"stop\"}]}\n\ndata: {\"usage\"\t: {\"prompt_tokens\":7}}\n".utf8)
    )
    #expect(tap.finish == .stop && tap.usage.input == 7)
  }

  @Test("A stream that breaks off is not whole; its pieces are what is known")
  func brokenOff() {
    var tap = ReplyTap(.chat, isStream: true)
    tap.append(Array(Self.chat.utf8.prefix(190)))
    #expect(!tap.isWhole && tap.finish == nil && tap.usage.output == nil && tap.pieces == 2)
  }

  @Test("An error within a stream is found")
  func failure() {
    var tap = ReplyTap(.messages, isStream: true)
    tap.append(
      Array(
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}\n\n".utf8)
    )
    #expect(tap.failure?.kind == "overloaded_error")
  }

  @Test("An answer in one piece is read at its end")
  func onePiece() {
    var tap = ReplyTap(.messages, isStream: false)
    let text =
      #"{"type":"message","content":[],"stop_reason":"max_tokens","usage":{"input_tokens":7,"output_tokens":3}}"#
    for byte in text.utf8 { tap.append([byte]) }
    tap.end()
    #expect(tap.isWhole && tap.finish == .length && tap.usage.input == 7 && tap.usage.output == 3)
  }

  @Test("What is no JSON, and an event without an end, are passed over")
  func nonsense() {
    var tap = ReplyTap(.chat, isStream: true)
    tap.append(Array("data: {\"usage\":{\n\ndata: [DON\n".utf8))
    for _ in 0..<10 { tap.append([UInt8](repeating: 0x61, count: 1 << 20)) }
    tap.append(Array(Self.chat.utf8))
    #expect(tap.usage == TokenUsage())
  }
}

@Suite("Counts of tokens that the client did not ask for")
struct UsageFilterTests {
  private static let usage =
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n"

  /// The client's part of a stream that comes in pieces of at most `most` bytes.
  private static func passed(_ text: String, most: Int) -> String {
    var (tap, filter, draws) = (ReplyTap(.chat, isStream: true), UsageFilter(), SplitMix64(seed: 3))
    var (passed, rest) = ([UInt8](), Array(text.utf8)[...])
    while !rest.isEmpty {
      let piece = Array(rest.prefix(1 + Int(draws.next(below: UInt64(most)))))
      rest = rest.dropFirst(piece.count)
      tap.append(piece)
      passed += filter.pass(piece, mayEnd: tap.mayEnd)
    }
    return String(decoding: passed + filter.finish(), as: UTF8.self)
  }

  @Test("The event that counts tokens is taken out, and nothing else, wherever the pieces begin and end")
  func takenOut() {
    let before = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n"
    let end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    for done in ["data: [DONE]\n\n", "", "data: [DONE]\n\n: bye"] {
      for most in [1, 3, 50, 1000] {
        #expect(Self.passed(before + end + Self.usage + done, most: most) == before + end + done)
      }
    }
    let other = end + "data: {\"choices\":[],\"moderation\":1}\n\n"
    #expect(Self.passed(other, most: 10) == other)
    let crlf = Self.usage.replacing("\n", with: "\r\n")
    #expect(Self.passed(end + crlf + "data: [DONE]\n\n", most: 5) == end + "data: [DONE]\n\n")
  }
}
