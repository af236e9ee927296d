import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("A pair among a router's models, and routers of different models")
struct ModelSubsetTests {
  /// Outcomes of three models: "third" is right on every fourth prompt, and for a while on every other.
  private static func lines(_ rows: Int, seed: UInt64) -> [String] {
    outcomeLines(rows: rows, seed: seed).enumerated().map { index, line in
      line.replacing("\"large\":", with: "\"third\":{\"score\":\(index % 4 < 2 ? 1 : 0),\"cost\":0.002},\"large\":")
    }
  }

  private static let routers = Task<[String: [UInt8]], any Error> {
    let folder = try TemporaryFolder()
    try folder.write(lines(120, seed: 1).joined(separator: "\n"), to: "train.jsonl")
    var routers: [String: [UInt8]] = [:]
    for (name, models) in [("three", "small,large,third"), ("two", "small,large"), ("other", "large,third")] {
      let run = try await Program.run(
        ["train", "train.jsonl", "-o", "\(name).router", "--models", models] + SplitData.recipe, in: folder)
      try #require(run.status == 0, "\(run.errors)")
      routers[name] = try FileReader.contents(of: folder.path("\(name).router"))
    }
    return routers
  }

  /// A folder with three.router, two.router, other.router, and test.jsonl.
  private static func folder() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in try await routers.value { try folder.write(bytes, to: "\(name).router") }
    try folder.write(lines(60, seed: 2).joined(separator: "\n"), to: "test.jsonl")
    return folder
  }

  private func json(_ arguments: [String], _ folder: TemporaryFolder) async throws -> JSONValue {
    let run = try await Program.run(arguments + ["--json"], in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try JSONValue(parsing: Array(run.output.utf8))
  }

  /// The mean score of the models that `route` takes from `models`.
  private func routedScore(_ router: String, _ models: String, _ folder: TemporaryFolder) async throws -> Double {
    let routed = try await Program.run(
      ["route", router, "test.jsonl", "--jsonl", "--only-models", models], in: folder)
    let names = routed.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    let scores = try zip(names, Self.lines(60, seed: 2)).map { name, line in
      try #require(JSONValue(parsing: Array(line.utf8))["outcomes"]?[name]?["score"]?.double)
    }
    try #require(scores.count == 60)
    return scores.reduce(0, +) / 60
  }

  @Test("evaluate of a pair judges the choice that route makes between the two, also where outcomes are of them alone")
  func pair() async throws {
    let folder = try await Self.folder()
    let judge = ["evaluate", "three.router", "test.jsonl", "--weak", "small", "--strong", "large"]
    let evaluation = try await json(judge, folder)
    guard case .object(let models) = try #require(evaluation["models"]) else { return }
    #expect(models.map(\.key) == ["large", "small"])
    #expect(evaluation["pair"]?["weak"]?.string == "small" && evaluation["pair"]?["strong"]?.string == "large")
    let score = try await routedScore("three.router", "small,large", folder)
    #expect(abs(try #require(evaluation["router"]?["score"]?.double) - score) < 1e-12)
    let only = outcomeLines(rows: 60, seed: 2).joined(separator: "\n")
    try folder.write(only, to: "test.jsonl")
    #expect(try await json(judge, folder)["router"]?["score"] == evaluation["router"]?["score"])
    let unknown = try await Program.run(
      ["evaluate", "two.router", "test.jsonl", "--weak", "small", "--strong", "third"], in: folder)
    #expect(unknown.status == 1 && unknown.lastError.contains("has no model \"third\"; it has large, small"))
  }

  @Test("compare sets routers of different models side by side, by their own models and by those of both")
  func compare() async throws {
    let folder = try await Self.folder()
    let comparison = try await json(["compare", "two.router", "three.router", "test.jsonl"], folder)
    let figures = comparison["figures"]
    #expect(
      comparison["models"]?.array?.map { $0.array?.map(\.string) } == [
        ["large", "small"], ["large", "small", "third"],
      ])
    let expected = [
      ("score", "a", "two.router", "small,large"), ("score", "b", "three.router", "small,large,third"),
      ("score, shared models", "a", "two.router", "small,large"),
      ("score, shared models", "b", "three.router", "small,large"),
    ]
    for (figure, side, router, models) in expected {
      let score = try await routedScore(router, models, folder)
      #expect(abs(try #require(figures?[figure]?[side]?.double) - score) < 1e-12, "\(figure) \(side)")
    }
    #expect(figures?["mean AUC"]?["a"]?.double != nil && figures?["cost, $, shared models"]?["b"]?.double != nil)
    let text = try await Program.run(["compare", "two.router", "three.router", "test.jsonl"], in: folder)
    #expect(text.flowingOutput.contains("B chooses among large, small, third"))
  }

  @Test(
    "Routers with one model in common are compared by their choices alone; prompts without every model are left out")
  func disjoint() async throws {
    let folder = try await Self.folder()
    var lines = Self.lines(60, seed: 2)
    lines[0] = outcomeLines(rows: 60, seed: 2)[0]
    try folder.write(lines.joined(separator: "\n"), to: "part.jsonl")
    let run = try await Program.run(["compare", "two.router", "other.router", "part.jsonl", "--json"], in: folder)
    let comparison = try JSONValue(parsing: Array(run.output.utf8))
    #expect(comparison["prompts"]?.integer == 59 && comparison["figures"]?["mean AUC"] == nil)
    #expect(run.errors.contains("1 of 60 prompts lack a model of either router and are left out"))
    try folder.write(Self.lines(120, seed: 1).joined(separator: "\n"), to: "train.jsonl")
    let leak = try await Program.run(["compare", "two.router", "other.router", "train.jsonl"], in: folder)
    #expect(leak.status == 1 && leak.lastError.contains("these outcomes are what the router was trained on"))
  }
}
