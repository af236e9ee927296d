import Testing

@testable import Pointsman
@testable import PointsmanSupport

/// Requests as providers take them.
@Suite("A conversation in every shape of request")
struct RequestShapesTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let name: String
    let request: String
    var testDescription: String { name }

    init(_ name: String, _ request: String) { (self.name, self.request) = (name, request) }
  }

  /// One conversation: instructions, a question, a call of a tool with its result, an answer, and a request.
  static let shapes = [
    Shape(
      "OpenAI Chat Completions",
      #"{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What does a.txt say?"},"#
        + #"{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"read","arguments":"{}"}}]},"#
        + #"{"role":"tool","tool_call_id":"c1","content":"hello"},{"role":"assistant","content":"It says hello."},"#
        + #"{"role":"user","content":[{"type":"text","text":"Now fix it."}]}]}"#),
    Shape(
      "OpenAI Responses",
      #"{"model":"m","instructions":"Be brief.","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"What does a.txt say?"}]},"#
        + #"{"type":"reasoning","id":"r1","summary":[],"encrypted_content":"QUJD"},{"type":"function_call","call_id":"c1","name":"read","arguments":"{}"},"#
        + #"{"type":"function_call_output","call_id":"c1","output":"hello"},"#
        + #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"It says hello.","annotations":[]}]},"#
        + #"{"role":"user","content":"Now fix it."}]}"#),
    Shape(
      "Anthropic Messages",
      #"{"model":"m","max_tokens":9,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":["#
        + #"{"role":"user","content":"What does a.txt say?"},{"role":"assistant","content":[{"type":"thinking","thinking":"Look.","signature":"eA"},"#
        + #"{"type":"tool_use","id":"t1","name":"read","input":{"text":"no","path":"a.txt"}}]},"#
        + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"hello"}]}]},"#
        + #"{"role":"assistant","content":[{"type":"text","text":"It says hello."}]},{"role":"user","content":"Now fix it."}]}"#
    ),
    Shape(
      "Gemini",
      #"{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"What does a.txt say?"}]},"#
        + #"{"role":"model","parts":[{"functionCall":{"name":"read","args":{}}}]},"#
        + #"{"role":"user","parts":[{"functionResponse":{"name":"read","response":"hello"}}]},"#
        + #"{"role":"model","parts":[{"text":"Hm.","thought":true},{"text":"It says hello."}]},{"parts":[{"text":"Now fix it."}]}]}"#
    ),
    Shape(
      "ShareGPT",
      #"{"conversations":[{"from":"system","value":"Be brief."},{"from":"human","value":"What does a.txt say?"},"#
        + #"{"from":"function_call","value":""},{"from":"observation","value":"hello"},{"from":"gpt","value":"It says hello."},"#
        + #"{"from":"human","value":"Now fix it."}]}"#),
    Shape(
      "Bedrock Converse",
      #"{"system":[{"text":"Be brief."}],"messages":[{"role":"user","content":[{"text":"What does a.txt say?"}]},"#
        + #"{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"read","input":{}}}]},"#
        + #"{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"hello"}]}}]},"#
        + #"{"role":"assistant","content":[{"text":"It says hello."}]},{"role":"user","content":[{"text":"Now fix it."}]}]}"#
    ),
  ]

  private static let turns = [
    Message(role: .system, content: "Be brief."), Message(role: .user, content: "What does a.txt say?"),
    Message(role: .assistant, content: ""), Message(role: .tool, content: "hello"),
    Message(role: .assistant, content: "It says hello."), Message(role: .user, content: "Now fix it."),
  ]

  @Test("It is one prompt", arguments: shapes)
  func onePrompt(_ shape: Shape) throws {
    let line = try PromptReader.line(Array(shape.request.utf8))
    // Gemini gives a tool's result as JSON.
    let messages = line.prompt.messages.map {
      $0.content == "\"hello\"" ? Message(role: $0.role, content: "hello") : $0
    }
    #expect(messages == Self.turns)
    #expect(line.partsPassedOver == 0 && line.prompt.needs.isEmpty && line.id == nil)
  }

  @Test("A line of a batch holds a request, and names it", arguments: shapes)
  func batch(_ shape: Shape) throws {
    let prompt = try PromptReader.line(Array(shape.request.utf8)).prompt
    for line in [
      #"{"custom_id":"r1","method":"POST","url":"/v1/x","body":\#(shape.request)}"#,
      #"{"custom_id":"r1","params":\#(shape.request)}"#, #"{"id":"r1","request":\#(shape.request)}"#,
      #"{"recordId":"r1","modelInput":\#(shape.request)}"#,
    ] {
      let read = try PromptReader.line(Array(line.utf8))
      #expect(read.id == "r1" && read.prompt == prompt)
    }
  }

  @Test("A request alone is read as one, and other text is not", arguments: shapes)
  func alone(_ shape: Shape) throws {
    #expect(try PromptReader.request("\n" + shape.request + "\n")?.prompt.messages.isEmpty == false)
    #expect(try PromptReader.request("Explain: " + shape.request) == nil)
    #expect(try PromptReader.request(shape.request + shape.request) == nil)
  }

  @Test(
    "JSON that is no request is text",
    arguments: ["{}", #"{"a":1}"#, "{ return 1; }", #"{"input":"x","output":"y"}"#, "[1]", #"{"prompt":7}"#, ""])
  func text(text: String) throws {
    #expect(try PromptReader.request(text) == nil)
  }

  @Test("A request that cannot be read is a fault, and no text")
  func faultyRequest() {
    #expect(throws: JSONError.self) { try PromptReader.request(#"{"messages":[{"role":"narrator","content":"x"}]}"#) }
    #expect(throws: JSONError.self) { try PromptReader.request(#"{"messages":[]}"#) }
  }

  @Test(
    "Short forms are read",
    arguments: [
      (#"{"model":"m","input":"Sort names."}"#, "user: Sort names."),
      (#"{"contents":"Sort names."}"#, "user: Sort names."),
      (#"{"contents":{"parts":{"text":"Sort names."}}}"#, "user: Sort names."),
      (#"{"messages":[{"role":"User","content":"Sort names."}]}"#, "user: Sort names."),
      (#"{"messages":[{"role":"human","content":{"type":"text","text":"Sort names."}}]}"#, "user: Sort names."),
      (#"{"messages":[{"type":"human","content":"Sort names."}]}"#, "user: Sort names."),
      (#"{"messages":[{"role":"user","content":["Sort","names."]}]}"#, "user: Sort\nnames."),
      (#"{"prompt":[{"role":"user","content":"Sort names."}]}"#, "user: Sort names."),
      (#"{"prompt":null,"messages":[{"role":"user","content":"Sort names."}]}"#, "user: Sort names."),
      (#"{"prompt":"Sort names.","messages":null}"#, "user: Sort names."),
      (#"{"input":7,"system":{},"body":[NaN],"prompt":"Sort names."}"#, "user: Sort names."),
      (
        #"{"messages":[{"role":"function","name":"f","content":"x"},{"role":"user","content":"Sort names."}]}"#,
        "tool: x|user: Sort names."
      ),
      (
        #"{"messages":[{"role":"developer","content":"x"},{"role":"user","content":"Sort names."}]}"#,
        "developer: x|user: Sort names."
      ),
      (
        #"{"messages":[{"role":"user","content":"a"},{"role":"tool"},{"role":"assistant"},{"role":"user","content":"b"}]}"#,
        "user: a|tool: |assistant: |user: b"
      ),
      (
        #"{"messages":[{"role":"user","content":[{"type":"tool_result","content":"r"},{"type":"text","text":"go on"}]}]}"#,
        "tool: r|user: go on"
      ),
      (#"{"messages":[{"role":"user","content":[{"type":"text","text":"a","image_url":null}]}]}"#, "user: a"),
      (
        #"{"previous_response_id":"p","input":[{"type":"function_call_output","call_id":"c","output":"r"}]}"#, "tool: r"
      ),
      (#"{"system":"","messages":[{"role":"user","content":"a"}]}"#, "user: a"),
      (#"{"prompt":"a","note":NaN,"answer":"x\udcb2y","id":null}"#, "user: a"),
    ])
  func short(request: String, turns: String) throws {
    let line = try PromptReader.line(Array(request.utf8))
    #expect(line.prompt.messages.map { "\($0.role): \($0.content)" }.joined(separator: "|") == turns)
    #expect(line.partsPassedOver == 0)
  }

  @Test(
    "Parts that are not text are counted, and say what a model needs",
    arguments: [
      (#"{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}"#, "vision"),
      (#"{"type":"input_image","image_url":"x"}"#, "vision"),
      (#"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}"#, "vision"),
      (#"{"inlineData":{"mimeType":"image/png","data":"AA"}}"#, "vision"),
      (#"{"fileData":{"mimeType":"video/mp4","fileUri":"x"}}"#, "video"),
      (#"{"image":{"format":"png","source":{"bytes":"AA"}}}"#, "vision"),
      (#"{"type":"input_audio","input_audio":{}}"#, "audio"),
      (#"{"type":"document","source":{}}"#, "documents"), (#"{"type":"file","file":{}}"#, "documents"),
      (#"{"type":"tool_result","content":[{"type":"image","source":{}}]}"#, "vision"), (#"{"type":"hologram"}"#, nil),
    ])
  func needs(part: String, need: String?) throws {
    func line(_ parts: String) throws -> PromptReader.Line {
      try PromptReader.line(Array(#"{"messages":[{"role":"user","content":[\#(parts)]}]}"#.utf8))
    }
    let read = try line(#"{"type":"text","text":"What is this?"},\#(part)"#)
    #expect(read.partsPassedOver == 1 && read.prompt.needs == Set([need].compactMap(\.self)))
    #expect(read.prompt.userText == "What is this?")
    if need == nil {
      #expect(throws: JSONError.self) { try line(part) }
    } else {
      #expect(try line(part).prompt.isBlank)
    }
  }

  @Test("A part that is read has no half surrogates and no NaN, and a user's turn has content")
  func faults() {
    for request in [
      #"{"prompt":"x\udcb2y"}"#, #"{"messages":[{"role":"user","content":"x\udcb2"}]}"#,
      #"{"messages":[{"role":"user","content":NaN}]}"#,
      #"{"messages":[{"role":"user"}]}"#, #"{"messages":[{"content":"a"}]}"#, #"{"input":[{"a":1}]}"#,
      #"{"contents":7}"#, #"{}"#,
      #"{"body":{"body":{"prompt":"x"}}}"#, #"{"prompt":"x","tags":{"a":NaN}}"#,
    ] {
      #expect(throws: JSONError.self, "\(request)") { try PromptReader.line(Array(request.utf8)) }
    }
  }

  @Test("The id of a line that cannot be read is kept, as far as the line can be read")
  func idOfFaulty() {
    for (line, id) in [
      (#"{"id":"7","prompt":""}"#, "7"), (#"{"prompt":"x\udcb2","id":12345678901234567890}"#, "12345678901234567890"),
      (#"{"custom_id":"c","body":{}}"#, "c"), (#"{"id":"7","prompt""#, "7"), ("nothing", nil), (#"{"id":1.5}"#, nil),
    ] { #expect(PromptReader.id(ofFaulty: Array(line.utf8)) == id) }
  }
}
