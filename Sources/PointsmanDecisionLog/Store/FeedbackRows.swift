/// The statements that store feedback.
final class FeedbackRows {
  private let database: Database
  private let content: LogContent
  private let keep: Int64?
  private let insert: Statement
  private let earlier: Statement
  private let totals: ScoreTotals

  /// - Parameter keep: Milliseconds after which decisions are deleted; nil for never.
  init(_ database: Database, content: LogContent, keep: Int64?) throws(SQLiteError) {
    (self.database, self.content, self.keep) = (database, content, keep)
    insert = try Statement(
      database,
      "INSERT INTO feedback(uid, decision, at_ms, name, score, comment, source, idempotency) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
    )
    earlier = try Statement(
      database,
      "SELECT decision, name, score, comment, source FROM feedback WHERE idempotency = ? ORDER BY id LIMIT 1")
    totals = try ScoreTotals(database)
  }

  /// Stores feedback without fault, within a transaction.
  func add(_ feedback: Feedback) throws(SQLiteError) -> Feedback.Result {
    if let keep, feedback.milliseconds - feedback.decision.milliseconds > keep {
      return .failed("decision \(feedback.decision) is older than the log keeps decisions")
    }
    let comment = content == .full ? feedback.comment : feedback.comment.map(Redactor.redacted)
    let values: [SQLValue] = [
      .blob(feedback.decision.bytes), .text(feedback.name), .real(feedback.score), SQLValue(comment),
      SQLValue(feedback.source),
    ]
    if let key = feedback.idempotencyKey {
      try earlier.start([.text(key)])
      defer { earlier.reset() }
      if try earlier.next() {
        return values.indices.allSatisfy { earlier.value($0) == values[$0] } ? .repeated : .conflict
      }
    }
    try insert.run(
      [.blob(LogSettings.randomBytes(16)), values[0], .integer(feedback.milliseconds)] + values[1...]
        + [SQLValue(feedback.idempotencyKey)])
    try totals.add(feedback)
    return .created
  }
}

/// Sums of scores by day and model, which outlive the decisions. A score counts on its decision's day, once both are there.
final class ScoreTotals {
  private let upsert: Statement
  private let decision: Statement
  private let earlier: Statement

  init(_ database: Database) throws(SQLiteError) {
    upsert = try Statement(
      database,
      """
      INSERT INTO score_totals VALUES(?, 1, ?, ?, ?, ?, 1, ?)
      ON CONFLICT DO UPDATE SET n = n + 1, sum = sum + excluded.sum
      """)
    decision = try Statement(database, "SELECT at_ms, router, policy, chosen FROM decisions WHERE id = ?")
    earlier = try Statement(database, "SELECT name, score FROM feedback WHERE decision = ?")
  }

  /// Counts feedback, where its decision is stored.
  func add(_ feedback: Feedback) throws(SQLiteError) {
    try decision.start([.blob(feedback.decision.bytes)])
    defer { decision.reset() }
    guard try decision.next(), let moment = decision.integer(0) else { return }
    try upsert.run(
      [
        SQLValue(DecisionRows.start(of: Int64(moment), span: 86_400)), decision.value(1), decision.value(2),
        decision.value(3), .text(feedback.name), .real(feedback.score),
      ])
  }

  /// Counts the feedback that came before its decision.
  func addEarlier(than record: DecisionRecord, router: Int) throws(SQLiteError) {
    try earlier.start([.blob(record.id.bytes)])
    while try earlier.next() {
      try upsert.run([
        SQLValue(DecisionRows.start(of: record.milliseconds, span: 86_400)), SQLValue(router), .text(record.policy),
        SQLValue(record.chosen), earlier.value(0), earlier.value(1),
      ])
    }
  }
}

extension DecisionID {
  /// Milliseconds since 1970 that the name says.
  var milliseconds: Int64 { bytes.prefix(6).reduce(0) { $0 << 8 | Int64($1) } }
}
