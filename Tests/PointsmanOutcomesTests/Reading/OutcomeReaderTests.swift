import Foundation
import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("OutcomeReader")
struct OutcomeReaderTests {
  private static let good = #"{"prompt":"p","outcomes":{"a":{"score":1}}}"#

  private func read(_ text: String, skipsInvalid: Bool = false) throws -> OutcomeReader.Result {
    try read(Array(text.utf8), skipsInvalid: skipsInvalid)
  }

  private func read(_ bytes: [UInt8], skipsInvalid: Bool = false) throws -> OutcomeReader.Result {
    let folder = try TemporaryFolder()
    var reader = OutcomeReader()
    reader.skipsInvalid = skipsInvalid
    return try reader.read([try folder.write(bytes, to: "rows.jsonl")])
  }

  @Test("Every member is read, and those not known are passed over")
  func members() throws {
    let table = try read(
      #"{"id":"t1","prompt":"é\n","category":"unit-test","dataset":"mine","group":"g7","weight":2.5,"tags":{"x":"1"},"extra":{"x":[1]},"#
        + #""outcomes":{"b":{"score":1,"cost":0.002,"latency_s":1.9,"first_token_s":0.4},"a":{"score":0.5,"scores":{"clarity":0.8}}}}"#
    ).table
    #expect(table.models == ["a", "b"])
    let row = try #require(table.rows.first)
    #expect(row.id == "t1" && row.category == "unit-test" && row.dataset == "mine" && row.group == "g7")
    #expect(row.weight == 2.5 && row.prompt == Prompt("é\n", tags: ["x": "1"]))
    #expect(table.outcome(row: 0, model: 0) == Outcome(score: 0.5))
    var second = Outcome(score: 1, cost: 0.002)
    (second.latency, second.firstTokenTime) = (1.9, 0.4)
    #expect(table.outcome(row: 0, model: 1) == second)
    #expect(!table.hasCosts)
  }

  @Test("Messages are what is routed; an id may be a number, and is the file's line where there is none")
  func messages() throws {
    let table = try read(
      #"{"id":7,"prompt":"b","messages":[{"role":"system","content":"s"},{"role":"user","content":"b"}],"outcomes":{}}"#
        + "\n\n" + Self.good
    ).table
    #expect(table.rows[0].id == "7" && table.rows[0].prompt.messages.count == 2)
    #expect(table.rows[1].id.hasSuffix(".jsonl:3") && table.rows[1].weight == 1)
  }

  @Test("A null score, a null outcome and a model not named are missing cells, never failures")
  func missingCells() throws {
    let table = try read(
      #"{"prompt":"p","outcomes":{"a":{"score":null},"b":null,"c":{"score":0,"cost":null}}}"# + "\n" + Self.good
    ).table
    #expect(table.models == ["a", "c"])
    #expect((0..<2).map { row in (0..<2).map { table.score(row: row, model: $0) } } == [[nil, 0], [1, nil]])
    #expect(!table.isComplete(row: 0) && !table.isComplete(row: 1))
  }

  @Test(
    "A byte-order mark, CR LF, blank lines, and no newline at the end are read",
    arguments: [
      "\u{feff}GOOD\nGOOD\n", "GOOD\r\nGOOD\r\n", "\n\n \t\nGOOD\n\nGOOD\n\r\n", "GOOD\nGOOD",
      "\u{feff}\r\nGOOD\r\nGOOD",
    ])
  func layout(text: String) throws {
    #expect(try read(text.replacing("GOOD", with: Self.good)).table.rows.count == 2)
  }

