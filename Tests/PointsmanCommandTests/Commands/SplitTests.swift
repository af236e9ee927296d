import Foundation
import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("pointsman split")
struct SplitTests {
  private func lines(_ rows: [String]) -> String { rows.joined(separator: "\n") + "\n" }

  @Test("Both parts come in one file, and nothing of a row is lost")
  func parts() async throws {
    let folder = try TemporaryFolder()
    try folder.write(lines(outcomeLines(rows: 100, seed: 1)), to: "d.jsonl")
    let run = try await Program.run(["split", "d.jsonl", "--test", "0.3", "--seed", "4", "-o", "s.jsonl"], in: folder)
    #expect(run.status == 0 && run.output == "wrote s.jsonl: 70 rows to train on, 30 to test on\n")
    let (before, after) = (
      try OutcomeTable(contentsOf: folder.path("d.jsonl")), try OutcomeTable(contentsOf: folder.path("s.jsonl"))
    )
    #expect(after.rows.map(\.id) == before.rows.map(\.id) && after.rows.map(\.category) == before.rows.map(\.category))
    #expect(
      after.rows.indices.map { after.outcome(row: $0, model: 0) }
        == before.rows.indices.map { before.outcome(row: $0, model: 0) })
    #expect(try after.parting(split: "test").split.rows.count == 30)
    let again = try await Program.run(
      ["split", "d.jsonl", "--test", "0.3", "--seed", "4", "-o", "t.jsonl"], in: folder)
    #expect(again.status == 0)
    #expect(
      try Data(contentsOf: folder.url.appending(path: "s.jsonl"))
        == Data(contentsOf: folder.url.appending(path: "t.jsonl")))
  }

  @Test("Copies of a prompt are on one side, unless they may part; the split that was there is kept by another name")
  func copies() async throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { index in
      #"{"id":"\#(index)","prompt":"the very same question number \#(index / 10)","split":"dev","outcomes":{"a":{"score":1}}}"#
    }
    try folder.write(lines(rows), to: "d.jsonl")
    #expect(try await Program.run(["split", "d.jsonl", "--test", "0.5", "-o", "s.jsonl"], in: folder).status == 0)
    let table = try OutcomeTable(contentsOf: folder.path("s.jsonl"))
    let sides = Dictionary(grouping: table.rows, by: \.prompt.userText).mapValues { Set($0.map(\.split)).count }
    #expect(sides.values.allSatisfy { $0 == 1 })
    let parting = ["split", "d.jsonl", "--test", "0.5", "--no-group-duplicates", "-o", "p.jsonl"]
    #expect(try await Program.run(parting, in: folder).status == 0)
    let parted = try OutcomeTable(contentsOf: folder.path("p.jsonl"))
    let mixed = Dictionary(grouping: parted.rows, by: \.prompt.userText).mapValues { Set($0.map(\.split)).count }
    #expect(mixed.values.contains(2))
    #expect(
      try String(contentsOf: folder.url.appending(path: "s.jsonl"), encoding: .utf8).contains(
        "\"original_split\":\"dev\""))
  }

  @Test("A share outside 0 to 1 is wrong usage; prompts that are all alike cannot be split")
  func refused() async throws {
    let folder = try TemporaryFolder()
    try folder.write(lines([#"{"prompt":"p","outcomes":{"a":{"score":1}}}"#]), to: "d.jsonl")
    #expect(try await Program.run(["split", "d.jsonl", "--test", "1", "-o", "s.jsonl"], in: folder).status == 64)
    let run = try await Program.run(["split", "d.jsonl", "-o", "s.jsonl"], in: folder)
    #expect(run.status == 1 && run.lastError.contains("none can be held out"))
    #expect(try folder.names == ["d.jsonl"])
  }
}
