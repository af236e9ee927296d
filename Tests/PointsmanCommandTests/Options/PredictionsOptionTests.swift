import Foundation
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@Suite("--predictions")
struct PredictionsOptionTests {
  private func data(_ folder: TemporaryFolder) throws {
    try folder.write(outcomeLines(rows: 120, seed: 2).joined(separator: "\n") + "\n", to: "d.jsonl")
  }

  private func rows(_ name: String, in folder: TemporaryFolder) throws -> [JSONValue] {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8).split(separator: "\n").map {
      try JSONValue(parsing: Array($0.utf8))
    }
  }

  /// The Brier score of a model, computed from the lines alone.
  private func brier(_ rows: [JSONValue], _ model: String) -> Double {
    let errors = rows.compactMap { row -> Double? in
      guard let cell = row["models"]?[model], let p = cell["probability"]?.double, let y = cell["score"]?.double else {
        return nil
      }
      return (p - y) * (p - y)
    }
    return errors.reduce(0, +) / Double(errors.count)
  }

  @Test("The figures of a cross-validation can be computed from its predictions again")
  func crossValidation() async throws {
    let folder = try TemporaryFolder()
    try data(folder)
    let arguments = [
      "cross-validate", "d.jsonl", "--blocks", "lexical", "--skip-unseen", "--divisions", "2", "--predictions",
      "p.jsonl", "--json",
    ]
    let run = try await Program.run(arguments, in: folder)
    #expect(run.status == 0)
    let rows = try rows("p.jsonl", in: folder)
    #expect(rows.count == 240 && Set(rows.compactMap { $0["fold"]?.integer }) == [1, 2, 3, 4, 5])
    #expect(rows.map { $0["division"]?.integer } == Array(repeating: 1, count: 120) + Array(repeating: 2, count: 120))
    let scores = rows.compactMap { row in row["chosen"]?.string.flatMap { row["models"]?[$0]?["score"]?.double } }
    let mean = scores.reduce(0, +) / Double(scores.count)
    let json = try JSONValue(parsing: Array(run.output.utf8))
    let printed = try #require(json["router"]?["score"]?.double)
    #expect(abs(printed - mean) < 1e-9)
    let figure = try #require(json["models"]?["small"]?["brier"]?.double)
    let own = brier(rows, "small")
    #expect(abs(figure - own) < 1e-9)
  }

  @Test("train writes them as CSV, evaluate without folds")
  func trainAndEvaluate() async throws {
    let folder = try TemporaryFolder()
    try data(folder)
    let train = ["train", "d.jsonl", "-o", "r", "--blocks", "lexical", "--predictions", "p.csv"]
    #expect(try await Program.run(train, in: folder).status == 0)
    let table = try String(contentsOf: folder.url.appending(path: "p.csv"), encoding: .utf8).split(separator: "\n")
    #expect(table.count == 121)
    #expect(
      table[0].hasPrefix(
        "id,division,fold,weight,chosen,large|score,large|probability,large|cost,large|predicted_cost,small|score"))
    #expect(table[1].hasPrefix("s2-0,"))
    try folder.write(outcomeLines(rows: 60, seed: 3).joined(separator: "\n") + "\n", to: "test.jsonl")
    let evaluate = ["evaluate", "r", "test.jsonl", "--predictions", "e.jsonl"]
    #expect(try await Program.run(evaluate, in: folder).status == 0)
    #expect(try rows("e.jsonl", in: folder).allSatisfy { $0["fold"] == .null })
  }

  @Test("They do not replace an input or another output")
  func paths() async throws {
    let folder = try TemporaryFolder()
    try data(folder)
    let input = try await Program.run(["cross-validate", "d.jsonl", "--predictions", "d.jsonl"], in: folder)
    #expect(input.status == 1 && input.lastError.contains("--predictions names a file that the command reads"))
    let two = try await Program.run(["train", "d.jsonl", "-o", "r", "--predictions", "r"], in: folder)
    #expect(two.status == 1 && two.lastError.contains("name one file"))
  }
}
