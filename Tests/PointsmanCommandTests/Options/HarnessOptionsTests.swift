import Foundation
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("Options for logs and runs")
struct HarnessOptionsTests {
  private static let logs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "PointsmanOutcomesTests/Golden/harnesses").path

  private func audit(_ arguments: String...) async throws -> Program.Run {
    try await Program.run(["audit"] + arguments, in: try TemporaryFolder())
  }

  @Test("A folder is read as it is, and answers that are not observed are named")
  func folder() async throws {
    let run = try await audit("\(Self.logs)/inspect")
    #expect(run.status == 0)
    #expect(run.flowingOutput.contains("not observed, and left out: 1 answer with an error (org/small 1)"))
    #expect(run.flowingOutput.contains("5 scores are means of up to 2 repeats"))
  }

  @Test("Errors name the option that helps")
  func advice() async throws {
    #expect(try await audit("\(Self.logs)/lm-eval").lastError.hasSuffix("name the one whose scores count (--filter)"))
    #expect(try await audit("\(Self.logs)/swe-bench").lastError.hasSuffix("(--instances)"))
    #expect(try await audit("\(Self.logs)/promptfoo", "--rename", "x=y").lastError.hasSuffix("(--rename)"))
    let unknown = try await audit("\(Self.logs)/promptfoo", "--format", "nothing")
    #expect(unknown.status == 64 && unknown.errors.contains("lm-eval") && unknown.errors.contains("swe-bench"))
  }

  @Test("Models get other names by option and by file, in JSON and in CSV")
  func renames() async throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"org/small\": \"small\"}", to: "n.json")
    try folder.write("old,new\norg/small,small\n", to: "n.csv")
    for names in [["--rename", "org/small=small"], ["--renames", "n.json"], ["--renames", "n.csv"]] {
      let run = try await Program.run(
        ["audit", "\(Self.logs)/promptfoo", "--rename", "org/large=large"] + names, in: folder)
      #expect(run.status == 0 && run.output.contains("\nsmall ") && run.output.contains("\nlarge "))
    }
    for (text, fault) in [
      ("{\"a\": 1}", "is no string"), ("a,b,c\n", "has 3 columns"), ("a,b\na,c\n", "names \"a\" twice"),
      ("{\"a\"", "found "),
    ] {
      try folder.write(text, to: "bad")
      let run = try await Program.run(["audit", "\(Self.logs)/promptfoo", "--renames", "bad"], in: folder)
      #expect(run.status == 1 && run.lastError.contains(fault), "\(text)")
    }
    #expect(try await audit("x", "--rename", "a").status == 64)
  }

  @Test("Costs are computed from tokens by a price list")
  func prices() async throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "{\"org/small\": {\"input\": 1, \"output\": 5}, \"org/large\": {\"input\": 10, \"output\": 50}}", to: "p.json")
    let run = try await Program.run(["audit", "\(Self.logs)/inspect", "--token-prices", "p.json"], in: folder)
    #expect(run.flowingOutput.contains("8 costs are computed from tokens"))
    #expect(run.output.contains("0.00100"))
  }

  @Test("audit proposes to join the rows of one prompt, and names of one model, by commands that do it")
  func proposals() async throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).flatMap { index in
      [
        #"{"id":"a\#(index)","prompt":"Question \#(index)?","outcomes":{"gpt-x":{"score":1}}}"#,
        #"{"id":"b\#(index)","prompt":"Question \#(index)?","outcomes":{"other":{"score":0}}}"#,
        #"{"id":"c\#(index)","prompt":"Another \#(index)?","outcomes":{"openai/gpt-x-2026-01-01":{"score":1},"other":{"score":1}}}"#,
      ]
    }
    try folder.write(rows.joined(separator: "\n") + "\n", to: "d.jsonl")
    let run = try await Program.run(["audit", "d.jsonl"], in: folder)
    #expect(run.flowingOutput.contains("20 prompts are in several rows, each with other models (a0, b0)"))
    #expect(run.flowingOutput.contains("--rename 'openai/gpt-x-2026-01-01=gpt-x'"))
    let convert = [
      "convert", "d.jsonl", "--join-by-prompt", "--rename", "openai/gpt-x-2026-01-01=gpt-x", "-o", "e.jsonl",
    ]
    #expect(try await Program.run(convert, in: folder).status == 0)
    let table = try OutcomeTable(contentsOf: folder.path("e.jsonl"))
    #expect(table.models == ["gpt-x", "other"] && table.rows.count == 40)
    #expect(table.rows.indices.allSatisfy { table.isComplete(row: $0) })
  }

  @Test("Parquet is read by another program where one is there; else the message has the command")
  func parquet() async throws {
    let folder = try TemporaryFolder()
    try folder.write("PAR1 and so on", to: "d.parquet")
    try folder.makeFolder("bin")
    try folder.write("#!/bin/sh\nprintf 'prompt,model,score\\nOne.,a,1\\nOne.,b,0\\n'\n", to: "bin/python3")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/python3"))
    let path = ["PATH": "\(folder.path("bin")):/nowhere"]
    let run = try await Program.run(["audit", "d.parquet"], in: folder, environment: path)
    #expect(run.status == 0 && run.flowingOutput.contains("d.parquet: Parquet, read by pyarrow"))
    #expect(run.output.contains("1 prompts, 2 models"))
    let none = try await Program.run(["audit", "d.parquet"], in: folder, environment: ["PATH": "/nowhere"])
    #expect(
      none.status == 1 && none.lastError.contains("found a Parquet file")
        && none.lastError.contains("pandas.read_parquet"))
  }
}
