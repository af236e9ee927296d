import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("The summary of a decision log")
struct SummaryTests {
  private let log: LogFolder

  init() throws { log = try LogFolder() }

  private func summary(hours: Int = 24, now: Int64 = Records.start + 60_000) throws -> JSONValue {
    try LogReader(path: log.path).summary(hours: hours, dropped: 7, now: now)
  }

  @Test("An empty store has zeros for counts, and null for what is not known")
  func empty() throws {
    try log.write([])
    let summary = try summary()
    #expect(summary["requests"] == .integer(0) && summary["dropped"] == .integer(7))
    #expect(summary["cost"]?["usd"] == .null && summary["cost"]?["best_model"] == .null)
    #expect(summary["overhead_us"] == .object([("p50", .null), ("p99", .null)]))
    #expect(summary["drift"] == .null && summary["feedback"] == .array([]) && summary["routers"] == .array([]))
    #expect(summary["buckets"]?.array?.count == 24)
  }

  @Test("Counts, costs and shares are those of the rows")
  func counts() throws {
    var (failed, explored, moved, left, asked) = (
      Records.decision(1), Records.decision(2), Records.decision(3), Records.decision(4), Records.decision(5)
    )
    failed.answer = Records.answer(model: nil, status: 502)
    failed.answer?.cost = nil
    explored.chosen = 1
    explored.answer?.model = 1
    moved.answer?.model = 2
    left.answer?.status = 499
    asked.answer = nil
    let old = Records.decision(6, at: Records.start - 30 * 3_600_000)
    try log.write([failed, explored, moved, left, asked, old])
    let summary = try summary()
    #expect(summary["generated"] == .string("2026-12-01T01:21:00Z") && summary["hours"] == .integer(24))
    #expect(summary["requests"] == .integer(5) && summary["errors"] == .integer(1))
    #expect(summary["explored"] == .integer(1) && summary["fell_back"] == .integer(1))
    let last = summary["buckets"]?.array?.last
    #expect(last?["start"] == .string("2026-12-01T01:00:00Z") && last?["errors"] == .integer(1))
    #expect(last?["models"] == .object([("large", .integer(1)), ("small", .integer(4))]))
    #expect(last?["policies"] == .object([("balanced", .integer(5))]))
    let cost = summary["cost"]
    #expect(cost?["known"] == .integer(3) && cost?["unknown"] == .integer(2))
    #expect(abs((cost?["usd"]?.double ?? 0) - 0.006) < 1e-12)
    // The forecast of "large" is not known.
    #expect(cost?["forecasts"] == .integer(4) && cost?["best_model"] == .string("huge"))
    #expect(abs((cost?["forecast_usd"]?.double ?? 0) - 0.004) < 1e-12)
    #expect(abs((cost?["best_forecast_usd"]?.double ?? 0) - 0.08) < 1e-12)
    #expect(summary["decision_us"]?["p99"] == .number(20) && summary["first_byte_ms"]?["p50"] == .number(250))
    #expect(summary["routers"]?.array?.first?["digest"] == .string("388b02c6388b"))
    #expect(try self.summary(hours: 8760)["requests"] == .integer(6))
  }

  @Test("Hours outside 1 to 8760 are refused", arguments: [0, -1, 8761, .max])
  func hours(hours: Int) throws {
    try log.write([])
    #expect(throws: LogError.outOfRange(name: "hours", value: hours, range: 1...8760)) { try summary(hours: hours) }
  }

  @Test("Quantiles are the nearest ranks")
  func quantiles() {
    #expect(Quantile.nearest(0.5, []) == nil)
    #expect(Quantile.nearest(0.5, [1, 2, 3, 4]) == 2)
    #expect(Quantile.nearest(0.99, (1...200).map(Double.init)) == 198)
    #expect(Quantile.nearest(0.99, [5]) == 5)
  }

  @Test("The last score of a name counts, for the model that answered")
  func feedback() throws {
    var moved = Records.decision(1)
    moved.answer?.model = 2
    try log.write(
      [Records.decision(0), moved],
      [
        Records.feedback(0, score: 0), Records.feedback(0, score: 1), Records.feedback(1, score: 0.25),
        Records.feedback(1, name: "tests", score: 1), Records.feedback(99),
      ])
    let rows = try summary()["feedback"]?.array ?? []
    #expect(rows.map { $0["name"]?.string } == ["accepted", "accepted", "tests"])
    #expect(rows.map { $0["model"]?.string } == ["huge", "small", "huge"])
    #expect(rows.map { $0["mean"]?.double } == [0.25, 1, 1])
    #expect(rows.allSatisfy { $0["low"] == .null && $0["n"] == .integer(1) })
  }
}
