internal import Pointsman

/// The statements that store one decision, with its attempts and its part in the totals.
final class DecisionRows {
  private let content: LogContent
  private let hmac: HMAC
  private let routers: RouterRows
  private let insert: Statement
  private let attempt: Statement
  private let total: Statement
  private let scores: ScoreTotals
  private let database: Database

  /// The span of a row of the totals, in seconds: a step of the summary, and a day, which outlives the decisions.
  static let spans = [300, 86_400]

  init(_ database: Database, content: LogContent, hmac: HMAC) throws(SQLiteError) {
    (self.database, self.content, self.hmac) = (database, content, hmac)
    routers = try RouterRows(database)
    scores = try ScoreTotals(database)
    insert = try Statement(
      database,
      "INSERT INTO decisions VALUES(NULL" + String(repeating: ", ?", count: 44) + ")")
    attempt = try Statement(database, "INSERT INTO attempts VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
    total = try Statement(
      database,
      """
      INSERT INTO totals VALUES(?, ?, 1, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        requests = requests + 1, errors = errors + excluded.errors, explored = explored + excluded.explored,
        fell_back = fell_back + excluded.fell_back, cost_usd = cost_usd + excluded.cost_usd,
        costs = costs + excluded.costs, forecast_usd = forecast_usd + excluded.forecast_usd,
        best_usd = best_usd + excluded.best_usd, forecasts = forecasts + excluded.forecasts
      """)
  }

  /// Stores a record without fault, within a transaction.
  func add(_ record: DecisionRecord) throws(SQLiteError) {
    let router = try routers.number(of: record.router, at: record.milliseconds)
    try insert.run(values(of: record, router: router))
    let decision = database.lastRow
    for (index, sent) in (record.answer?.attempts ?? []).enumerated() {
      try attempt.run([
        SQLValue(decision), SQLValue(index), SQLValue(sent.model), .text(sent.upstream), .real(sent.start * 1000),
        .real(sent.duration * 1000), SQLValue(sent.status), SQLValue(sent.failure.map { Redactor.excerpt($0) }),
      ])
    }
    try count(record, router: router)
    try scores.addEarlier(than: record, router: router)
  }

  /// A rolled-back transaction has taken back the routers that it stored.
  func forget() { routers.forget() }

  private func values(of record: DecisionRecord, router: Int) -> [SQLValue] {
    let answer = record.answer
    let prompt: String? =
      switch content {
      case .nothing, .hash: nil
      case .redacted: Redactor.redacted(record.text)
      case .full: record.text
      }
    let tokens = answer?.tokens
    return [
      .blob(record.id.bytes), .integer(record.milliseconds), SQLValue(router), .text(record.configuration),
      .text(record.policy), .text(record.endpoint), SQLValue(record.key),
      // A session's name may name a person, or be a plain digest of a prompt.
      record.conversation.map { .blob(Array(hmac.code($0.utf8).prefix(16))) } ?? .null, SQLValue(record.turn),
      content == .nothing ? .null : .blob(hmac.code(record.text.utf8)), SQLValue(record.text.utf8.count),
      .blob(StoredList.bytes(record.probabilities)), .blob(record.isPermitted.map { $0 ? 1 : 0 }),
      .blob(StoredList.bytes(record.propensities)), .blob(StoredList.bytes(record.expectedCosts)),
      SQLValue(record.preferred), .real(record.probabilities[record.preferred]), SQLValue(record.chosen),
      .real(record.propensities[record.chosen]), SQLValue(record.chosen != record.preferred),
      .text(record.rule.rawValue), .text(record.reason), .real(record.margin), SQLValue(record.marginError),
      .real(record.decisionTime),
      SQLValue(answer != nil), SQLValue(answer?.model), SQLValue(answer?.status),
      SQLValue(answer?.failure.map { Redactor.excerpt($0) }), SQLValue(answer?.finish),
      answer.map { SQLValue($0.isStream) } ?? .null, SQLValue(answer?.firstByte.map { $0 * 1000 }),
      SQLValue(answer.map { $0.total * 1000 }), SQLValue(answer?.overhead), SQLValue(tokens?.input),
      SQLValue(tokens?.cached), SQLValue(tokens?.cacheWritten), SQLValue(tokens?.output), SQLValue(tokens?.reasoning),
      tokens.map { SQLValue($0.areEstimated) } ?? .null, SQLValue(answer?.cost),
      SQLValue(record.tags.isEmpty ? nil : StoredList.text(record.tags)),
      SQLValue(record.needs.isEmpty ? nil : StoredList.text(record.needs)), SQLValue(prompt),
    ]
  }

  private func count(_ record: DecisionRecord, router: Int) throws(SQLiteError) {
    let forecast = record.expectedCosts[record.chosen]
    let best = record.expectedCosts[record.router.best]
    let isForecast = forecast != nil && best != nil
    for span in Self.spans {
      try total.run([
        SQLValue(span), SQLValue(Self.start(of: record.milliseconds, span: span)), SQLValue(router),
        .text(record.policy), SQLValue(record.chosen), SQLValue(record.isError),
        SQLValue(record.chosen != record.preferred), SQLValue(record.isFallback), .real(record.answer?.cost ?? 0),
        SQLValue(record.answer?.cost != nil), .real(isForecast ? forecast ?? 0 : 0),
        .real(isForecast ? best ?? 0 : 0), SQLValue(isForecast),
      ])
    }
  }

  /// The beginning, in seconds since 1970, of the span that a moment lies in.
  static func start(of milliseconds: Int64, span: Int) -> Int {
    let seconds = Int(milliseconds / 1000)
    return seconds - ((seconds % span) + span) % span
  }
}

/// The numbers of routers in the store.
final class RouterRows {
  private let insert: Statement
  private let find: Statement
  private var known: [LoggedRouter: Int] = [:]

  init(_ database: Database) throws(SQLiteError) {
    insert = try Statement(
      database, "INSERT OR IGNORE INTO routers(digest, models, best, first_used_ms) VALUES(?, ?, ?, ?)")
    find = try Statement(database, "SELECT id FROM routers WHERE digest = ? AND models = ? AND best = ?")
  }

  func number(of router: LoggedRouter, at milliseconds: Int64) throws(SQLiteError) -> Int {
    if let number = known[router] { return number }
    let values: [SQLValue] = [.text(router.digest), .text(StoredList.text(router.models)), SQLValue(router.best)]
    try insert.run(values + [.integer(milliseconds)])
    try find.start(values)
    defer { find.reset() }
    guard try find.next(), let number = find.integer(0) else {
      throw SQLiteError(code: 1, message: "the router's row is missing")
    }
    known[router] = number
    return number
  }

  func forget() { known = [:] }
}
