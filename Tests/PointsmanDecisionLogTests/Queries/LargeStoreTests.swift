import Foundation
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanDecisionLog

/// Measures queries on a large store: `POINTSMAN_LOG_ROWS=1000000 swift test --filter LargeStoreTests`. Without the variable
/// the store has 20,000 decisions.
@Suite("Queries on a large store", .tags(.slow))
struct LargeStoreTests {
  private static let rows = ProcessInfo.processInfo.environment["POINTSMAN_LOG_ROWS"].flatMap(Int.init)

  @Test("A summary and a list are made in a time that hardly grows with the store")
  func time() throws {
    let log = try LogFolder()
    try log.write([Records.decision()])
    let rows = Self.rows ?? 20_000
    try fill(log.path, rows: rows)
    let reader = try LogReader(path: log.path)
    var times: [String] = []
    func measure(_ name: String, _ body: () throws -> JSONValue) rethrows -> JSONValue {
      var value = JSONValue.null
      let time = try ContinuousClock().measure { value = try body() }
      times.append("\(name) \(time / .milliseconds(1)) ms")
      return value
    }
    for hours in [1, 24, 168, 744, 8760] {
      let summary = try measure("summary of \(hours) h") {
        try reader.summary(hours: hours, dropped: 0, now: Records.start)
      }
      #expect(summary["requests"]?.integer ?? 0 > 0)
    }
    let list = try measure("list") { try reader.decisions(limit: 50) }
    #expect(list["decisions"]?.array?.count == 50)
    _ = try measure("list by model") { try reader.decisions(limit: 50, model: "huge") }
    _ = try measure("list since") { try reader.decisions(limit: 50, since: 0) }
    if Self.rows != nil { print("\(rows) decisions: " + times.joined(separator: ", ")) }
  }

  @Test("Handing over a row takes microseconds, and a burst is stored soon")
  func writing() throws {
    let log = try LogFolder()
    let running = try DecisionLog(path: log.path)
    let records = (0..<8000).map { Records.decision($0) }
    let appending = ContinuousClock().measure { for record in records { running.append(record) } }
    let storing = ContinuousClock().measure { running.flush() }
    running.close()
    #expect(running.counters.written == 8000)
    #expect(appending < .seconds(4))
    if Self.rows != nil { print("8000 rows: handed over in \(appending), stored in another \(storing)") }
  }

  /// Copies the one decision, over the 30 days before it, and its totals.
  private func fill(_ path: String, rows: Int) throws {
    let database = try LogSchema.open(path, .create)
    let names = try Statement(database, "SELECT name FROM pragma_table_info('decisions') WHERE cid > 2 ORDER BY cid")
    try names.start()
    var columns: [String] = []
    while try names.next() { columns.append(names.text(0) ?? "") }
    try database.transaction { () throws(SQLiteError) in
      try database.execute(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
        INSERT INTO decisions SELECT NULL, randomblob(16),
          \(Records.start) - (\(rows) - i) * (2592000000 / \(rows)), \(columns.joined(separator: ", "))
        FROM n CROSS JOIN (SELECT * FROM decisions WHERE seq = 1);
        INSERT INTO feedback(uid, decision, at_ms, name, score)
          SELECT randomblob(16), id, at_ms, 'accepted', seq % 2 FROM decisions WHERE seq % 10 = 0;
        """)
      for span in DecisionRows.spans {
        try database.execute(
          """
          INSERT INTO totals SELECT \(span), at_ms / 1000 / \(span) * \(span), 1, router, policy, chosen, count(*), 0, 0, 0,
            sum(cost_usd), count(*), 0, 0, 0 FROM decisions WHERE seq > 1 GROUP BY 2, 4, 5, 6
          ON CONFLICT DO UPDATE SET requests = requests + excluded.requests
          """)
      }
    }
  }
}
