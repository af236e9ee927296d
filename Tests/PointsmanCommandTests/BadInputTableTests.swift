import Foundation
import TestSupport
import Testing

/// Golden/bad-input.md holds the program's answer to each of these. `POINTSMAN_UPDATE_GOLDEN=1` renews it.
@Suite("Bad input, message and exit status")
struct BadInputTableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let bytes: [UInt8]
    var arguments: [String] = []
    var testDescription: String { name }

    init(_ name: String, _ text: String, file: String = "data.jsonl", _ arguments: String...) {
      self.init(name, bytes: Array(text.utf8), file: file, arguments)
    }

    init(_ name: String, bytes: [UInt8], file: String = "data.jsonl", _ arguments: [String] = []) {
      (self.name, self.file, self.bytes, self.arguments) = (name, file, bytes, arguments)
    }
  }

  private static let good = #"{"prompt":"p","outcomes":{"a":{"score":1},"b":{"score":0}}}"#

  private static func cell(_ cell: String) -> String { #"{"prompt":"p","outcomes":{"a":\#(cell)}}"# }

  private static let jsonCases = [
    Case("an empty file", ""), Case("only blank lines", "\n \n"), Case("no format at all", "nonsense\n"),
    Case("truncated JSON", String(good.dropLast(20))), Case("a comma too many", #"{"prompt":"p",}"#),
    Case("single quotes", "{'prompt':'p'}"), Case("a line that is an array", "\(good)\n[1]"),
    Case("two objects on a line", good + good), Case("a key twice", #"{"prompt":"p","prompt":"q","outcomes":{}}"#),
    Case("a blank name", #"{"prompt":"p","outcomes":{" ":{"score":1}}}"#),
    Case("a name on two lines", #"{"prompt":"p","outcomes":{"a\nb":{"score":1}}}"#),
    Case("letters as scores", cell(#"{"score":"C"}"#)), Case("a scale without ends", good, "--scale", "5"),
    Case("a model twice in two forms", #"{"prompt":"p","outcomes":{"\u00e9":{"score":1},"e\u0301":{"score":0}}}"#),
    Case("a model twice", #"{"prompt":"p","outcomes":{"a":{"score":1},"a":{"score":0}}}"#),
    Case("an id twice", #"{"id":"x","prompt":"p","outcomes":{}}"# + "\n" + #"{"id":"x","prompt":"q","outcomes":{}}"#),
    Case("an id that is no whole number", #"{"id":1.5,"prompt":"p","outcomes":{}}"#),
    Case("no prompt", #"{"outcomes":{}}"#), Case("an empty prompt", #"{"prompt":"","outcomes":{}}"#),
    Case("a prompt that is a number", #"{"prompt":7,"outcomes":{}}"#), Case("no outcomes", #"{"prompt":"p"}"#),
    Case("outcomes as a list", #"{"prompt":"p","outcomes":[1,0]}"#), Case("an outcome that is a number", cell("1")),
    Case("an outcome without score", cell(#"{"cost":1}"#)), Case("a number as a string", cell(#"{"score":"1"}"#)),
    Case("a boolean as a score", cell(#"{"score":true}"#)), Case("a score in per cent", cell(#"{"score":85}"#)),
    Case("a negative score", cell(#"{"score":-0.1}"#)), Case("NaN", cell(#"{"score":NaN}"#)),
    Case("a number beyond Float64", cell(#"{"score":1,"cost":1e999}"#)),
    Case("a negative cost", cell(#"{"score":1,"cost":-1}"#)), Case("a leading zero", cell(#"{"score":01}"#)),
    Case("a negative weight", #"{"prompt":"p","weight":-1,"outcomes":{}}"#),
    Case("messages without a turn", #"{"messages":[],"outcomes":{}}"#),
    Case("an unknown role", #"{"messages":[{"role":"narrator","content":"c"}],"outcomes":{}}"#),
    Case("a message without content", #"{"messages":[{"role":"user"}],"outcomes":{}}"#),
    Case("tags that are a list", #"{"prompt":"p","tags":["x"],"outcomes":{}}"#),
    Case("half a surrogate pair", #"{"prompt":"\ud83d","outcomes":{}}"#),
    Case("a control byte in a string", "{\"prompt\":\"a\u{1}b\",\"outcomes\":{}}"),
    Case("a NUL", "{\"prompt\":\"a\u{0}b\",\"outcomes\":{}}"),
    Case("a byte that is not UTF-8", bytes: Array(#"{"prompt":"caf"#.utf8) + [0xe9] + Array(#"","outcomes":{}}"#.utf8)),
    Case("criteria that lack", cell(#"{"scores":{"right":1}}"#), "--criteria", "right=0.7,clear=0.3"),
    Case("scores without criteria", cell(#"{"scores":{"right":1}}"#)),
    Case("a battle without winner", #"{"prompt":"p","battle":{"model_a":"a","model_b":"b"}}"#),
    Case("a battle of one model", #"{"prompt":"p","battle":{"model_a":"a","model_b":"a","winner":"tie"}}"#),
    Case("a winner that did not fight", #"{"prompt":"p","model_a":"a","model_b":"b","winner":"c"}"#),
    Case("LLMRouter's line without performance", #"{"query":"p","model_name":"a"}"#),
    Case("25 bad lines", String(repeating: "x\n", count: 25)),
    Case("a bad line among good ones", "\(good)\nx\n\(good)\n", "--skip-invalid"),
    Case("nothing but bad lines", "x\ny\n", "--skip-invalid"),
  ]

  private static let csvCases = [
    Case("a header alone", "prompt,model,score\n", file: "data.csv"),
    Case("a row with a field too few", "prompt,model,score\np,a\n", file: "data.csv"),
    Case("a quote that never closes", "prompt,model,score\n\"p,a,1\n", file: "data.csv"),
    Case("text after a closing quote", "prompt,model,score\n\"p\"q,a,1\n", file: "data.csv"),
    Case("a column twice", "prompt,model,score,score\np,a,1,1\n", file: "data.csv"),
    Case("a score that is a word", "prompt,model,score\np,a,good\n", file: "data.csv"),
    Case("an empty model", "prompt,model,score\np,,1\n", file: "data.csv"),
    Case("an empty prompt in CSV", "prompt,model,score\n,a,1\n", file: "data.csv"),
    Case("a prompt and model twice", "prompt,model,score\np,a,1\np,a,0\n", file: "data.csv"),
    Case("one id for two prompts", "id,prompt,model,score\n1,p,a,1\n1,q,b,0\n", file: "data.csv"),
    Case("no column of scores", "prompt,answer\np,yes\n", file: "data.csv"),
    Case("a column that is no model", "prompt,a,b,stars\np,1,0,5\nq,0,1,3\nr,0,1,0\n", file: "data.csv"),
    Case("no column but attributes", "prompt,label,fold\np,1,0\n", file: "data.csv"),
    Case("two kinds of scores", "prompt,a,b,c\np,True,False,0.5\n", file: "data.csv"),
    Case("scores as words", "prompt,model,score\np,a,PASS\np,b,FAIL\nq,a,PASS\n", file: "data.csv"),
    Case("columns of words", "prompt,a,b\np,yes,no\nq,no,yes\n", file: "data.csv"),
    Case(
      "one side of a scale", "prompt,model,score\np,a,0.8\np,b,-0.6\nq,a,-0.2\n", file: "data.csv", "--skip-invalid"),
    Case("a hexadecimal number", "prompt,model,score\np,a,0x1\np,b,0\n", file: "data.csv"),
    Case("a prompt that pandas lost", "prompt,model,score\nnan,a,1\n", file: "data.csv"),
    Case("one id in two spellings", "id,prompt,model,score\n1.0,p,a,1\n1,q,b,0\n", file: "data.csv"),
    Case("a format that it has not", "prompt,a,b\np,1,0\n", file: "data.csv", "--format", "csv-long"),
    Case(
      "two winners", "prompt,model_a,model_b,winner_model_a,winner_model_b,winner_tie\np,a,b,1,1,0\n", file: "data.csv"),
    Case("CSV of unknown columns", "Frage;Modell;Note\nx;a;1\n", file: "data.csv"),
    Case("a NUL in CSV", "prompt,a,b\np\u{0},1,0\n", file: "data.csv"),
  ]

  private static let fileCases = [
    Case("one JSON array", "[\(good)]", file: "data.json"),
    Case("an object over many lines", good.replacing(",", with: ",\n"), file: "data.json"),
    Case("rows in a member", "{\"results\":[\(good)]}", file: "data.json"),
    Case("a last line cut short", "\(good)\n\(good.dropLast(20))"),
    Case("an HTML page", "<!DOCTYPE html>"), Case("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n"),
    Case("Parquet", "PAR1", file: "data.parquet"),
    Case("UTF-16", bytes: [0xff, 0xfe, 0x7b, 0], file: "data.jsonl"), Case("zip", "PK\u{3}\u{4}", file: "data.zip"),
    Case("zstd", bytes: [0x28, 0xb5, 0x2f, 0xfd], file: "data.zst"),
    Case("gzip cut short", bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b], file: "data.jsonl.gz"),
    Case("gzip altered", bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff], file: "data.jsonl.gz"),
    Case("a file that is not there", good, file: "other.jsonl"), Case("a wrong weight", good, "--criteria", "right=0"),
    Case("an unknown format", good, "--format", "xml"), Case("an unknown model", good, "--models", "a,c"),
  ]

  private static let cases = jsonCases + csvCases + fileCases
  private static let renews = ProcessInfo.processInfo.environment["POINTSMAN_UPDATE_GOLDEN"] == "1"
  private static let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/bad-input.md")
  private static let head = ["| input | message | exit status |", "|---|---|---|"]

  /// The rows of the golden table, after its head.
  private static func golden() throws -> [String] {
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(Array(lines.prefix(2)) == head)
    return Array(lines.dropFirst(2))
  }

  /// The row of the table that the program's answer makes.
  private static func row(_ bad: Case) async throws -> String {
    let folder = try TemporaryFolder()
    try folder.write(bad.bytes, to: bad.file)
    let path = bad.file.replacing("other", with: "missing")
    let run = try await Program.run(["audit", path] + bad.arguments, in: folder)
    let message = run.errors.split(separator: "\n").filter { !$0.hasPrefix("Usage:") && !$0.hasPrefix("  See ") }
      .map { $0.replacing("Error: ", with: "") }.joined(separator: "<br>").replacing("|", with: "\\|")
    #expect(!message.isEmpty, "it is answered")
    #expect(run.status != 0 || bad.arguments == ["--skip-invalid"], "it is refused")
    return "| \(bad.name) | \(message) | \(run.status) |"
  }

  @Test("The answer is the golden table's", .disabled(if: renews), .tags(.slow), arguments: cases)
  func answer(_ bad: Case) async throws {
    let row = try await Self.row(bad)
    #expect(try Self.golden().filter { $0.hasPrefix("| \(bad.name) |") } == [row])
  }

  @Test("The golden table has a row for each input, in order", .disabled(if: renews))
  func order() throws {
    let names = try Self.golden().map { String($0.split(separator: "|")[0].dropFirst().dropLast()) }
    #expect(names == Self.cases.map(\.name))
  }

  @Test("The golden table is renewed", .enabled(if: renews))
  func renew() async throws {
    var rows = Self.head
    for bad in Self.cases { rows.append(try await Self.row(bad)) }
    try rows.map { $0 + "\n" }.joined().write(to: Self.url, atomically: true, encoding: .utf8)
  }
}
