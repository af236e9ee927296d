import Pointsman
import PointsmanSupport
import Testing

@testable import PointsmanEndpoints

@Suite("Conversations")
struct ConversationTests {
  private static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test("OpenAI's form and Anthropic's give one conversation")
  func forms() throws {
    let openAI = try Conversation(
      messages: Self.json(
        """
        [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "Read a"}]},
         {"role": "assistant", "content": null,
          "tool_calls": [{"id": "c", "type": "function", "function": {"name": "read", "arguments": "{\\"path\\":\\"a\\"}"}}]},
         {"role": "tool", "tool_call_id": "c", "content": "text"},
         {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}]
        """),
      tools: Self.json(#"[{"type": "function", "function": {"name": "read", "parameters": {"type": "object"}}}]"#))
    let anthropic = try Conversation(
      messages: Self.json(
        """
        [{"role": "user", "content": "Read a"},
         {"role": "assistant", "content": [{"type": "tool_use", "id": "c", "name": "read", "input": {"path": "a"}}]},
         {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": "text"}]},
          {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}}]}]
        """), system: .string("Be brief."), tools: Self.json(#"[{"name": "read", "input_schema": {"type": "object"}}]"#)
    )
    #expect(openAI == anthropic)
    #expect(openAI.turns.map(\.role) == [.system, .user, .assistant, .tool, .user])
  }

  @Test(
    "What cannot be sent to every provider is a fault with its turn",
    arguments: [
      (#"[]"#, "no list of turns"), (#"[{"content": "x"}]"#, "turn 1 has no \"role\""),
      (#"[{"role": "robot", "content": "x"}]"#, "of role \"robot\""), (#"[{"role": "user"}]"#, "turn 1 has no content"),
      (#"[{"role": "user", "content": 3}]"#, "neither text nor a list"),
      (#"[{"role": "user", "content": [{"type": "input_audio"}]}]"#, "part of type \"input_audio\""),
      (#"[{"role": "tool", "content": "x"}]"#, "without \"tool_call_id\""),
      (#"[{"role": "assistant", "tool_calls": [{"id": "c"}]}]"#, "a call needs"),
    ])
  func faults(text: String, expected: String) throws {
    let error = try #require(throws: ConversationFault.self) { try Conversation(messages: Self.json(text)) }
    #expect(error.description.contains(expected), "\(error)")
  }
}
