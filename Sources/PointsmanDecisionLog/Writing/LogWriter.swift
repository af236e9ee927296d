/// Writes rows to the store, a transaction a batch.
final class LogWriter {
  private let database: Database
  private let decisions: DecisionRows
  private let feedback: FeedbackRows
  private let retention: Retention?
  /// Rows that were taken from the queue and are not stored yet.
  var backlog: [PendingRow] = []

  init(path: String, content: LogContent, keep: Int64?, hmacKey: [UInt8]?) throws(LogError) {
    database = try LogSchema.open(path, .create)
    let settings = try LogSettings(of: database, path: path, configuredKey: hmacKey)
    do throws(SQLiteError) {
      decisions = try DecisionRows(database, content: content, hmac: settings.hmac)
      feedback = try FeedbackRows(database, content: content, keep: keep)
    } catch {
      throw LogError(error, path: path)
    }
    retention = keep.map(Retention.init(keep:))
  }

  /// The end of a batch.
  struct Written {
    /// How many rows are stored.
    var count = 0
    /// Of the last row that is not.
    var fault: String?
    /// Called once the transaction is finished.
    var replies: [@Sendable () -> Void] = []
  }

  /// Stores the rows in one transaction, but for those that are faulty.
  func write(_ rows: [PendingRow]) throws(SQLiteError) -> Written {
    do throws(SQLiteError) {
      return try database.transaction { () throws(SQLiteError) in
        var written = Written()
        for row in rows {
          switch row {
          case .decision(let record):
            if let fault = try self.fault(storing: record) {
              written.fault = "decision \(record.id): \(fault)"
            } else {
              written.count += 1
            }
          case .feedback(let feedback, let reply):
            let result = try self.result(of: feedback)
            if case .failed(let reason) = result { written.fault = reason } else { written.count += 1 }
            written.replies.append { reply(result) }
          }
        }
        return written
      }
    } catch {
      decisions.forget()
      throw error
    }
  }

  private func fault(storing record: DecisionRecord) throws(SQLiteError) -> String? {
    if let fault = record.fault { return fault }
    do throws(SQLiteError) {
      try decisions.add(record)
      return nil
    } catch {
      // The statement alone was taken back.
      guard error.isOfRow, !database.isAutocommit else { throw error }
      return error.message
    }
  }

  private func result(of feedback: Feedback) throws(SQLiteError) -> Feedback.Result {
    if let fault = feedback.fault { return .failed(fault) }
    do throws(SQLiteError) {
      return try self.feedback.add(feedback)
    } catch {
      guard error.isOfRow, !database.isAutocommit else { throw error }
      return .failed(error.message)
    }
  }

  /// Deletes a step of what is too old; true where more may be left. `now` is the clock of SQLite unless given.
  func expire(now: Int64? = nil) throws(SQLiteError) -> Bool {
    guard let retention else { return false }
    // 2,440,587.5 is the Julian day of 1970.
    let clock = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    let current = try database.integer(clock).map(Int64.init)
    guard let moment = now ?? current else { return false }
    let isMore = try retention.deleteStep(from: database, now: moment)
    try database.execute("PRAGMA incremental_vacuum(1000)")
    return isMore
  }

  /// Puts all rows into the one file.
  func checkpoint() throws(SQLiteError) { try database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }

  /// Bounds the file, to play a full disk.
  func limit(pages: Int) throws(SQLiteError) { try database.execute("PRAGMA max_page_count=\(pages)") }
}
