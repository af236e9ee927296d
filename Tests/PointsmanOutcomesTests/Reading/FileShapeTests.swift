import Pointsman
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanOutcomes

@Suite("Habits of files of outcomes")
struct FileShapeTests {
  private func read(_ bytes: [UInt8], _ configure: (inout OutcomeReader) -> Void = { _ in }) throws
    -> OutcomeReader.Result
  {
    var reader = OutcomeReader()
    configure(&reader)
    return try reader.read(bytes: bytes, named: "data")
  }

  private func message(_ text: String, format: OutcomeFormat? = nil) -> String {
    do {
      _ = try read(Array(text.utf8)) { $0.format = format }
      return "read"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "CSV with another separator, spelling or line end is read where the header is certain",
    arguments: [
      (
        "prompt;model;score\np;a;1\np;b;0,5\n",
        ["its columns are separated by semicolons, and a comma in a number is its decimal point"]
      ),
      (
        "sep=;\r\nprompt;model;score\r\np;a;1\r\np;b;0.5\r\n",
        ["its columns are separated by semicolons, and a comma in a number is its decimal point"]
      ),
      ("\"sep=,\"\nprompt,model,score\np,a,1\np,b,0.5\n", []),
      ("sep=\t\nprompt\tmodel\tscore\np\ta\t1\np\tb\t0.5\n", ["its columns are separated by tabs"]),
      ("prompt\tmodel\tscore\np\ta\t1\np\tb\t0.5", ["its columns are separated by tabs"]),
      ("prompt|model|score\np|a|1\np|b|0.5\n", ["its columns are separated by '|'"]),
      ("\u{feff}Prompt, Model ,SCORE\np,a,1\np,b,0.5\n", []), ("Question,Model Name,\" Score \"\np,a,1\np,b,0.5\n", []),
      ("prompt,model,score\rp,a,1\rp,b,0.5\r", ["its lines end with carriage returns alone"]),
      (
        "prompt;model;score\r\"p\";a;1\rp;b;0,5",
        [
          "its columns are separated by semicolons, and a comma in a number is its decimal point",
          "its lines end with carriage returns alone",
        ]
      ),
      (
        " prompt ;a;b\np;1;0,5\n",
        ["its columns are separated by semicolons, and a comma in a number is its decimal point"]
      ),
      ("PROMPT\ta\tb\np\t1\t0.5\n", ["its columns are separated by tabs"]),
    ])
  func dialects(text: String, notes: [String]) throws {
    let result = try read(Array(text.utf8))
    #expect(result.skipped.habits == notes.map { "data: " + $0 })
    #expect(result.table.models == ["a", "b"] && result.table.rows.map(\.prompt) == [Prompt("p")])
    #expect((0..<2).map { result.table.score(row: 0, model: $0) } == [1, 0.5])
  }

  @Test("JSON Lines that end with carriage returns alone are read")
  func carriageReturns() throws {
    let line = #"{"prompt":"a \"q\" p","outcomes":{"a":{"score":1}}}"#
    let result = try read(Array((line + "\r" + line.replacing("p\"", with: "r\"", maxReplacements: 1) + "\r").utf8))
    #expect(result.table.rows.count == 2)
    #expect(result.skipped.habits == ["data: its lines end with carriage returns alone"])
  }

  @Test("Commas within RFC 4180 stay commas, and a carriage return in quotes is text")
  func standard() throws {
    let result = try read(Array("prompt,model,score\r\n\"a;b\rc\",x;y,1\r\n\"a;b\rc\",z,0\r\n".utf8))
    #expect(result.table.rows[0].prompt.userText == "a;b\rc" && result.table.models == ["x;y", "z"])
    #expect(result.skipped.habits.isEmpty)
  }

  @Test(
    "JSON in another shape is one message, with the command that corrects it",
    arguments: [
      ("{\n \"prompt\": \"p\",\n \"outcomes\": {}\n}\n", "JSON objects over many lines", "jq -c . FILE"),
      (
        "{\n \"prompt\": \"p\",\n \"outcomes\": {}\n}\n{\n \"prompt\": \"q\"\n}", "JSON objects over many lines",
        "jq -c . FILE"
      ),
      ("{\n \"prompt\": \"p\",\n \"outcomes\": {\"a\": {\"sc", "JSON objects over many lines", "jq -c . FILE"),
      (
        "{\"prompt\":\"p\",\"outcomes\":{}}{\"prompt\":\"q\",\"outcomes\":{}}", "two JSON objects on a line",
        "jq -c . FILE"
      ),
      (
        "{\"prompt\":\"p\",\"outcomes\":{}} {\"prompt\":\"q\",\"outcomes\":{}}\n", "two JSON objects on a line",
        "jq -c . FILE"
      ),
      ("[{\"prompt\":\"p\"}]", "one JSON array", "jq -c '.[]' FILE"),
      ("[\n{\"prompt\":\"p\"}\n]", "one JSON array", "jq -c '.[]' FILE"),
      ("{\"results\":[{\"prompt\":\"p\"}]}", "the rows in \"results\"", "jq -c '.results[]' FILE"),
      ("{\"n\":NaN,\"data\":[{\"prompt\":\"p\"}],\"prompts\":[{}]}", "the rows in \"data\"", "jq -c '.data[]' FILE"),
      ("{\n\"version\": 1,\n\"rows\": [\n{\"prompt\":\"p\"}]}", "the rows in \"rows\"", "jq -c '.rows[]' FILE"),
      (
        "{\"results\":{\"prompts\":[{}],\"results\":[{}]}}", "the rows in \"results.results\"",
        "jq -c '.results.results[]' FILE"
      ),
      ("{\"q1\":{\"prompt\":\"p\",\"outcomes\":{}},\"q2\":{}}", "a row in every member", "jq -c '.[]' FILE"),
      ("{\"prompt\":{\"0\":\"p\"},\"a\":{\"0\":1}}", "a JSON object of columns", "pandas.read_json"),
      ("{\"prompt\":[\"p\"],\"a\":[1]}", "a JSON object of columns", "pandas.read_json"),
      (
        "{\n\"total\": 6,\n\"ids\": [\"a\"]\n}", "without a prompt and without a list of rows",
        "write each row on a line"
      ),
    ])
  func shapes(text: String, found: String, command: String) {
    for format in [nil, OutcomeFormat.jsonl] {
      let message = message(text, format: format)
      #expect(message.hasPrefix("data: found ") && !message.contains("\n"), "\(message)")
      #expect(message.contains(found) && message.contains(command), "\(message)")
    }
  }

  @Test("One long line that wraps all rows is named when it is whole")
  func longWrapped() {
    let rows = Array(repeating: #"{"prompt":"p"}"#, count: 10_000).joined(separator: ",")
    let message = message(#"{"results":[\#(rows)]}"#)
    #expect(
      message.hasPrefix("data:1:1: found one JSON object with the rows in \"results\"")
        && message.contains("jq -c '.results[]' FILE"))
  }

  @Test(
    "A faulty line is a fault of its own",
    arguments: [
      "{\"prompt\":\"p\",\n{\"prompt\":\"q\",\"outcomes\":{}}\n", "x\n{\"prompt\":\"q\",\"outcomes\":{}}\n",
      "{'prompt':'p'}\n", "{\"prompt\":7,\"outcomes\":{}}\n",
    ])
  func lines(text: String) {
    #expect(message(text).hasPrefix("data:1:"))
  }

  @Test("A second object on a later line, and a last line that is cut, are named with the command that corrects them")
  func laterLines() {
    let good = #"{"prompt":"p","outcomes":{"a":{"score":1}}}"#
    #expect(
      message("\(good)\n\(good)\(good)\n").hasPrefix(
        "data:2:44: found a second object on the line, expected one object a line; jq -c . FILE"))
    for cut in [good.dropLast(9), good.dropLast(30), good.dropLast(38), good.prefix(1)] {
      let message = message("\(good)\n\(good)\n\(cut)")
      #expect(message.hasPrefix("data:3:") && message.contains("head -n -1 FILE"), "\(message)")
    }
    #expect(!message("\(good)\n\(good.dropLast(9))\n").contains("head"))
  }

  @Test(
    "Text that is neither JSON nor CSV of known columns is one message that names the columns",
    arguments: [
      ("Frage;Modell;Note\nx;a;1\n", "the columns Frage, Modell, Note"), ("nonsense\n", "\"nonsense\""),
      ("a,b\n1,2\n", "the columns a, b"), (String(repeating: "x\n", count: 30), "\"x\""),
    ])
  func neither(text: String, found: String) {
    #expect(
      message(text).hasPrefix(
        "data:1:1: found \(found), expected a JSON object a line, or CSV with a column named prompt"))
  }

