import Foundation
import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

/// Golden/make_formats.py wrote the same rows in every format; each must read as the source.
@Suite("Formats")
struct FormatRoundTripTests {
  private static let golden = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden")
  private static let realData = golden.appending(path: "../../../../shared/data").standardizedFileURL
  private static let python = "/usr/bin/python3"
  private static let hasRealData =
    FileManager.default.fileExists(atPath: realData.path) && FileManager.default.isExecutableFile(atPath: python)

  private func read(_ name: String, in folder: URL, as format: OutcomeFormat? = nil) throws -> OutcomeTable {
    var reader = OutcomeReader()
    reader.format = format
    return try reader.read([folder.appending(path: name).path]).table
  }

  /// The cells of a row by model.
  private func outcomes(_ table: OutcomeTable, _ row: Int) -> [String: Outcome] {
    var cells: [String: Outcome] = [:]
    for (index, model) in table.models.enumerated() { cells[model] = table.outcome(row: row, model: index) }
    return cells
  }

  private func expectSame(_ table: OutcomeTable, _ source: OutcomeTable, _ name: String, ids: Bool, costs: Bool = true)
  {
    #expect(table.models == source.models, "\(name)")
    #expect(table.rows.map(\.prompt.messages) == source.rows.map(\.prompt.messages), "\(name)")
    if ids { #expect(table.rows.map(\.id) == source.rows.map(\.id), "\(name)") }
    for row in source.rows.indices.prefix(table.rows.count) {
      var expected = outcomes(source, row)
      if !costs { expected = expected.mapValues { Outcome(score: $0.score) } }
      #expect(outcomes(table, row) == expected, "\(name), row \(row)")
    }
  }

  private func check(_ folder: URL) throws {
    let source = try read("source.jsonl", in: folder, as: .jsonl)
    #expect(!source.rows.isEmpty)
    for (name, format) in [("source.jsonl.gz", OutcomeFormat.jsonl), ("long.csv", .csvLong)] {
      for given in [nil, format] {
        let table = try read(name, in: folder, as: given)
        expectSame(table, source, name, ids: true)
        #expect(table.rows.map(\.prompt.tags) == source.rows.map(\.prompt.tags))
        #expect(table.rows.map(\.category) == source.rows.map(\.category))
        #expect(table.rows.map(\.dataset) == source.rows.map(\.dataset))
      }
    }
    expectSame(try read("llmrouter.jsonl", in: folder), source, "llmrouter.jsonl", ids: false)
    let wide = try read("routerbench.csv", in: folder)
    expectSame(wide, source, "routerbench.csv", ids: true)
    #expect(wide.rows.map(\.category) == source.rows.map(\.category))
    let scores = source.rows.indices.flatMap { outcomes(source, $0).values.map(\.score) }
    if scores.allSatisfy({ $0 == 0 || $0 == 1 }) {
      expectSame(try read("routellm.csv", in: folder), source, "routellm.csv", ids: false, costs: false)
    }
    let battles = try read("battles.jsonl", in: folder)
    let allBattles = battles.rows.allSatisfy { $0.isBattle }
    #expect(allBattles && battles.rows.count > 0)
    for name in ["arena.jsonl", "arena.csv"] {
      let arena = try read(name, in: folder)
      expectSame(arena, battles, name, ids: true)
      let allBattles = arena.rows.allSatisfy { $0.isBattle }
      #expect(allBattles)
    }
  }

  @Test("Every format gives the same rows: a few of Data/")
  func ownRows() throws {
    try check(Self.golden.appending(path: "formats"))
  }

  @Test(
    "Every format gives the same rows: real outcomes, rewritten by make_formats.py", .tags(.slow),
    .enabled(if: hasRealData),
    arguments: ["routerbench", "llmrouter9", "mmlu_pro_slim", "leetcode_drift", "swebench_verified_mini"])
  func realRows(name: String) async throws {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: Self.python)
    process.arguments = [
      Self.golden.appending(path: "make_formats.py").path, Self.realData.appending(path: "\(name).jsonl").path, "150",
      folder.url.path,
    ]
    let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { done.resume(throwing: error) }
    }
    #expect(status == 0)
    try check(folder.url)
  }

  @Test("What is converted reads back the same, and keeps what Pointsman does not read")
  func converted() throws {
    let folder = try TemporaryFolder()
    var reader = OutcomeReader()
    reader.keepsUnread = true
    for name in ["source.jsonl", "long.csv", "llmrouter.jsonl", "routerbench.csv", "arena.jsonl", "arena.csv"] {
      let path = Self.golden.appending(path: "formats/\(name)").path
      var lines: [String] = []
      _ = try reader.forEachRecord(in: [path]) { lines.append($0.json.text) }
      let converted = try folder.write(lines.joined(separator: "\n"), to: "converted.jsonl")
      let table = try reader.read([path]).table
      let hasIDs = name != "llmrouter.jsonl"
      expectSame(try reader.read([converted]).table, table, name, ids: hasIDs)
      var again: [String] = []
      _ = try reader.forEachRecord(in: [converted]) { again.append($0.json.text) }
      #expect(again == lines, "converting twice is converting once: \(name)")
      let kept = [
        "llmrouter.jsonl": #""token_num":17"#, "arena.jsonl": #""tstamp":1682351591.1"#,
        "routerbench.csv": #""oracle_model_to_route_to":"no_model_correct""#, "arena.csv": "response_b",
      ]
      if let member = kept[name] { #expect(lines.allSatisfy { $0.contains(member) }, "\(name)") }
    }
  }
}
