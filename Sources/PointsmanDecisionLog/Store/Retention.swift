/// Deletes what is older than the log keeps, in steps that hold the store for a short time. The totals stay.
struct Retention {
  /// Milliseconds.
  let keep: Int64
  /// Decisions that one step deletes at most.
  static let step = 1000

  /// Deletes one step of what was written before `now` less `keep`; true where more may be left.
  func deleteStep(from database: Database, now: Int64) throws(SQLiteError) -> Bool {
    let limit: [SQLValue] = [.integer(now - keep)]
    return try database.transaction { () throws(SQLiteError) in
      let old = "(SELECT seq FROM decisions WHERE at_ms < ? ORDER BY at_ms, seq LIMIT \(Self.step))"
      try database.run(
        "DELETE FROM feedback WHERE decision IN (SELECT id FROM decisions WHERE seq IN \(old))", limit)
      try database.run("DELETE FROM decisions WHERE seq IN \(old)", limit)
      var isMore = database.changes == Self.step
      // Feedback whose decision never came.
      try database.run(
        """
        DELETE FROM feedback WHERE id IN (SELECT f.id FROM feedback f WHERE f.at_ms < ?
          AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id = f.decision) ORDER BY f.at_ms LIMIT \(Self.step))
        """, limit)
      isMore = isMore || database.changes == Self.step
      // The fine totals go with the decisions, the days stay.
      try database.run("DELETE FROM totals WHERE span = 300 AND start < ?", [.integer((now - keep) / 1000)])
      return isMore
    }
  }
}
