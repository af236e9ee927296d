/// A score that a decision got.
struct StoredScore: Equatable {
  let name: String
  let score: Double
}

/// The feedback of decisions, in the order in which it came.
final class StoredScores {
  private let statement: Statement

  init(_ database: Database) throws(SQLiteError) {
    statement = try Statement(
      database, "SELECT name, score FROM feedback WHERE decision = ? ORDER BY at_ms, id LIMIT 1000")
  }

  func all(of decision: DecisionID) throws(SQLiteError) -> [StoredScore] {
    try statement.start([.blob(decision.bytes)])
    var scores: [StoredScore] = []
    while try statement.next() {
      scores.append(StoredScore(name: statement.text(0) ?? "", score: statement.real(1) ?? .nan))
    }
    return scores
  }
}
