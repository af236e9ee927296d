import Foundation
import Pointsman
import PointsmanSupport
import TestSupport
import Testing

@Suite("add-model on the command line")
struct AddModelTests {
  @Test(
    "A third model joins from 60 outcomes: the file verifies, routes to it, and names it; a second time is refused",
    .tags(.slow))
  func joins() async throws {
    let folder = try TemporaryFolder()
    func write(_ lines: [String], _ name: String) throws {
      try folder.write(lines.joined(separator: "\n"), to: name)
    }
    try write(outcomeLines(rows: 160, seed: 1), "train.jsonl")
    let train = try await Program.run(
      ["train", "train.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "lexical,structural"], in: folder)
    try #require(train.status == 0, "\(train.errors)")
    // The new model does what "small" does, and more surely still.
    try write(outcomeLines(rows: 60, seed: 2).map { $0.replacing("\"small\"", with: "\"new\"") }, "new.jsonl")
    let added = try await Program.run(
      ["add-model", "my.router", "new.jsonl", "--model", "new", "-o", "more.router"], in: folder)
    #expect(added.status == 0 && added.output.hasPrefix("new: 60 outcomes, mean score "), "\(added.errors)")
    #expect(added.output.contains("the heads of 2 models are unchanged"))
    #expect(added.output.contains("its head mixes those") || added.output.contains("fitted to its own outcomes alone"))
    try write(outcomeLines(rows: 160, seed: 1).map { $0.replacing("\"small\"", with: "\"new\"") }, "known.jsonl")
    let known = try await Program.run(
      ["add-model", "my.router", "known.jsonl", "--model", "new", "-o", "known.router", "--json"], in: folder)
    let figures = try JSONValue(parsing: Array(known.output.utf8))
    #expect(figures["head"]?.string == "own" && figures["trained_prompts"]?.integer == 160, "\(known.output)")
    #expect(try await Program.run(["verify", "more.router"], in: folder).status == 0)
    let route = try await Program.run(["route", "more.router", "mock the parser", "--json"], in: folder)
    let decision = try JSONValue(parsing: Array(route.output.utf8))
    let new = try #require(decision["probabilities"]?["new"]?.double)
    #expect(new > 0.5 && new > (decision["probabilities"]?["large"]?.double ?? 1))
    let again = try await Program.run(
      ["add-model", "more.router", "new.jsonl", "--model", "new", "-o", "most.router"], in: folder)
    #expect(again.status == 1 && again.lastError.contains("has it already"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "most.router").path))
  }
}
