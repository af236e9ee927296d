internal import CPointsmanSQLite

/// A connection to a SQLite file, closed with the value. One thread uses it at a time.
@safe final class Database {
  enum Mode {
    /// Made where there is none.
    case create
    /// Refuses to change anything. It may take the journal's finished transactions into the file, and remove the journal when
    /// it is the last to close.
    case readOnly
  }

  /// Milliseconds that a call waits for another program's lock.
  static let patience: Int32 = 2000

  let handle: OpaquePointer

  init(path: String, mode: Mode) throws(SQLiteError) {
    var opened: OpaquePointer?
    // A connection that can only read would leave its journal behind.
    let access = mode == .create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE
    // Safe: the path is NUL-terminated for the call, which writes one pointer.
    let code = unsafe sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_FULLMUTEX, nil)
    guard let opened = unsafe opened else { throw SQLiteError(code: code, message: "out of memory") }
    unsafe handle = opened
    guard code == SQLITE_OK else { throw lastError }
    // Safe, here and below: the handle is open until deinit.
    unsafe sqlite3_busy_timeout(handle, Self.patience)
    if mode == .readOnly { try execute("PRAGMA query_only=ON") }
  }

  deinit {
    // Safe: the last use. The connection ends with its last statement.
    unsafe sqlite3_close_v2(handle)
  }

  /// The fault of the last call.
  var lastError: SQLiteError {
    // Safe: SQLite's message is NUL-terminated, and copied before the next call.
    unsafe SQLiteError(code: sqlite3_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
  }

  /// True outside a transaction.
  var isAutocommit: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

  /// Rows that the last INSERT, UPDATE or DELETE changed.
  var changes: Int { unsafe Int(sqlite3_changes(handle)) }

  /// The rowid of the last INSERT.
  var lastRow: Int { unsafe Int(sqlite3_last_insert_rowid(handle)) }

  /// Runs statements without values, separated by semicolons.
  func execute(_ sql: String) throws(SQLiteError) {
    guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw lastError }
  }

  /// The first value of the first row; nil where there is none.
  func integer(_ sql: String, _ values: [SQLValue] = []) throws(SQLiteError) -> Int? {
    let statement = try Statement(self, sql)
    try statement.start(values)
    return try statement.next() ? statement.integer(0) : nil
  }

  /// Runs one statement with values.
  func run(_ sql: String, _ values: [SQLValue] = []) throws(SQLiteError) {
    try Statement(self, sql).run(values)
  }

  /// Does `body` in one transaction: all of it is stored, or nothing.
  func transaction<Value>(_ body: () throws(SQLiteError) -> Value) throws(SQLiteError) -> Value {
    try execute("BEGIN IMMEDIATE")
    do throws(SQLiteError) {
      let value = try body()
      try execute("COMMIT")
      return value
    } catch {
      rollBack()
      throw error
    }
  }

  /// SQLite has rolled back itself after some faults, a full disk among them.
  private func rollBack() {
    if !isAutocommit { unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
  }
}
