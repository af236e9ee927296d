import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("Columns, scales and doubtful rows, as commands say them")
struct ReadingNotesTests {
  /// Rows of a wide file with the models a and b, and the attributes is_math and temperature.
  private static func wide(_ rows: Int) -> String {
    "prompt,is_math,temperature,a,b\n"
      + (0..<rows).map { index in
        let easy = index % 2 == 0
        return
          "\(easy ? "fix the parser" : "vague design") number \(index),\(easy ? "True" : "False"),0.7,\(easy ? 1 : 0),"
          + "\(easy ? 0 : 1)\n"
      }.joined()
  }

  private static let left =
    "not read as models: is_math (named like an attribute), temperature (named like an attribute)"
  private static let recipe = ["--blocks", "structural", "--folds", "2"]

  @Test("Every command names the columns that it reads as models, with -q, too, where it leaves some out")
  func columns() async throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.wide(40), to: "wide.csv")
    for arguments in [
      ["train", "wide.csv", "-o", "wide.router"] + Self.recipe,
      ["cross-validate", "wide.csv", "--divisions", "1", "-q"] + Self.recipe,
      ["convert", "wide.csv", "-o", "wide.jsonl"],
    ] {
      let run = try await Program.run(arguments, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("wide.csv: columns read as models: a, b; " + Self.left), "\(run.errors)")
      #expect(run.errors.contains("--models"))
    }
    let audit = try await Program.run(["audit", "wide.csv"], in: folder)
    #expect(audit.status == 0 && audit.output.contains("columns read as models: a, b") && audit.errors.isEmpty)
    let evaluated = try await Program.run(["evaluate", "wide.router", "wide.csv", "--allow-leaks"], in: folder)
    #expect(evaluated.status == 0 && evaluated.errors.contains("columns read as models: a, b\n"), "\(evaluated.errors)")
    let json = try await Program.run(["audit", "wide.csv", "--json"], in: folder)
    let columns = try #require(try JSONValue(parsing: Array(json.output.utf8.dropLast()))["columns"]?.array?.first)
    #expect(columns["models"]?.array?.map(\.string) == ["a", "b"])
    #expect(columns["left_out"]?.array?.map { $0["column"]?.string } == ["is_math", "temperature"])
    let named = try await Program.run(["audit", "wide.csv", "--models", "a,is_math"], in: folder)
    #expect(named.status == 0 && named.output.hasPrefix("40 prompts, 2 models") && named.output.contains("is_math"))
  }

  @Test(
    "A scale reads scores, in every command that reads outcomes",
    arguments: [
      ("1:5", "5", "1"), ("0:100", "100", "0"), ("-1:1", "1", "-1"), ("letters", "C", "I"),
      ("PASS=1,FAIL=0", "pass", "Fail"),
      ("yes=1,no=0,ERROR=none", "yes", "no"), ("5:1", "1", "5"),
    ])
  func scales(scale: String, best: String, worst: String) async throws {
    let folder = try TemporaryFolder()
    let lines = (0..<20).map { "p\($0),\($0 % 2 == 0 ? best : worst),\($0 % 2 == 0 ? worst : best)\n" }
    try folder.write("prompt,a,b\n" + lines.joined(), to: "x.csv")
    let refused = try await Program.run(["audit", "x.csv", "--skip-invalid"], in: folder)
    #expect(refused.status == 1 && refused.lastError.contains("--scale"), "\(refused.errors)")
    let run = try await Program.run(["audit", "x.csv", "--scale", scale, "--json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try JSONValue(parsing: Array(run.output.utf8.dropLast()))["models"]?["a"]?["score"]?.double == 0.5)
    let converted = try await Program.run(["convert", "x.csv", "-o", "x.jsonl", "--scale", scale], in: folder)
    let text = try String(contentsOf: folder.url.appending(path: "x.jsonl"), encoding: .utf8)
    #expect(
      converted.status == 0 && text.hasPrefix(#"{"prompt":"p0","outcomes":{"a":{"score":1.0},"b":{"score":0.0}}}"#))
  }

  @Test(
    "A scale that cannot be read is refused with what to write",
    arguments: [
      "", "5", "1:1", "1:2:3", "a:b", "PASS", "PASS=2", "=1", "PASS=", "0x1:5", "1:5,0:1", "letters,c=none", "A=1,a=0",
    ])
  func badScales(scale: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write("prompt,a\np,1\n", to: "x.csv")
    let run = try await Program.run(["audit", "x.csv", "--scale", scale], in: folder)
    #expect(run.status == 64 && run.errors.contains("--scale"), "\(run.errors)")
  }

  @Test("audit has a line for failed requests, aliases and contradictions, and members for programs")
  func findings() async throws {
    let folder = try TemporaryFolder()
    let lines = [
      #"{"id":"r1","prompt":"sort it","outcomes":{"gpt-4o":{"score":0,"error":"rate limit"},"b":{"score":1}}}"#,
      #"{"id":"r2","prompt":"sort it","outcomes":{"openai/gpt-4o":{"score":1},"b":{"score":0}}}"#,
      #"{"id":"r3","prompt":"['a', 'b']","outcomes":{"GPT-4o":{"score":1},"b":{"score":0}}}"#,
      #"{"id":"r4","prompt":"nan","outcomes":{"b":{"score":0}}}"#,
    ]
    try folder.write(lines.joined(separator: "\n"), to: "x.jsonl")
    let text = try await Program.run(["audit", "x.jsonl"], in: folder)
    let words = text.flowingOutput
    for sentence in [
      "1 outcomes of score 0 have an error or an empty answer (gpt-4o 1)", "1 prompts are lists or dictionaries",
      "1 prompts are a word for a missing value",
      "GPT-4o, gpt-4o, openai/gpt-4o could be one model: 0 of their 3 prompts",
      "1 prompt comes several times, in 2 rows, with different scores of one model (r1 and r2: b 1 and 0)",
    ] {
      #expect(words.contains(sentence), "\(sentence): \(text.output)")
    }
    let json = try await Program.run(["audit", "x.jsonl", "--json"], in: folder)
    let value = try JSONValue(parsing: Array(json.output.utf8.dropLast()))
    #expect(value["failed_requests"]?["gpt-4o"]?.integer == 1 && value["prompts_of_lists"]?.integer == 1)
    #expect(value["contradictions"]?["rows"]?.integer == 2 && value["aliases"]?.array?.count == 1)
    #expect(value["prompts_of_missing_words"]?.integer == 1)
    // The other commands warn of the rows.
    let converted = try await Program.run(["convert", "x.jsonl", "-o", "y.jsonl", "-q"], in: folder)
    #expect(converted.status == 0 && converted.errors.contains("warning: 1 outcomes of score 0 have an error"))
  }

  @Test("The command of the alias line gives the models one name")
  func aliasCommand() async throws {
    let folder = try TemporaryFolder()
    let lines = ["x/m", "m", "m-latest"].enumerated().map { #"{"prompt":"p\#($0)","outcomes":{"\#($1)":{"score":1}}}"# }
    try folder.write(lines.joined(separator: "\n"), to: "FILE")
    let run = try await Program.shell(
      #"""
      arguments=$("$POINTSMAN" audit FILE | tr '\n' ' ' | sed 's/.*one name: pointsman //')
      eval "\"$POINTSMAN\" $arguments" >/dev/null && "$POINTSMAN" audit OUTPUT.jsonl
      """#, in: folder)
    #expect(run.output.hasPrefix("3 prompts, 1 models"), "\(run.output) \(run.errors)")
  }

  @Test("Long names, and names with commas, are shown on their lines and can be selected")
  func longNames() async throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 200)
    let lines = (0..<20).map {
      #"{"prompt":"p\#($0)","outcomes":{"\#(long)":{"score":\#($0 % 2)},"a,b":{"score":1},"c":{"score":0}}}"#
    }
    try folder.write(lines.joined(separator: "\n"), to: "x.jsonl")
    let audit = try await Program.run(["audit", "x.jsonl"], in: folder)
    #expect(audit.status == 0 && audit.output.split(separator: "\n").allSatisfy { $0.count < 150 }, "\(audit.output)")
    for models in [["--models", "a,b", "--models", "c"], ["--models", #"a\,b,c"#]] {
      let run = try await Program.run(["audit", "x.jsonl"] + models, in: folder)
      #expect(run.status == 0 && run.output.hasPrefix("20 prompts, 2 models"), "\(run.errors)")
    }
    let unknown = try await Program.run(["audit", "x.jsonl", "--models", "a,b"], in: folder)
    #expect(unknown.status == 1 && unknown.lastError.contains("no outcomes for model \"a\""), "\(unknown.errors)")
  }
}
