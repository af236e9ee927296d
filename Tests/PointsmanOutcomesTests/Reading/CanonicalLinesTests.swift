import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@Suite("Canonical lines")
struct CanonicalLinesTests {
  /// The prompt of one line, and how many parts without text it has; or the error.
  private func prompt(_ line: String, keepsUnread: Bool) throws -> Result<[String], OutcomesError> {
    let folder = try TemporaryFolder()
    let path = try folder.write(line, to: "rows.jsonl")
    var reader = OutcomeReader()
    reader.keepsUnread = keepsUnread
    do throws(OutcomesError) {
      let result = try reader.read([path])
      let turns = result.table.rows[0].prompt.messages.map { "\($0.role): \($0.content)" }
      return .success(turns + ["\(result.skipped.partsPassedOver) parts"])
    } catch {
      guard case .invalid(_, let line, let column, let found, let expected) = error else { return .failure(error) }
      return .failure(.invalid(path: "", line: line, column: column, found: found, expected: expected))
    }
  }

  @Test(
    "A reader that keeps the members as they are reads the same prompt, or finds the same fault in the same place",
    arguments: [
      #""prompt":"p""#, #""prompt":7"#, #""prompt":null"#, #""prompt":" ""#, #""messages":[]"#, #""messages":{}"#,
      #""messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[1]}]"#,
      #""messages":[{"content":"a","role":"user","name":"eva"}],"prompt":"a""#,
      #""messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image"},{"text":["b"]},{"text":"c"}]}]"#,
      #""messages":[{"role":"narrator","content":"a"}]"#, #""messages":[{"role":1,"content":"a"}]"#,
      #""messages":[{"role":"user"}]"#, #""messages":[{"content":"a"}]"#, #""messages":["a"]"#,
      #""messages":[{"role":"user","content":true}]"#, #""messages":[{"role":"user","content":{"text":"a"}}]"#,
      #""messages":[{"role":"user","content":["a"]}]"#, #""messages":[{"role":"user","content":"a","x":1e99}]"#,
      #""messages":[{"role":"narrator","content":"a"},"#, #""messages":[{"role":"user","content":"a"},{"x":tru}]"#,
      #""messages":[{"role":"user","role":"user","content":"a"}]"#,
    ])
  func keepsUnread(members: String) throws {
    let line = #"{"id":"1",\#(members),"outcomes":{}}"#
    let plain = try prompt(line, keepsUnread: false)
    #expect(try prompt(line, keepsUnread: true) == plain)
  }

  @Test("Tools and a state beside the prompt are kept with it, and can be tags")
  func besidePrompt() throws {
    let folder = try TemporaryFolder()
    let line = #"{"id":"1","prompt":"p","tools":[{"name":"read"}],"state":"CA","outcomes":{"m":{"score":1.0}}}"#
    let path = try folder.write(line, to: "rows.jsonl")
    var reader = OutcomeReader()
    reader.keepsUnread = true
    var kept: [String] = []
    _ = try reader.forEachRecord(in: [path]) { kept.append($0.json.text) }
    #expect(kept == [line])
    reader = OutcomeReader()
    reader.tagAttributes = ["state"]
    let table = try reader.read([path]).table
    #expect(table.rows[0].prompt.tags == ["state": "CA"] && table.rows[0].prompt.needs == ["tools"])
  }

  @Test("A cell without a score keeps its other measures and its reason, where rows are tasks")
  func withoutScore() throws {
    let folder = try TemporaryFolder()
    let line = #"{"id":"1","prompt":"p","outcomes":{"a":{"cost":0.5,"output_tokens":7,"x":1},"b":{"error":"e"}}}"#
    let path = try folder.write(line, to: "rows.jsonl")
    var reader = OutcomeReader()
    reader.keepsUnread = true
    #expect(throws: OutcomesError.self) { try reader.forEachRecord(in: [path]) { _ in } }
    reader.requiresOutcomes = false
    var kept: [String] = []
    _ = try reader.forEachRecord(in: [path]) {
      #expect($0.outcomes.isEmpty)
      kept.append($0.json.text)
    }
    let expected =
      #"{"id":"1","prompt":"p","outcomes":{"a":{"score":null,"cost":0.5,"output_tokens":7.0,"x":1},"#
      + #""b":{"score":null,"error":"e"}}}"#
    #expect(kept == [expected])
    // What was written is read as missing cells.
    let written = try folder.write(expected, to: "written.jsonl")
    reader.requiresOutcomes = true
    _ = try reader.forEachRecord(in: [written]) { #expect($0.outcomes.isEmpty && $0.json.text == expected) }
  }

  @Test("A battle's conversation is read as messages are, and its faults are those of the field")
  func conversation() throws {
    func read(_ turns: String) throws -> OutcomeTable {
      let folder = try TemporaryFolder()
      let line = #"{"model_a":"a","model_b":"b","winner":"tie","conversation_a":\#(turns)}"#
      return try OutcomeReader().read([try folder.write(line, to: "battles.jsonl")]).table
    }
    let table = try read(
      #"[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":[{"text":"c"}]},"#
        + #"{"role":"assistant","content":"d"}]"#)
    #expect(table.rows[0].prompt.messages.map(\.content) == ["a", "b", "c"])
    for (turns, fault) in [
      (#"[{"role":"narrator","content":"a"}]"#, #"1:62: found "narrator", expected a role among "#),
      (
        #"[{"role":"user","content":1}]"#,
        "1:62: found a number, expected the turn's content, a string or a list of parts"
      ),
      (#"[{"role":"user"}]"#, #"1:62: found a message without, expected "role" and "content" in every message"#),
      ("[1]", "1:62: found a number, expected a turn, an object"),
    ] {
      #expect {
        try read(turns)
      } throws: {
        "\($0)".contains("battles.jsonl:" + fault)
      }
    }
  }
}
