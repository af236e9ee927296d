import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("certify")
struct CertifyCommandTests {
  /// A router of a pair with costs.
  private static let trained = Task<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    try folder.write(outcomeLines(rows: 160, seed: 1).joined(separator: "\n"), to: "train.jsonl")
    let run = try await Program.run(
      ["train", "train.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "structural"], in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try FileReader.contents(of: folder.path("my.router"))
  }

  private static func folder() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(try await trained.value, to: "my.router")
    return folder
  }

  @Test("The policy saved is the one certified: it makes the calls that certify reports")
  func saved() async throws {
    let folder = try await Self.folder()
    try folder.write(outcomeLines(rows: 300, seed: 5).joined(separator: "\n"), to: "test.jsonl")
    let certify = ["certify", "my.router", "test.jsonl", "--guarantee", "0.5", "-o", "new.router"]
    let run = try await Program.run(certify + ["--json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let object = try JSONValue(parsing: Array(run.output.utf8))
    #expect(object["certified"] == .bool(true) && object["prompts"]?.integer == 300)
    #expect(object["curve"]?.array?.count == 6 && object["saved"]?["added"]?.array?.first?.string == "guaranteed")
    let route = ["route", "new.router", "test.jsonl", "--jsonl", "--policy", "guaranteed"]
    let models = try await Program.run(route, in: folder).output.split(separator: "\n")
    // Near-duplicates count once in certify, and each line here.
    if object["clusters"] == object["prompts"] {
      let share = Double(models.count { $0.hasPrefix("large") }) / 300
      #expect(abs(share - (object["calls"]?["large"]?.double ?? .nan)) < 1e-9)
    }
    let again = try await Program.run(certify + ["--replace"], in: folder)
    #expect(again.output.hasPrefix("Certified on 300 prompts") && again.output.contains("90 %"))
    #expect(again.flowingOutput.contains("More labels: "))
  }

  @Test("What cannot be certified is not saved under the name that promises it")
  func notCertified() async throws {
    let folder = try await Self.folder()
    try folder.write(outcomeLines(rows: 8, seed: 6).joined(separator: "\n"), to: "few.jsonl")
    let certify = ["certify", "my.router", "few.jsonl", "--guarantee", "1"]
    let few = try await Program.run(certify + ["-o", "new.router"], in: folder)
    #expect(few.status == 2 && few.output.hasPrefix("Not certified: on 8 prompts"))
    #expect(few.errors.contains("nothing is certified: new.router was not written"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("new.router")))
    #expect(try await Program.run(certify, in: folder).status == 0)
  }

  @Test("Prompts of one group count once")
  func groups() async throws {
    let folder = try await Self.folder()
    let lines = outcomeLines(rows: 300, seed: 5).enumerated().map { index, line in
      line.replacing("{\"id\"", with: "{\"group\":\"g\(index / 3)\",\"id\"", maxReplacements: 1)
    }
    try folder.write(lines.joined(separator: "\n"), to: "test.jsonl")
    let run = try await Program.run(["certify", "my.router", "test.jsonl", "--guarantee", "0.5", "--json"], in: folder)
    let object = try JSONValue(parsing: Array(run.output.utf8))
    #expect(object["prompts"]?.integer == 300 && (object["clusters"]?.integer ?? 300) <= 100)
    let text = try await Program.run(["certify", "my.router", "test.jsonl", "--guarantee", "0.5"], in: folder)
    #expect(text.flowingOutput.contains("clusters (groups and near-duplicates, each counted once)"))
  }

  @Test(
    "Each category or tag has its certificate and its policy; one that is too small is named",
    arguments: [["--per-category"], ["--per-tag", "team"]])
  func perGroup(options: [String]) async throws {
    let folder = try await Self.folder()
    let lines = outcomeLines(rows: 400, seed: 5).enumerated().map { index, line in
      let name = index < 5 ? "rare" : index % 2 == 0 ? "even" : "odd"
      let attribute = options.count == 1 ? "\"category\":\"\(name)\"" : "\"tags\":{\"team\":\"\(name)\"}"
      let cut = line.replacing(/"category":"[^"]*",/, with: "")
      return cut.replacing("{\"id\"", with: "{\(attribute),\"id\"", maxReplacements: 1)
    }
    try folder.write(lines.joined(separator: "\n"), to: "test.jsonl")
    let certify = ["certify", "my.router", "test.jsonl", "--guarantee", "0.5", "--name", "keep"] + options
    let run = try await Program.run(certify + ["-o", "new.router"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.flowingOutput.contains("each at 97.50 % (Bonferroni's correction)"))
    #expect(run.flowingOutput.contains("even: Certified on 197 prompts") && run.output.contains("rare (5)"))
    #expect(run.output.contains("policies keep-even, keep-odd"))
    let routed = try await Program.run(["route", "new.router", "odd", "--policy", "keep-odd"], in: folder)
    #expect(routed.status == 0)
    let json = try await Program.run(certify + ["-o", "b.router", "--json"], in: folder)
    let object = try JSONValue(parsing: Array(json.output.utf8))
    #expect(object["groups"]?.array?.map { $0["group"]?.string } == ["even", "odd"])
    // The names are taken now.
    let taken = try await Program.run(
      ["certify", "new.router"] + certify.dropFirst(2) + ["-o", "new.router"], in: folder)
    #expect(taken.status == 1 && taken.lastError.contains("already, which may be certified"))
  }

  @Test("Without categories --per-category says so")
  func noCategory() async throws {
    let folder = try await Self.folder()
    let lines = outcomeLines(rows: 40, seed: 5).map { $0.replacing(/"category":"[^"]*",/, with: "") }
    try folder.write(lines.joined(separator: "\n"), to: "test.jsonl")
    let run = try await Program.run(["certify", "my.router", "test.jsonl", "--per-category"], in: folder)
    #expect(run.status == 1 && run.lastError.contains("no prompt has a category"))
  }

  @Test("certify refuses prompts that the router was trained on, beside the training outcomes and without them")
  func leaks() async throws {
    let folder = try await SplitData.folder()
    let certify = ["certify", "my.router", "data.jsonl", "--guarantee", "0.5"]
    for (options, message) in [
      (["--split", "train"], "these outcomes are what the router was trained on"),
      (["--split", "test"], "3 of 43 test prompts are in the training data"),
      ([], "the router was trained on "),
    ] {
      let run = try await Program.run(certify + options + ["-o", "new.router"], in: folder)
      #expect(run.status == 1 && run.output.isEmpty && run.lastError.contains(message), "\(run.lastError)")
      #expect(!FileManager.default.fileExists(atPath: folder.path("new.router")))
    }
    let dropped = try await Program.run(certify + ["--split", "test", "--drop-leaks", "--json"], in: folder)
    let object = try JSONValue(parsing: Array(dropped.output.utf8))
    #expect(object["prompts"]?.integer == 40 && object["leaks"]?["dropped"]?.string == "near")
    let allowed = try await Program.run(certify + ["--split", "test", "--allow-leaks"], in: folder)
    #expect(allowed.status == 0 && allowed.errors.contains("The figures are flattered"))
  }
}