  @Test("Latin-1 is named with the command that converts it")
  func latin() {
    let bytes = Array("prompt,model,score\ncaf".utf8) + [0xe9] + Array(",a,1\n".utf8)
    #expect {
      try read(bytes)
    } throws: {
      "\($0)".contains("data:2:4: found byte 0xe9") && "\($0)".contains("iconv -f WINDOWS-1252 -t UTF-8 FILE")
    }
  }

  @Test("Two spellings of one column are one column too many")
  func columnTwice() {
    #expect(
      message("prompt,Prompt,a\np,q,1\n")
        == "data:1:8: found the column \"Prompt\" again, first \"prompt\", expected each column once")
  }

  @Test(
    "Members that nobody reads may be anything, in every format",
    arguments: ["NaN", "[-Infinity]", #""x\udcb2""#, "1e999"])
  func unread(value: String) throws {
    for line in [
      #"{"note":\#(value),"prompt":"p","meta":{"split":"s","x":\#(value)},"outcomes":{"a":{"score":1,"raw":\#(value)}}}"#,
      #"{"query":"p","model_name":"a","performance":1,"raw":\#(value)}"#,
      #"{"model_a":"a","model_b":"b","winner":"tie","prompt":"p","raw":\#(value)}"#,
    ] {
      #expect(try read(Array(line.utf8)).table.rows.map(\.prompt) == [Prompt("p")])
      // What is kept is read.
      #expect(throws: OutcomesError.self) { try read(Array(line.utf8)) { $0.keepsUnread = true } }
    }
    #expect(message(#"{"query":"p","model_name":"a","performance":\#(value)}"#).hasPrefix("data:1:4"))
  }

  @Test("Whole numbers beyond 64 bits are ids digit by digit, in every format")
  func longIDs() throws {
    for (line, id) in [
      (#"{"id":12345678901234567890,"prompt":"p","outcomes":{"a":{"score":1}}}"#, "12345678901234567890"),
      (#"{"id":12345678901234567890,"query":"p","model_name":"a","performance":1}"#, "12345678901234567890"),
      (
        #"{"question_id":12345678901234567890,"model_a":"a","model_b":"b","winner":"tie","prompt":"p"}"#,
        "12345678901234567890"
      ),
      (#"{"custom_id":"r1","body":{"messages":[{"role":"user","content":"p"}]},"outcomes":{"a":{"score":1}}}"#, "r1"),
      (#"{"id":null,"prompt":"p","outcomes":{"a":{"score":1}}}"#, "data:1"),
    ] { #expect(try read(Array(line.utf8)).table.rows.map(\.id) == [id]) }
  }

  @Test("Requests are kept as they are where rows are written again")
  func keepsRequests() throws {
    let input = #"{"input":"p","instructions":"s","outcomes":{"a":{"score":1}},"x":1}"#
    var reader = OutcomeReader()
    reader.keepsUnread = true
    var written: [String] = []
    let folder = try TemporaryFolder()
    _ = try reader.forEachRecord(in: [try folder.write(input, to: "a.jsonl")]) { written.append($0.json.text) }
    #expect(written == [#"{"input":"p","instructions":"s","outcomes":{"a":{"score":1.0}},"x":1}"#])
  }
}
