internal import CPointsmanSQLite

/// Why SQLite refused, by its number and in its own words.
struct SQLiteError: Error, Equatable, CustomStringConvertible {
  /// The primary result code, such as `SQLITE_FULL`.
  let code: Int32
  let message: String

  /// - Parameter code: Primary or extended; the lower 8 bits are kept.
  init(code: Int32, message: String) {
    (self.code, self.message) = (code & 0xff, message)
  }

  var description: String { message }

  /// One row is at fault, and the transaction goes on.
  var isOfRow: Bool { [SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE].contains(code) }
  var isFull: Bool { code == SQLITE_FULL }
  var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }
  var isNoDatabase: Bool { code == SQLITE_NOTADB }
}
