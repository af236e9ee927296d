package import PointsmanSupport
internal import Synchronization

/// Reads a store that a gateway may be writing: on a connection of its own, which cannot write.
///
/// ```
/// let reader = try LogReader(path: "decisions.sqlite")
/// print(try reader.summary(hours: 24, dropped: log.counters.allDropped).text)
/// ```
package final class LogReader: Sendable {
  /// The hours that a summary may look back, and the decisions that a list may hold.
  package static let (hours, limits) = (1...8760, 1...1000)
  /// The latest decisions, as many as quantiles and drift are computed from.
  static let latest = 10_000

  let path: String
  private let database: Mutex<Database>

  package init(path: String) throws(LogError) {
    self.path = path
    database = Mutex(try LogSchema.open(path, .readOnly))
  }

  /// The figures of `GET /admin/summary`: of the last `hours`, from the beginning of a bucket on.
  ///
  /// Counts and costs are of all requests. Quantiles, drift and feedback are of the latest 10,000 decisions and scores, those
  /// within the hours.
  ///
  /// - Parameters:
  ///   - dropped: Rows that the log lost, which no store knows.
  ///   - now: Milliseconds since 1970; nil asks the clock.
  package func summary(hours: Int, dropped: Int, now: Int64? = nil) throws(LogError) -> JSONValue {
    guard Self.hours.contains(hours) else {
      throw .outOfRange(name: "hours", value: hours, range: Self.hours)
    }
    return try read { (database) throws(SQLiteError) in
      let clock = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
      let current = try database.integer(clock).map(Int64.init)
      let window = SummaryWindow(hours: hours, now: now ?? current ?? 0)
      return try Summary(of: database, window: window).json(hours: hours, dropped: dropped)
    }
  }

  /// The latest decisions, newest first, for `GET /admin/decisions`.
  ///
  /// - Parameters:
  ///   - model: The name of the chosen model; nil for all.
  ///   - since: Milliseconds since 1970. Together with `model` the model's latest 10,000 decisions are looked through.
  package func decisions(limit: Int, model: String? = nil, since: Int64? = nil) throws(LogError) -> JSONValue {
    guard Self.limits.contains(limit) else {
      throw .outOfRange(name: "limit", value: limit, range: Self.limits)
    }
    return try read { (database) throws(SQLiteError) in
      try DecisionList(limit: limit, model: model, since: since).json(of: database)
    }
  }

  /// Does `body` on one state of the store.
  func read<Value: Sendable>(_ body: (Database) throws(SQLiteError) -> Value) throws(LogError) -> Value {
    let result = database.withLock { database -> Result<Value, SQLiteError> in
      do throws(SQLiteError) {
        try database.execute("BEGIN")
        let value: Value
        do throws(SQLiteError) {
          value = try body(database)
        } catch {
          if !database.isAutocommit { try database.execute("ROLLBACK") }
          throw error
        }
        try database.execute("COMMIT")
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try LogError.at(path) { () throws(SQLiteError) in try result.get() }
  }
}
