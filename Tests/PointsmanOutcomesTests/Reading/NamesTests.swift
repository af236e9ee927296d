import Pointsman
import Testing

@testable import PointsmanOutcomes

@Suite("Names, ids, tags and categories are text on one line, in every format")
struct NamesTests {
  /// The kind of name, and a file in each format with `NAME` in its place; JSON escapes are the same in the name's JSON.
  private static let json: [(kind: String, text: String)] = [
    ("model", #"{"prompt":"p","outcomes":{"NAME":{"score":1}}}"#),
    ("model", #"{"prompt":"p","battle":{"model_a":"NAME","model_b":"b","winner":"tie"}}"#),
    ("model", #"{"prompt":"p","battle":{"model_a":"b","model_b":"NAME","winner":"tie"}}"#),
    ("model", #"{"query":"p","model_name":"NAME","performance":1}"#),
    ("model", #"{"prompt":"p","model_a":"NAME","model_b":"b","winner":"tie"}"#),
    ("id", #"{"id":"NAME","prompt":"p","outcomes":{}}"#),
    ("category", #"{"category":"NAME","prompt":"p","outcomes":{}}"#),
    ("dataset", #"{"dataset":"NAME","prompt":"p","outcomes":{}}"#),
    ("group", #"{"group":"NAME","prompt":"p","outcomes":{}}"#),
    ("split", #"{"split":"NAME","prompt":"p","outcomes":{}}"#),
    ("tags", #"{"tags":{"x":"NAME"},"prompt":"p","outcomes":{}}"#),
    ("tags", #"{"tags":{"NAME":"x"},"prompt":"p","outcomes":{}}"#),
  ]
  private static let csv: [(kind: String, text: String)] = [
    ("model", "prompt,model,score\np,\"NAME\",1\n"), ("model", "prompt,\"NAME\",b\np,1,0\n"),
    ("model", "prompt,model_a,model_b,winner\np,\"NAME\",b,tie\n"), ("id", "id,prompt,model,score\n\"NAME\",p,a,1\n"),
    ("category", "category,prompt,model,score\n\"NAME\",p,a,1\n"), ("group", "group,prompt,a,b\n\"NAME\",p,1,0\n"),
    ("tags", "tags.x,prompt,a,b\n\"NAME\",p,1,0\n"),
  ]

  private func read(_ text: String) throws -> OutcomeReader.Result {
    try OutcomeReader().read(bytes: Array(text.utf8))
  }

  private func expectPlace(_ text: String, _ words: String) {
    let error = #expect(throws: OutcomesError.self, "\(text)") { try read(text) }
    guard case .invalid(_, _, let column, let found, _)? = error else {
      Issue.record("\(text): \(String(describing: error))")
      return
    }
    #expect(found.contains(words) && column > 1 || text.hasPrefix("\"") || column >= 1, "\(found)")
  }

  @Test("Control characters and line ends are refused", arguments: [0, 9, 10, 13, 27, 127, 0x85, 0x9b, 0x2028, 0x2029])
  func controls(code: UInt32) throws {
    let character = String(Character(try #require(Unicode.Scalar(code))))
    let digits = String(code, radix: 16, uppercase: true)
    let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    for (_, text) in Self.json {
      expectPlace(text.replacing("NAME", with: "mod" + escape + "el"), "the control character U+")
    }
    // A NUL in CSV is refused as such.
    guard code != 0 else { return }
    for (_, text) in Self.csv {
      expectPlace(text.replacing("NAME", with: "mod" + character + "el"), "the control character U+")
    }
  }

  @Test("Blank names are refused, and in JSON empty ones", arguments: ["", " ", "  ", "\u{a0}", "\u{3000}"])
  func blank(name: String) {
    for (kind, text) in Self.json {
      // An empty string in a flat row is a missing value, as in CSV.
      expectPlace(text.replacing("NAME", with: name), "an empty \(kind == "tags" ? "" : kind)")
    }
    // An empty cell of an attribute is a missing one; a column without a name is no model's.
    for (kind, text) in Self.csv where !name.isEmpty || kind == "model" && !text.hasPrefix("prompt,\"NAME\",b") {
      expectPlace(text.replacing("NAME", with: name), "an empty \(kind == "tags" ? "" : kind)")
    }
  }

  @Test("A model's name has at most 256 bytes")
  func long() throws {
    for (_, text) in (Self.json + Self.csv).filter({ $0.kind == "model" }) {
      expectPlace(text.replacing("NAME", with: String(repeating: "x", count: 5000)), "a model's name of 5000 bytes")
      #expect(
        try read(text.replacing("NAME", with: String(repeating: "x", count: 256))).table.models.contains {
          $0.count == 256
        })
    }
  }

  @Test(
    "Ordinary names of any script are read",
    arguments: ["é", "模型", "a,b", "a b", "x/y:z", "name\u{200b}", "“q”", "—", "½"])
  func ordinary(name: String) throws {
    for (_, text) in Self.json + Self.csv { _ = try read(text.replacing("NAME", with: name)) }
  }

  @Test(
    "A table in memory keeps the rule, too", arguments: ["", " ", "a\nb", "\u{0}", String(repeating: "x", count: 257)])
  func inMemory(name: String) {
    #expect(throws: OutcomesError.self) { try OutcomeTable([.init("p", scores: [name: 1])]) }
    guard !name.isEmpty, name.count < 257 else { return }
    #expect(throws: OutcomesError.self) { try OutcomeTable([.init("p", id: name, scores: ["a": 1])]) }
    #expect(throws: OutcomesError.self) { try OutcomeTable([.init("p", category: name, scores: ["a": 1])]) }
    var row = OutcomeRow(prompt: Prompt("p", tags: ["x": name]))
    #expect(throws: OutcomesError.self) { try OutcomeTable([.init(row, outcomes: ["a": Outcome(score: 1)])]) }
    row.prompt.tags = [name: "x"]
    #expect(throws: OutcomesError.self) { try OutcomeTable([.init(row, outcomes: ["a": Outcome(score: 1)])]) }
  }

  @Test("Two Unicode forms of a name are one; where it comes again, the message says so")
  func unicodeForms() throws {
    let (nfc, nfd) = ("mod\u{e8}le", "mode\u{300}le")
    for text in [
      #"{"prompt":"p","outcomes":{"\#(nfc)":{"score":1},"\#(nfd)":{"score":0}}}"#, "prompt,\(nfc),\(nfd)\np,1,0\n",
      "prompt,model,score\np,\(nfc),1\np,\(nfd),0\n",
      #"{"id":"\#(nfc)","prompt":"p","outcomes":{}}"# + "\n" + #"{"id":"\#(nfd)","prompt":"q","outcomes":{}}"#,
    ] {
      expectPlace(text, "again")
      #expect { try read(text) } throws: { "\($0)".contains("in another Unicode form (NFC and NFD spell one name)") }
    }
    let merged = "prompt,model,score\np,\(nfc),1\nq,\(nfd),0\n"
    #expect(try read(merged).table.models == [nfc])
    #expect { try read("prompt,a,a\np,1,0\n") } throws: { !"\($0)".contains("Unicode") }
  }
}
