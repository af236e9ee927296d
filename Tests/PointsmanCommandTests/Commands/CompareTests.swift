import Foundation
import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@Suite("compare")
struct CompareTests {
  /// A folder with two routers of the same outcomes. One uses structural features, the other vectors that separate the
  /// two categories in five rows of six.
  private static func folder() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    func write(_ lines: [String], _ name: String) throws {
      try folder.write(lines.joined(separator: "\n") + "\n", to: name)
    }
    var generator = SplitMix64(seed: 9)
    let vectors = [(1, 160), (2, 90)].flatMap { seed, rows in
      (0..<rows).map { row in
        let sign = (row % 2 == 0) == (generator.next(below: 6) > 0) ? 1.0 : -1
        return "{\"id\":\"s\(seed)-\(row)\",\"vector\":[\(sign),\(Double(row % 7) / 7)]}"
      }
    }
    // In two rows of three the large model is right whatever the kind, so that there is a gap between the two.
    func better(_ lines: [String]) -> [String] {
      lines.enumerated().map { row, line in
        row % 3 > 0 ? line.replacing("\"large\":{\"score\":0", with: "\"large\":{\"score\":1") : line
      }
    }
    try write(better(outcomeLines(rows: 160, seed: 1)), "train.jsonl")
    try write(better(outcomeLines(rows: 90, seed: 2)), "test.jsonl")
    try write(vectors, "vectors.jsonl")
    let recipe = ["train", "train.jsonl", "--folds", "2", "--weak", "small", "--strong", "large"]
    let form = try await Program.run(recipe + ["--blocks", "structural", "-o", "form.router"], in: folder)
    try #require(form.status == 0, "\(form.errors)")
    let external = try await Program.run(
      recipe + ["--blocks", "external", "--embeddings", "vectors.jsonl", "-o", "vectors.router"], in: folder)
    try #require(external.status == 0, "\(external.errors)")
    return folder
  }

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test(
    "Differences are paired: each router's figures are evaluate's on the same rows, and swapping them swaps signs",
    .tags(.slow))
  func paired() async throws {
    let folder = try await Self.folder()
    let given = ["test.jsonl", "--embeddings", "vectors.jsonl", "--json"]
    let run = try await Program.run(["compare", "form.router", "vectors.router"] + given, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let comparison = try json(run.output)
    let swapped = try json(
      try await Program.run(["compare", "vectors.router", "form.router"] + given, in: folder).output)
    let form = try json(
      try await Program.run(["evaluate", "form.router", "test.jsonl", "--json"], in: folder).output)
    let vectors = try json(
      try await Program.run(["evaluate", "vectors.router"] + given, in: folder).output)
    #expect(comparison["prompts"]?.integer == 90)
    for name in ["score", "cost, $", "log loss, nats", "mean AUC", "APGR"] {
      let figure = try #require(comparison["figures"]?[name], "\(name)")
      let other = try #require(swapped["figures"]?[name])
      let (a, b) = (try #require(figure["a"]?.double), try #require(figure["b"]?.double))
      #expect(abs(try #require(figure["difference"]?.double) - (b - a)) < 1e-12)
      #expect(other["a"]?.double == b && other["b"]?.double == a)
      let (one, two) = (
        try #require(figure["interval"]?.doubles, "\(name)"), try #require(other["interval"]?.doubles)
      )
      #expect(one[0] <= b - a && b - a <= one[1])
      #expect(abs(one[0] + two[1]) < 1e-9 && abs(one[1] + two[0]) < 1e-9 && one[0] < one[1])
      #expect(figure["p_value"]?.double == other["p_value"]?.double)
    }
    for (key, evaluation) in [("a", form), ("b", vectors)] {
      let figures = comparison["figures"]
      #expect(figures?["score"]?[key]?.double == evaluation["router"]?["score"]?.double)
      #expect(figures?["cost, $"]?[key]?.double == evaluation["router"]?["cost"]?.double)
      #expect(
        figures?["APGR"]?[key]?.double.map { abs($0 - (evaluation["pair"]?["apgr"]?.double ?? .nan)) < 1e-9 } == true)
    }
  }

  @Test("Without its vectors the second router cannot be compared, and the message names them")
  func vectorsMissing() async throws {
    let folder = try await Self.folder()
    let run = try await Program.run(["compare", "form.router", "vectors.router", "test.jsonl"], in: folder)
    #expect(run.status == 1 && run.lastError.contains("vector"))
  }

  @Test("compare holds a router against itself: no difference")
  func compare() async throws {
    let folder = try await SplitData.folder()
    let run = try await Program.run(
      ["compare", "my.router", "my.router", "data.jsonl", "--split", "test", "--drop-leaks", "--json"], in: folder)
    #expect(run.status == 0)
    let figures = try json(run.output)["figures"]
    #expect(figures?["score"]?["difference"]?.double == 0 && figures?["mean AUC"]?["interval"]?.doubles == [0, 0])
    #expect(try json(run.output)["prompts"]?.integer == 40)
    let data = ["data.jsonl", "--split", "test", "--drop-leaks", "--json"]
    let three = try await Program.run(["compare", "my.router", "my.router", "my.router"] + data, in: folder)
    #expect(three.status == 0, "\(three.errors)")
    let comparisons = try json(three.output)["comparisons"]?.array ?? []
    #expect(comparisons.count == 2 && comparisons.allSatisfy { $0["b"]?.string == "my.router" })
    #expect(comparisons[0]["comparison"]?["figures"]?["score"]?["adjusted_p_value"]?.double == 1)
    let none = try await Program.run(["compare", "my.router", "my.router", "my.router"], in: folder)
    #expect(none.status == 1 && none.lastError.contains("name a file of outcomes behind the routers"))
  }
}
