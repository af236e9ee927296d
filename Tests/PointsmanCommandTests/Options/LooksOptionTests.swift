import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("--looks")
struct LooksOptionTests {
  @Test("Looks at the same outcomes are counted over commands, and the same look is not counted twice")
  func counted() async throws {
    let folder = try await SplitData.folder()
    func looks(_ arguments: [String]) async throws -> JSONValue? {
      let run = try await Program.run(arguments + ["--looks", "looks.jsonl", "--json"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      return try JSONValue(parsing: Array(run.output.utf8))["looks"]
    }
    let data = ["data.jsonl", "--split", "train"] + SplitData.recipe
    let validate = ["cross-validate"] + data + ["--divisions", "1", "--skip-unseen"]
    let first = try await looks(validate)
    #expect(first?["number"]?.integer == 1 && first?["count"]?.integer == 1)
    let trained = try await looks(["train"] + data + ["-o", "new.router"])
    #expect(trained?["number"]?.integer == 2 && trained?["count"]?.integer == 2)
    let other = try await looks(["evaluate", "my.router", "data.jsonl", "--split", "test", "--drop-leaks"])
    #expect(other?["count"]?.integer == 1)
    let again = try await looks(validate)
    #expect(again?["number"]?.integer == 1 && again?["count"]?.integer == 2)
    let lines = try String(contentsOf: folder.url.appending(path: "looks.jsonl"), encoding: .utf8).split(
      separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { !$0.contains("/") && $0.contains("\"p_value\":") })
  }

  @Test("A file that is not a journal is refused before the work, and stays as it is")
  func otherFile() async throws {
    let folder = try await SplitData.folder()
    let text = "{\"prompt\":\"x\"}\n"
    try folder.write(text, to: "looks.jsonl")
    let run = try await Program.run(
      ["cross-validate", "data.jsonl", "--looks", "looks.jsonl"] + SplitData.recipe, in: folder)
    #expect(run.status == 1 && run.lastError.contains("looks.jsonl:1: found a line that is not a look"))
    #expect(try String(contentsOf: folder.url.appending(path: "looks.jsonl"), encoding: .utf8) == text)
    let same = try await Program.run(
      ["cross-validate", "data.jsonl", "--looks", "data.jsonl"] + SplitData.recipe, in: folder)
    #expect(same.status == 1 && same.lastError.contains("--looks names a file that the command reads"))
  }
}
