import Foundation
import PointsmanOutcomes
import Testing

/// The table of harnesses on the page Formats holds the figures of the logs in Golden/harnesses.
@Suite("Harnesses on the page Formats")
struct FormatsPageTests {
  private static let page = HarnessLog.golden.appending(
    path: "../../../../Sources/PointsmanOutcomes/PointsmanOutcomes.docc/Formats.md"
  ).standardizedFileURL

  /// Of a format: the paths of its log, and how it is read.
  struct Log: CustomTestStringConvertible, Sendable {
    let format: OutcomeFormat
    let paths: [String]
    var filter: String?
    var instances: String?

    var testDescription: String { "\(format.rawValue): \(paths[0])" }
  }

  static let logs = [
    Log(format: .inspect, paths: ["inspect"]), Log(format: .lmEval, paths: ["lm-eval"], filter: "strict-match"),
    Log(format: .promptfoo, paths: ["promptfoo/results.json"]), Log(format: .helm, paths: ["helm"]),
    Log(format: .openaiEvals, paths: ["openai-evals/small.jsonl", "openai-evals/large.jsonl"]),
    Log(format: .livebench, paths: ["livebench"]),
    Log(format: .evalplus, paths: ["evalplus"], instances: "evalplus/tasks.jsonl"),
    Log(format: .sweBench, paths: ["swe-bench"], instances: "swe-bench/instances.jsonl"),
    Log(format: .aider, paths: ["aider"]), Log(format: .jsonlScores, paths: ["jsonl-scores/scores.jsonl"]),
    Log(format: .csvWide, paths: ["csv-wide/not-diamond.csv"]),
  ]

  private func read(_ log: Log, as format: OutcomeFormat?) throws -> OutcomeReader.Result {
    var reader = OutcomeReader()
    (reader.format, reader.filter) = (format, log.filter)
    reader.instances = log.instances.map(HarnessLog.path)
    return try reader.read(log.paths.map(HarnessLog.path))
  }

  /// The cells of a row after the format and what tells it.
  private func cells(_ result: OutcomeReader.Result) -> [String] {
    let table = result.table
    let outcomes = table.rows.indices.flatMap { row in
      table.models.indices.compactMap { table.outcome(row: row, model: $0) }
    }
    func known(_ path: KeyPath<Outcome, Double?>) -> String {
      let count = outcomes.count { $0[keyPath: path] != nil }
      return count == 0 ? "–" : "\(count) of \(outcomes.count)"
    }
    let audit = Audit(table)
    let means = audit.models.map { "\($0.name) " + String(format: "%.3f", $0.score ?? .nan) }
    let reasons = result.skipped.unobserved.sorted { $0.key < $1.key }.map { reason, models in
      "\(models.values.reduce(0, +)) \(reason)"
    }
    return [
      "\(table.rows.count)", means.joined(separator: ", "), known(\.cost), known(\.latency),
      known(\.inputTokens), result.skipped.means == 0 ? "–" : "\(result.skipped.means)",
      reasons.isEmpty ? "–" : reasons.joined(separator: ", "),
    ]
  }

  @Test("Each log is recognized by its content, and reads to the figures of the page", arguments: logs)
  func figures(log: Log) throws {
    let found = cells(try read(log, as: nil))
    #expect(found == cells(try read(log, as: log.format)))
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let row = try #require(
      page.split(separator: "\n").first {
        $0.hasPrefix("| `\(log.format.rawValue)` | ") && $0.split(separator: "|").count == 9
      },
      "a row | `\(log.format.rawValue)` | … | \(found.joined(separator: " | ")) |")
    let written = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(Array(written.dropFirst(2)) == found)
  }

  @Test("The page has a row for each format")
  func allFormats() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    for format in OutcomeFormat.allCases { #expect(page.contains("`\(format.rawValue)`"), "\(format)") }
  }
}
