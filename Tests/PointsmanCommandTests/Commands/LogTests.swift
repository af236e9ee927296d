import Foundation
import PointsmanDecisionLog
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanCommand

@Suite("log")
struct LogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("An export is read by audit, with the propensities of the log")
  func export() async throws {
    try LoggedDecisions.write(to: folder.path("a.sqlite"))
    let run = try await Program.run(["log", "export", "a.sqlite", "-o", "a.jsonl"], in: folder)
    #expect(run.status == 0 && run.output == "wrote a.jsonl: 40 of 40 decisions\n", "\(run.errors)")
    let table = try OutcomeTable(contentsOf: folder.path("a.jsonl"))
    #expect(table.rows.count == 40)
    let propensities = table.rows.indices.flatMap { row in
      table.models.indices.compactMap { table.outcome(row: row, model: $0)?.propensity }
    }
    #expect(propensities.count == 40 && Set(propensities) == [0.75, 0.25])
    let audit = try await Program.run(["audit", "a.jsonl"], in: folder)
    #expect(audit.status == 0, "\(audit.errors)")
  }

  @Test("A router is trained on an export, and judged on another, by the propensities", .tags(.slow))
  func learning() async throws {
    try LoggedDecisions.write(to: folder.path("a.sqlite"), count: 240)
    for arguments in [
      ["log", "export", "a.sqlite", "-o", "train.jsonl", "--until", "2026-12-01T00:03:00Z"],
      ["log", "export", "a.sqlite", "-o", "test.jsonl", "--since", "2026-12-01T00:03:00Z"],
      ["train", "train.jsonl", "-o", "next.router"] + SplitData.recipe,
      ["evaluate", "next.router", "test.jsonl", "--json"],
    ] {
      let run = try await Program.run(arguments, in: folder)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
    }
    #expect(try OutcomeTable(contentsOf: folder.path("train.jsonl")).rows.count == 180)
    #expect(try OutcomeTable(contentsOf: folder.path("test.jsonl")).rows.count == 60)
  }

  @Test("A merged log exports what both have, and says that keys differ")
  func merge() async throws {
    for name in ["a", "b"] { try LoggedDecisions.write(to: folder.path("\(name).sqlite")) }
    let merge = ["log", "merge", "a.sqlite", "b.sqlite", "-o", "all.sqlite"]
    let run = try await Program.run(merge, in: folder)
    #expect(run.status == 0 && run.output == "wrote all.sqlite: 40 decisions and 80 scores added\n", "\(run.errors)")
    #expect(run.errors.contains("b.sqlite: its digests are made under another key"))
    let again = try await Program.run(merge, in: folder)
    #expect(again.output == "wrote all.sqlite: 0 decisions and 0 scores added\n")
  }

  @Test(
    "What cannot be exported or merged ends with a sentence, and no file is left",
    arguments: [
      (
        ["export", "hash.sqlite", "-o", "o"], 1,
        "hash.sqlite: no prompt is stored, and the format outcomes needs prompts; set log.content: full"
      ),
      (
        ["export", "two.sqlite", "-o", "o"], 1,
        "feedback has several names, \"accepted\", \"tests\"; say which is the score (--name)"
      ),
      (
        ["export", "hash.sqlite", "-o", "o", "--policy", "x"], 1,
        "nothing is left to export: no decision is of that time, policy and router"
      ),
      (
        ["export", "hash.sqlite", "-o", "o", "--since", "yesterday"], 64,
        "--since is \"yesterday\"; write a date in UTC"
      ),
      (["export", "none.sqlite", "-o", "o"], 1, "none.sqlite: the decision log failed, unable to open database file"),
      (["export", "text", "-o", "o"], 1, "text: this is no decision log (file is not a database); name another file"),
      (["merge", "hash.sqlite", "text", "-o", "o"], 1, "text: this is no decision log"),
      (["merge", "hash.sqlite", "-o", "hash.sqlite"], 1, "-o names a file that the command reads"),
      (["merge", "hash.sqlite", "-o", "text"], 1, "text: this is no decision log"),
    ])
  func faults(arguments: [String], status: Int32, message: String) async throws {
    try LoggedDecisions.write(to: folder.path("hash.sqlite"), content: .hash)
    try LoggedDecisions.write(to: folder.path("two.sqlite"))
    try LoggedDecisions.write(to: folder.path("two.sqlite"), name: "tests")
    try folder.write(String(repeating: "text\n", count: 200), to: "text")
    let before = try folder.names
    let run = try await Program.run(["log"] + arguments, in: folder)
    #expect(run.status == status && run.errors.contains(message), "\(run.errors)")
    #expect(try folder.names == before)
  }
}
