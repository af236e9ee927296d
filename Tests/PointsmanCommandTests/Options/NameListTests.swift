import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanCommand

@Suite("Lists of names")
struct NameListTests {
  @Test(
    "One value is split at commas, several are names as they are, and a backslash keeps a comma",
    arguments: [
      ([], []), (["a"], ["a"]), (["a, b,c"], ["a", "b", "c"]), (["a,b", "c"], ["a,b", "c"]),
      ([#"a\,b,c"#], ["a,b", "c"]),
      ([#"a\b,c\"#], [#"a\b"#, #"c\"#]),
    ])
  func names(values: [String], names: [String]) throws {
    #expect(try NameList.names(values, option: "--models") == names)
  }

  @Test(
    "An empty name and a name twice are refused",
    arguments: [["a,,b"], [""], ["a,"], ["a", ""], ["a, "], ["a,a"], ["a", "a"]])
  func refused(values: [String]) {
    #expect(throws: (any Error).self) { try NameList.names(values, option: "--models") }
  }

  @Test("Models whose names hold commas are trained on, judged and chosen by repeating the option")
  func commas() async throws {
    let folder = try TemporaryFolder()
    let lines = outcomeLines(rows: 120, seed: 1).map { line in
      line.replacing("\"small\"", with: "\"one, small\"")
        .replacing("\"large\":", with: "\"third\":{\"score\":0.5},\"large\":")
    }
    try folder.write(lines.joined(separator: "\n"), to: "data.jsonl")
    let trained = try await Program.run(
      ["train", "data.jsonl", "-o", "my.router", "--models", "one, small", "--models", "large", "-q"]
        + SplitData.recipe,
      in: folder)
    #expect(trained.status == 0 && trained.errors.isEmpty, "\(trained.errors)")
    for only in [["one, small", "large"], [#"one\, small"#]] {
      let arguments = ["route", "my.router", "mock the parser"] + only.flatMap { ["--only-models", $0] }
      #expect(try await Program.run(arguments, in: folder).output == "one, small\n")
    }
    let split = try await Program.run(["audit", "data.jsonl", "--models", "one, small"], in: folder)
    #expect(split.status == 1 && split.lastError.contains("no outcomes for model \"one\""))
  }
}
