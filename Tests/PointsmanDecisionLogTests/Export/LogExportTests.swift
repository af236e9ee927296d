import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("The export of a decision log")
struct LogExportTests {
  private let log: LogFolder

  init() throws { log = try LogFolder() }

  private func written(by export: LogExport) throws -> (lines: [String], report: LogExport.Report) {
    var lines: [String] = []
    let result = try export.write(from: LogReader(path: log.path)) { (line) throws(FileFailure) in lines.append(line) }
    return (lines, try result.get())
  }

  /// Decisions of every kind, each with feedback.
  private func writeAll(content: LogContent = .full) throws {
    var (first, explored, moved, failed, asked) = (
      Records.decision(0), Records.decision(1), Records.decision(2), Records.decision(3), Records.decision(4)
    )
    first.conversation = "c"
    explored.conversation = "c"
    explored.chosen = 1
    explored.answer?.model = 1
    explored.answer?.tokens.areEstimated = true
    moved.answer?.model = 2
    failed.answer = Records.answer(model: nil, status: 502)
    asked.answer = nil
    let records = [first, explored, moved, failed, asked, Records.decision(5)]
    try log.write(
      records, (0..<5).map { Records.feedback($0, score: Double($0) / 4) } + [Records.feedback(1, score: 0.75)],
      content: content)
  }

  @Test("Outcomes come back through the reader with the same values")
  func roundTrip() throws {
    try writeAll()
    let (lines, report) = try written(by: LogExport(format: .outcomes))
    #expect(report.decisions == 6 && report.written == 3)
    #expect(report.leftOut == [.noFeedback: 1, .fellBack: 1, .notAnswered: 1])
    let table = try OutcomeTable(lines: lines)
    #expect(table.models.sorted() == ["large", "small"])
    let (small, large) = (
      try #require(table.models.firstIndex(of: "small")), try #require(table.models.firstIndex(of: "large"))
    )
    let paid = try #require(table.outcome(row: 0, model: small))
    #expect(paid.score == 0 && paid.propensity == 0.9 && paid.cost == 0.002)
    #expect(paid.latency == 1.5 && paid.firstTokenTime == 0.25 && paid.inputTokens == 100 && paid.outputTokens == 20)
    let explored = try #require(table.outcome(row: 1, model: large))
    // The last score, the exact propensity, and no estimate.
    #expect(explored.score == 0.75 && explored.propensity == 0.1 / 3)
    #expect(explored.cost == nil && explored.outputTokens == nil)
    #expect(table.outcome(row: 1, model: small) == nil)
    let asked = try #require(table.outcome(row: 2, model: small))
    #expect(asked.score == 1 && asked.cost == nil && asked.latency == nil)
    #expect(table.rows[0].group != nil && table.rows[0].group == table.rows[1].group && table.rows[2].group == nil)
    #expect(
      table.rows[0].prompt.userText == "why does loop 0 not end" && table.rows[0].prompt.tags == ["language": "swift"])
  }

  @Test("Without stored prompts outcomes are refused with the remedy; JSON Lines are written")
  func noText() throws {
    try writeAll(content: .hash)
    #expect(throws: LogError.noText(path: log.path, format: "outcomes")) {
      try written(by: LogExport(format: .outcomes))
    }
    let (lines, report) = try written(by: LogExport(format: .jsonl))
    #expect(lines.count == 6 && report.written == 6)
    let row = try JSONValue(parsing: Array(lines[1].utf8))
    #expect(row["prompt"] == nil && row["prompt_bytes"] == .integer(23))
    #expect(row["propensities"]?["large"]?.double == 0.1 / 3)
    #expect(row["permitted"]?.array?.count == 3 && row["feedback"]?.array?.count == 2)
  }

  @Test("What the reader of outcomes would refuse is left out and counted")
  func refused() throws {
    var rare = Records.decision(1)
    rare.propensities = [1e-7, 0.5, 0.5 - 1e-7]
    let records = [Records.decision(0, text: " \n"), rare, Records.decision(2, text: "a\u{0}b \u{1b}[1m \u{2028}")]
    try log.write(records, (0..<3).map { Records.feedback($0) })
    let (lines, report) = try written(by: LogExport(format: .outcomes))
    #expect(report.leftOut == [.blank: 1, .rare: 1] && report.written == 1)
    #expect(report.reasons == "1 of a prompt without text; 1 of a propensity below 0.000001")
    #expect(try OutcomeTable(lines: lines).rows.count == 1)
  }

  @Test("The name of the score must be there, and be said where there are several")
  func names() throws {
    try log.write([Records.decision()])
    #expect(throws: LogError.noFeedback(path: log.path, name: nil, known: [])) {
      try written(by: LogExport(format: .vw))
    }
    try log.write([], [Records.feedback(), Records.feedback(name: "tests")])
    #expect(throws: LogError.severalNames(path: log.path, known: ["accepted", "tests"])) {
      try written(by: LogExport(format: .vw))
    }
    var export = LogExport(format: .outcomes)
    export.name = "none"
    #expect(throws: LogError.noFeedback(path: log.path, name: "none", known: ["accepted", "tests"])) {
      try written(by: export)
    }
    export.name = "tests"
    #expect(try written(by: export).lines.count == 1)
  }

  @Test("Time, policy and router choose decisions")
  func filters() throws {
    var other = Records.decision(1, at: Records.start + 10_000)
    other.policy = "cheap"
    other.router = LoggedRouter(digest: "ffff", models: ["small", "large", "huge"], best: 0)
    try log.write([Records.decision(0), other])
    var export = LogExport(format: .jsonl)
    export.policy = "cheap"
    #expect(try written(by: export).report.decisions == 1)
    export.policy = nil
    export.router = "388b"
    #expect(try written(by: export).report.decisions == 1)
    export.router = nil
    export.until = Records.start + 10_000
    #expect(try written(by: export).report.decisions == 1)
    export.since = Records.start + 10_000
    #expect(throws: LogError.self) { try written(by: export) }
  }

  @Test("Vowpal Wabbit's examples have a cost and a propensity on the chosen line, and no character that it reads")
  func vowpalWabbit() throws {
    var record = Records.decision(0, text: "A|b c:d\n\tWhy")
    record.isPermitted = [true, true, false]
    try log.write([record], [Records.feedback(0, score: 0.75)])
    #expect(
      try written(by: LogExport(format: .vw)).lines == [
        """
        shared |t a_b c_d why |g language=swift
        0:0.25:0.9 |m model=small p:0.7
        |m model=large p:0.8

        """
      ])
  }
}
