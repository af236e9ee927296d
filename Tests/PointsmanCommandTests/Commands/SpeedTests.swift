import Foundation
import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@Suite("Time to first token, from outcomes to a decision")
struct SpeedTests {
  /// Outcomes of a fast "small" and a slow "large", and the router that they train.
  private static let trained = Task<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    try folder.write(lines(seed: 1).joined(separator: "\n"), to: "train.jsonl")
    let run = try await Program.run(
      ["train", "train.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "structural"], in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try FileReader.contents(of: folder.path("my.router"))
  }

  private static func lines(seed: UInt64) -> [String] {
    outcomeLines(rows: 160, seed: seed).map {
      $0.replacing(
        "\"cost\":0.001", with: "\"cost\":0.001,\"output_tokens\":101,\"latency_s\":1.25,\"first_token_s\":0.25"
      ).replacing("\"cost\":0.01}", with: "\"cost\":0.01,\"output_tokens\":1001,\"latency_s\":22,\"first_token_s\":2}")
    }
  }

  private static func folder() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(try await trained.value, to: "my.router")
    try folder.write(lines(seed: 2).joined(separator: "\n"), to: "test.jsonl")
    return folder
  }

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test("convert and split keep it, and audit prints the models side by side from outcomes alone")
  func data() async throws {
    let folder = try await Self.folder()
    for arguments in [["convert", "test.jsonl"], ["split", "test.jsonl", "--test", "0.5"]] {
      let run = try await Program.run(arguments + ["-o", "\(arguments[0]).jsonl"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let table = try OutcomeTable(contentsOf: folder.path("\(arguments[0]).jsonl"))
      let times = Set(table.rows.indices.map { table.outcome(row: $0, model: 1)?.firstTokenTime })
      #expect(times == [0.25])
    }
    let audit = try await Program.run(["audit", "test.jsonl"], in: folder)
    #expect(audit.output.contains("models side by side") && audit.flowingOutput.contains("TTFT, s p90"))
    let figures = try json(try await Program.run(["audit", "test.jsonl", "--json"], in: folder).output)
    let large = figures["side_by_side"]?["models"]?["large"]
    #expect(large?["first_token_s"]?["p90"]?.double == 2 && large?["output_tokens_per_s"]?["median"]?.double == 50)
  }

  @Test("route --json states the forecasts; the options weigh and bound them")
  func route() async throws {
    let folder = try await Self.folder()
    let prompt = ["route", "my.router", "why is this design odd and slow", "--json"]
    let decision = try json(try await Program.run(prompt, in: folder).output)
    let times = try #require(decision["first_token_times"])
    #expect(abs(try #require(times["small"]?.double) - 0.25) < 0.01)
    #expect(abs(try #require(times["large"]?.double) - 2) < 0.05)
    #expect(abs(try #require(decision["output_speeds"]?["large"]?.double) - 50) < 1)
    for options in [
      ["--willingness-to-wait-for-first-token", "0.5"], ["--willingness-to-wait", "2"], ["--maximum-latency", "5"],
      ["--maximum-first-token", "1"],
    ] {
      let run = try await Program.run(prompt + options, in: folder)
      #expect(try json(run.output)["model"]?.string == "small", "\(options)")
    }
    let refused = try await Program.run(prompt + ["--maximum-first-token", "0.01"], in: folder)
    #expect(refused.status == 1 && refused.lastError.contains("\"first_token_s\" of at most 0.01 seconds"))
    let both = try await Program.run(
      prompt + ["--quality", "0.5", "--willingness-to-wait-for-first-token", "1"], in: folder)
    #expect(both.status == 64 && both.errors.contains("exclude each other"))
  }

  @Test("set-policy saves rules about times, inspect names them, and evaluate reports the router's times")
  func policies() async throws {
    let folder = try await Self.folder()
    try folder.write(
      #"{"policies": {"fast": {"choose": {"worth": {"first_token_seconds": 5}}, "maximum_latency": 10}}}"#,
      to: "fast.json")
    let set = try await Program.run(["set-policy", "my.router", "fast.json", "-o", "fast.router"], in: folder)
    #expect(set.status == 0, "\(set.errors)")
    #expect(try await Program.run(["verify", "fast.router"], in: folder).status == 0)
    let inspect = try await Program.run(["inspect", "fast.router"], in: folder)
    #expect(inspect.output.contains("a success is worth 5.00 s until the first token"))
    #expect(inspect.output.contains("at most 10.0 s a prompt") && inspect.output.contains("first_token_s (0 of 2"))
    let report = try await Program.run(
      ["evaluate", "fast.router", "test.jsonl", "--policy", "fast", "--json"], in: folder)
    let figures = try #require(try json(report.output)["side_by_side"])
    // Only the small model keeps the bound.
    #expect(figures["router"]?["latency_s"]?["p90"]?.double == 1.25)
    let against = figures["router_less_model"]?["first_token_s"]?["models"]?["large"]
    #expect(against?["router_less_model"]?.double == -1.75 && against?["router_less_model_interval"] != .null)
  }
}
