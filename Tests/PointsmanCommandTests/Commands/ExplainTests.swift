import Foundation
import Pointsman
import PointsmanSupport
import TestSupport
import Testing

@Suite("explain")
struct ExplainTests {
  @Test("explain names what moved the decision; its JSON sums to the logits that it gives", .tags(.slow))
  func explain() async throws {
    let folder = try TemporaryFolder()
    let lines = outcomeLines(rows: 40, seed: 1).joined(separator: "\n")
    try folder.write(lines, to: "train.jsonl")
    let training = try await Program.run(
      ["train", "train.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "lexical,structural"], in: folder)
    try #require(training.status == 0, "\(training.errors)")

    let text = try await Program.run(["explain", "my.router", "a regex parser", "--limit", "5"], in: folder)
    #expect(text.status == 0)
    let rows = text.output.split(separator: "\n")
    #expect(rows.count == 1 + 5 + 3)
    #expect(rows[0].hasPrefix("the prompt") && rows[6].contains("smaller contributions"))
    #expect(rows[7].hasPrefix("logit") && rows[8].hasPrefix("probability, calibrated"))

    let run = try await Program.run(["explain", "my.router", "-", "--json"], in: folder, input: "a regex parser")
    let object = try JSONValue(parsing: Array(run.output.utf8))
    let contributions = try #require(object["contributions"]?.array)
    #expect(contributions.contains { $0["source"]?.string == "words" && $0["text"]?.string == "regex parser" })
    for model in ["small", "large"] {
      let sum = contributions.reduce(0) { $0 + ($1["logits"]?[model]?.double ?? .nan) }
      #expect(abs(sum - (object["logits"]?[model]?.double ?? .nan)) < 1e-4)
    }
  }
}
