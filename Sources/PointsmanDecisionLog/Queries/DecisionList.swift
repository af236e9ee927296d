internal import PointsmanSupport

/// The latest decisions of a store. Each question goes along an index, so that its time does not grow with the store.
struct DecisionList {
  let limit: Int
  let model: String?
  let since: Int64?

  func json(of database: Database) throws(SQLiteError) -> JSONValue {
    let routers = try RouterTable(of: database)
    let scores = try StoredScores(database)
    let found = try decisions(of: database, routers).sorted { $0.seq > $1.seq }.prefix(limit)
    var rows: [JSONValue] = []
    for decision in found { rows.append(decision.json(feedback: try scores.all(of: decision.id))) }
    return .object([("decisions", .array(rows))])
  }

  private func decisions(of database: Database, _ routers: RouterTable) throws(SQLiteError) -> [StoredDecision] {
    guard let model else {
      let condition =
        since == nil ? "ORDER BY seq DESC LIMIT ?" : "WHERE at_ms >= ? ORDER BY at_ms DESC, seq DESC LIMIT ?"
      return try rows(
        of: database, routers, "SELECT \(StoredDecision.columns) FROM decisions \(condition)",
        [since.map(SQLValue.integer)].compactMap(\.self) + [SQLValue(limit)])
    }
    var found: [StoredDecision] = []
    for (number, router) in routers.routers.sorted(by: { $0.key < $1.key }) {
      guard let index = router.models.firstIndex(of: model) else { continue }
      found += try rows(
        of: database, routers,
        """
        SELECT \(StoredDecision.columns) FROM decisions WHERE at_ms >= ? AND seq IN
          (SELECT seq FROM decisions WHERE router = ? AND chosen = ? ORDER BY seq DESC LIMIT ?)
        ORDER BY seq DESC LIMIT ?
        """,
        [
          .integer(since ?? .min), SQLValue(number), SQLValue(index),
          SQLValue(since == nil ? limit : LogReader.latest), SQLValue(limit),
        ])
    }
    return found
  }

  private func rows(
    of database: Database, _ routers: RouterTable, _ sql: String, _ values: [SQLValue]
  ) throws(SQLiteError) -> [StoredDecision] {
    let statement = try Statement(database, sql)
    try statement.start(values)
    var rows: [StoredDecision] = []
    while try statement.next() { rows.append(try StoredDecision(statement, routers)) }
    return rows
  }
}
