import Pointsman
import Testing

@testable import PointsmanOutcomes

@Suite("Cells that another program wrote: ids as fractions, missing values as words, conversations as text")
struct PromptCellTests {
  private func read(_ texts: [String], skipsInvalid: Bool = false) throws -> OutcomeReader.Result {
    var reader = OutcomeReader()
    reader.skipsInvalid = skipsInvalid
    return try reader.read(pieces: texts.map { Array($0.utf8) })
  }

  private func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

  @Test(
    "17.0 and 17 are one id of one prompt, in either order",
    arguments: [("1.0", "1"), ("1", "1.0"), ("1.00", "1.0"), ("0.0", "0")])
  func wholeNumbers(first: String, second: String) throws {
    let table = try read(["id,prompt,model,score\n\(first),x,a,1\n\(second),x,b,0\n"]).table
    #expect(table.rows.map(\.id) == [first.hasPrefix("1") ? "1" : "0"] && table.isComplete(row: 0))
    #expect {
      try read(["id,prompt,model,score\n\(first),x,a,1\n\(second),y,b,0\n"])
    } throws: {
      "\($0)".contains("found id \"\(second)\" with another prompt than id \"\(first)\" before")
    }
    #expect {
      try read(["id,prompt,a,b\n\(first),x,1,0\n\(second),y,0,1\n"])
    } throws: {
      "\($0)".contains("found id \"\(second)\" again, first on line 2 as \"\(first)\"")
    }
  }

  @Test(
    "Ids that are no whole numbers are kept apart",
    arguments: [("1.5", "1"), ("1.0.0", "1"), ("v1.0", "v1"), ("1.01", "1"), ("01", "1")])
  func otherIDs(first: String, second: String) throws {
    #expect(
      try read(["id,prompt,model,score\n\(first),x,a,1\n\(second),y,b,0\n"]).table.rows.map(\.id) == [first, second])
  }

  @Test("A number with a fraction of zeros in JSON rows is the whole number")
  func jsonNumbers() throws {
    let line = #"{"id":ID,"query":"x","model_name":"MODEL","performance":1}"#
    let table = try read(
      [("1.0", "a"), ("1", "b")].map { line.replacing("ID", with: $0).replacing("MODEL", with: $1) + "\n" }
    ).table
    #expect(table.rows.map(\.id) == ["1"] && table.models == ["a", "b"])
  }

  static let missing = ["nan", "NaN", "NAN", "None", "NULL", "null", "<NA>", "N/A", "n/a", "NA", "#N/A", " nan "]

  @Test("A word for a missing value is no prompt and no model's name in CSV", arguments: missing)
  func missingPrompts(word: String) throws {
    for text in [
      "prompt,model,score\n\(word),a,1\nx,a,0\n", "prompt,model,score\nx,\(word),1\nx,a,0\n",
      "prompt,a,b\n\(word),1,0\nx,0,1\n",
    ] {
      #expect { try read([text]) } throws: { "\($0)".contains(":2:") && "\($0)".contains("found \"\(word)\"") }
      let skipped = try read([text], skipsInvalid: true)
      #expect(skipped.skipped.count == 1 && skipped.table.rows.map(\.prompt) == [Prompt("x")])
    }
  }

  @Test("In cells of attributes and ids it is an empty one, and counted", arguments: missing)
  func missingAttributes(word: String) throws {
    let header = "id,prompt,category,group,dataset,split,tags.lang,a,b\n"
    let result = try read([header + "\(word),x,\(word),\(word),\(word),\(word),\(word),1,0\n\(word),y,c,g,d,s,t,0,1\n"])
    let row = result.table.rows[0]
    #expect(
      row.category == nil && row.group == nil && row.dataset == nil && row.split == nil && row.prompt.tags.isEmpty)
    #expect(row.id == "outcomes:2" && result.skipped.missingWords == 7)
  }

  @Test(
    "In JSON such a prompt is one that somebody may have written: it is read, and counted",
    arguments: ["nan", "None", "N/A"])
  func missingJSON(word: String) throws {
    let result = try read([#"{"prompt":"\#(word)","outcomes":{"a":{"score":1}}}"#])
    #expect(result.table.rows.map(\.prompt) == [Prompt(word)] && result.skipped.missingPrompts == 1)
  }

  @Test("An attribute that is taken as a tag follows the same rules")
  func tagAttributes() throws {
    var reader = OutcomeReader()
    reader.tagAttributes = ["lang"]
    let result = try reader.read(bytes: Array("prompt,lang,a,b\nx,nan,1,0\ny,en,0,1\n".utf8))
    #expect(result.table.rows.map(\.prompt.tags) == [[:], ["lang": "en"]] && result.skipped.missingWords == 1)
    #expect(throws: OutcomesError.self) { try reader.read(bytes: Array("prompt,lang,a,b\nx,\" \",1,0\n".utf8)) }
    #expect(throws: OutcomesError.self) { try reader.read(bytes: Array("prompt,tags.,a,b\nx,y,1,0\n".utf8)) }
  }

  @Test("A conversation in JSON is read as one, in every flat format")
  func conversations() throws {
    let turns =
      #"[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":"Sort"}]"#
    for cell in [turns, " \(turns)\n", #"{"messages":\#(turns)}"#] {
      let escaped = cell.replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      for text in [
        "prompt,a,b\n\(quoted(cell)),1,0\n", "prompt,model,score\n\(quoted(cell)),a,1\n",
        #"{"query":"\#(escaped)","model_name":"a","performance":1}"#,
      ] {
        let result = try read([text])
        #expect(
          result.table.rows[0].prompt.messages.map(\.content) == ["Hi", "Yes?", "Sort"]
            && result.skipped.listPrompts == 0)
      }
    }
  }

  @Test(
    "Other lists stay text, and are counted",
    arguments: [
      "[{'role': 'user', 'content': 'Hi'}]", "['Write a letter', 'Make it shorter']", #"["one", "two"]"#,
      #"[{"text": "Hi"}]"#,
      "{'role': 'user', 'content': 'Hi'}",
    ])
  func lists(cell: String) throws {
    let result = try read([
      "prompt,a,b\n\(quoted(cell)),1,0\nSort [1] and {2},0,1\n\"[1, 2]\",0,1\n\"[draft] text\",0,1\n"
    ])
    #expect(result.table.rows[0].prompt == Prompt(cell) && result.skipped.listPrompts == 1)
  }

  @Test("A conversation whose turns are faulty is a fault with its place")
  func faultyConversations() {
    let cell = quoted(#"[{"role":"nobody","content":"Hi"}]"#)
    #expect { try read(["prompt,a,b\n\(cell),1,0\n"]) } throws: { "\($0)".contains(":2:1: found \"nobody\"") }
  }
}