  @Test("Lines longer than the reader's buffer are read whole")
  func longLines() throws {
    let prompts = (0..<3).map { String(repeating: "word \($0) ", count: 60_000) }
    let text = prompts.map { #"{"prompt":"\#($0)","outcomes":{"a":{"score":1}}}"# }.joined(separator: "\n")
    #expect(try read(text).table.rows.map(\.prompt) == prompts.map { Prompt($0) })
  }

  @Test(
    "A bad line stops the run, with its line, its column, what was found and what was expected",
    arguments: [
      (#"{"prompt":"p","outcomes":{"a":{"score":1}}"#, 43, "the end", "',' or '}'"),
      (#"{"prompt":"p"#, 11, "never ends", "quote"), ("[]", 1, "an array", "an object"),
      (#"{"prompt":"p","outcomes":{"a":{"score":NaN}}}"#, 40, "NaN", "0 to 1"),
      (#"{"prompt":"p","outcomes":{"a":{"score":"1"}}}"#, 40, "a string", "without quotes"),
      (#"{"prompt":"p","outcomes":{"a":{"score":true}}}"#, 40, "a boolean", "write 1 or 0"),
      (#"{"prompt":"p","outcomes":{"a":{"score":1,"cost":-2}}}"#, 49, "-2.0", "at least 0"),
      (#"{"prompt":"p","outcomes":{"a":{"score":1,"cost":1e999}}}"#, 49, "beyond", "USD"),
      (#"{"prompt":"p","outcomes":{"a":{"cost":1}}}"#, 41, "the end of the object", "\"score\""),
      (#"{"prompt":"p","outcomes":{"a":1}}"#, 31, "a number", "an object"),
      (#"{"prompt":"p","outcomes":[]}"#, 26, "an array", "an object"),
      (#"{"prompt":"p","outcomes":{"a":{"score":1},"a":{"score":0}}}"#, 43, "\"a\" again", "once"),
      (#"{"prompt":"p","prompt":"q","outcomes":{}}"#, 15, "\"prompt\" again", "once"),
      (#"{"prompt":"p"}"#, 15, "the end of the object", "\"outcomes\""),
      (#"{"outcomes":{}}"#, 16, "neither", "\"prompt\""),
      (#"{"prompt":" \n","outcomes":{}}"#, 31, "empty", "text"),
      (#"{"prompt":5,"outcomes":{}}"#, 11, "a number", "a string"),
      (#"{"prompt":null,"outcomes":{}}"#, 11, "null", "a string"),
      (#"{"messages":[],"outcomes":{}}"#, 30, "none", "turn"),
      (#"{"messages":[{"role":"x","content":"c"}],"outcomes":{}}"#, 22, "\"x\"", "user"),
      (#"{"prompt":"p","weight":-1,"outcomes":{}}"#, 24, "-1.0", "at least 0"),
      (#"{"prompt":"p","category":3,"outcomes":{}}"#, 26, "a number", "a string"),
      (#"{"prompt":"p","id":1.5,"outcomes":{}}"#, 20, "a number", "whole number"),
      (#"{"prompt":"p","outcomes":{}} x"#, 30, "'x'", "nothing more"), ("nonsense", 1, "'n'", "an object"),
    ])
  func invalid(line: String, column: Int, found: String, expected: String) throws {
    let error = #expect(throws: OutcomesError.self) { try read("\(Self.good)\n\n\(line)\n\(Self.good)\n") }
    guard case .invalid(let path, 3, column, let actual, let wanted)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(actual.contains(found) && wanted.contains(expected), "\(actual); \(wanted)")
    #expect(error?.description == "\(path):3:\(column): found \(actual), expected \(wanted)")
  }

  @Test("Bytes that are not UTF-8 are refused at the first of them, after escapes, too", arguments: ["", "\\n é"])
  func invalidUTF8(before: String) {
    let opening = Array(#"{"prompt":"\#(before)"#.utf8)
    let error = #expect(throws: OutcomesError.self) {
      try read(opening + [0xe2, 0x28] + Array(#"","outcomes":{}}"#.utf8))
    }
    guard case .invalid(_, 1, opening.count + 1, let found, let expected)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == "byte 0xe2, which is not UTF-8" && expected.contains("replace such bytes"))
  }

  @Test("Bytes that are not UTF-8 are replaced on demand, and the lines counted")
  func lossy() throws {
    let folder = try TemporaryFolder()
    let line = Array(#"{"prompt":"a"#.utf8) + [0xff] + Array("b\",\"outcomes\":{}}\n".utf8)
    let path = try folder.write(line + Array((Self.good + "\n").utf8) + line, to: "rows.jsonl")
    var reader = OutcomeReader()
    reader.replacesInvalidBytes = true
    let result = try reader.read([path])
    #expect(result.table.rows.map(\.prompt) == ["a\u{fffd}b", "p", "a\u{fffd}b"].map { Prompt($0) })
    #expect(result.skipped.replaced == 2 && result.skipped.count == 0)
  }

  @Test("Twenty faults of a file are listed one by one, and all are counted")
  func severalFaults() throws {
    let error = #expect(throws: OutcomesError.self) {
      try read(Self.good + "\n" + String(repeating: "x\n", count: 33))
    }
    guard case .several(let first, 33)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(first.count == 20)
    #expect(error?.description.contains(".jsonl:21:1: found 'x'") == true)
    #expect(error?.description.contains("\nand 13 more\n33 rows cannot be read; correct them") == true)
  }

  @Test("An id that comes twice in a file is a fault with both lines")
  func duplicateIDs() {
    let line = #"{"id":"t","prompt":"p","outcomes":{}}"#
    let error = #expect(throws: OutcomesError.self) { try read("\(line)\n\n\(line)\n") }
    guard case .invalid(_, 3, 1, "id \"t\" again, first on line 1", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// Reads files of these texts, one after another.
  private func read(files texts: [String], named ending: String = "jsonl") throws -> OutcomeReader.Result {
    let folder = try TemporaryFolder()
    return try OutcomeReader().read(texts.enumerated().map { try folder.write($1, to: "\($0).\(ending)") })
  }

  @Test("Files may number their rows alike; the same prompt under the same id is a row read twice, and a fault")
  func repeatedAcrossFiles() throws {
    func row(_ id: String, _ prompt: String) -> String {
      #"{"id":"\#(id)","prompt":"\#(prompt)","outcomes":{"a":{"score":1}}}"#
    }
    let table = try read(files: [row("1", "p"), row("1", "q") + "\n" + row("2", "p")]).table
    #expect(table.rows.map(\.id) == ["1", "1", "2"])
    #expect {
      try read(files: [row("1", "p"), row("2", "q") + "\n" + row("1", "p")])
    } throws: {
      let words = "\($0)"
      return words.contains("1.jsonl:2:1: found id \"1\" with the same prompt as ") && words.contains("0.jsonl:1, exp")
    }
  }

  @Test(
    "What later rows of a long file say of the prompt is taken where nothing was said, and else must be the same",
    arguments: ["category", "dataset", "group", "split"])
  func longDescriptions(name: String) throws {
    func file(_ first: String, _ second: String) -> String {
      "prompt,model,score,\(name)\nsort,a,1,\(first)\nsort,b,0,\(second)\n"
    }
    let rows = try ["x,", ",x", "x,x"].map { values in
      let parts = values.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return try #require(try read(files: [file(parts[0], parts[1])], named: "csv").table.rows.first)
    }
    for row in rows { #expect([row.category, row.dataset, row.group, row.split].compactMap { $0 } == ["x"]) }
    #expect {
      try read(files: [file("x", "y")], named: "csv")
    } throws: {
      "\($0)".contains(".csv:3:1: found \(name) \"y\" on a prompt that had \"x\" before, expected one \(name) a prompt")
    }
  }

  @Test("A prompt has one weight in a long file")
  func longWeights() throws {
    #expect {
      try read(files: ["prompt,model,score,weight\nsort,a,1,2\nsort,b,0,\n"], named: "csv")
    } throws: {
      "\($0)".contains("found weight \"1.0\" on a prompt that had \"2.0\" before")
    }
  }

  @Test("Parts of turns without text are counted, in battles, too")
  func partsPassedOver() throws {
    let turn =
      #"[{"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{}}]}]"#
    let result = try read(#"{"messages":\#(turn),"outcomes":{"a":{"score":1}}}"# + "\n" + Self.good)
    #expect(result.skipped.partsPassedOver == 1 && result.table.rows[0].prompt.userText == "what is this?")
    let battle = try read(files: [#"{"model_a":"a","model_b":"b","winner":"model_a","conversation_a":\#(turn)}"#])
    #expect(battle.skipped.partsPassedOver == 1)
    #expect(try read(Self.good).skipped.partsPassedOver == 0)
  }

  @Test("Scores by several criteria make one score by their weights; one that lacks is a fault")
  func criteria() throws {
    func scores(_ members: String) -> String { #"{"prompt":"p","outcomes":{"a":{\#(members)}}}"# }
    let folder = try TemporaryFolder()
    var reader = OutcomeReader()
    reader.criteria = [
      try #require(Criterion(name: "right", weight: 3)), try #require(Criterion(name: "clear", weight: 1)),
    ]
    let lines = [scores(#""score":0.1,"scores":{"clear":0.5,"right":1,"other":"x"}"#), scores(#""score":null"#)]
    let table = try reader.read([try folder.write(lines.joined(separator: "\n"), to: "rows.jsonl")]).table
    #expect(table.score(row: 0, model: 0) == 0.875 && table.score(row: 1, model: 0) == nil)
    for lacking in [#""score":1"#, #""scores":{"right":1}"#, #""scores":{"right":1,"clear":2}"#] {
      let path = try folder.write(scores(lacking), to: "rows.jsonl")
      #expect(throws: OutcomesError.self) { try reader.read([path]) }
    }
    #expect(Criterion(name: "x", weight: 0) == nil && Criterion(name: "", weight: 1) == nil)
    #expect(Criterion(name: "x", weight: .infinity) == nil)
  }

  @Test("skipsInvalid counts bad lines, each with its fault, and reads the others")
  func skips() throws {
    let result = try read("{\n\(Self.good)\n{}\n\(Self.good)\nx\n", skipsInvalid: true)
    #expect(result.table.rows.count == 2)
    #expect(result.skipped.count == 3)
    let lines = result.skipped.first.compactMap { if case .invalid(_, let line, _, _, _) = $0 { line } else { nil } }
    #expect(lines == [1, 3, 5])
    #expect(throws: OutcomesError.self) { try read("{\nx\n", skipsInvalid: true) }
  }

  @Test("A file without a row is a fault", arguments: ["", "\n\n", "\u{feff}", " \t \r\n"])
  func empty(text: String) {
    let error = #expect(throws: OutcomesError.self) { try read(text) }
    guard case .empty? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A missing file is unreadable, by name")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("no-such-file.jsonl")
    let error = #expect(throws: OutcomesError.self) { try OutcomeReader().read([path]) }
    guard case .unreadable(path, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A line that would not fit in memory is refused by its number")
  func lineTooLong() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("\(Self.good)\n", to: "rows.jsonl")
    // Sparse: it takes no room on the disk.
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: 66 << 20)
    try file.close()
    #expect(throws: OutcomesError.lineTooLong(path: path, line: 2, limit: 64 << 20)) {
      try OutcomeReader().read([path])
    }
  }
}
