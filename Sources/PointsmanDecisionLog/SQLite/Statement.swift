internal import CPointsmanSQLite

/// A prepared statement: given values, then asked for row after row.
///
/// ```
/// let statement = try Statement(database, "SELECT name FROM models WHERE price < ?")
/// try statement.start([.real(2)])
/// while try statement.next() { print(statement.text(0) ?? "–") }
/// ```
@safe final class Statement {
  private let database: Database
  private let handle: OpaquePointer

  init(_ database: Database, _ sql: String) throws(SQLiteError) {
    var prepared: OpaquePointer?
    // Safe: the text is NUL-terminated for the call, which writes one pointer.
    let code = unsafe sqlite3_prepare_v3(
      database.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared = unsafe prepared else { throw database.lastError }
    self.database = database
    unsafe handle = prepared
  }

  deinit {
    // Safe: the last use; the database is alive, for this value holds it.
    unsafe sqlite3_finalize(handle)
  }

  /// Begins again with these values, as many as the statement has question marks.
  func start(_ values: [SQLValue] = []) throws(SQLiteError) {
    reset()
    // Safe, here and below: the handle is prepared until deinit.
    precondition(unsafe Int(sqlite3_bind_parameter_count(handle)) == values.count, "a value for every question mark")
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code: Int32
      switch value {
      case .null: code = unsafe sqlite3_bind_null(handle, place)
      case .integer(let number): code = unsafe sqlite3_bind_int64(handle, place, number)
      case .real(let number): code = unsafe sqlite3_bind_double(handle, place, number)
      case .text(var text):
        // Safe: SQLite copies the bytes before it returns (SQLITE_TRANSIENT, which is −1).
        code = text.withUTF8 { bytes in
          unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
            unsafe sqlite3_bind_text64(
              handle, place, bytes.baseAddress ?? Self.nothing, UInt64(bytes.count), Self.copied, UInt8(SQLITE_UTF8))
          }
        }
      case .blob(let bytes):
        code = unsafe bytes.withUnsafeBytes { bytes in
          unsafe sqlite3_bind_blob64(
            handle, place, bytes.baseAddress ?? UnsafeRawPointer(Self.nothing), UInt64(bytes.count), Self.copied)
        }
      }
      guard code == SQLITE_OK else { throw database.lastError }
    }
  }

  // Safe: the values that SQLite's header defines; a static string lives for ever.
  private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  private static var nothing: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(StaticString("").utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Goes to the next row; false after the last, or where the statement has none.
  func next() throws(SQLiteError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else {
      let error = database.lastError
      reset()
      throw error
    }
    reset()
    return false
  }

  /// Runs it to its end.
  func run(_ values: [SQLValue] = []) throws(SQLiteError) {
    try start(values)
    while try next() {}
  }

  /// Ends a reading before its last row, so that it holds no lock.
  func reset() { unsafe sqlite3_reset(handle) }

  /// How many columns a row has.
  var columns: Int { unsafe Int(sqlite3_column_count(handle)) }

  /// A value of the row, by the column's number from 0; nil where it is null.
  func integer(_ column: Int) -> Int? {
    isNull(column) ? nil : unsafe Int(sqlite3_column_int64(handle, Int32(column)))
  }

  func real(_ column: Int) -> Double? { isNull(column) ? nil : unsafe sqlite3_column_double(handle, Int32(column)) }

  func text(_ column: Int) -> String? {
    guard !isNull(column) else { return nil }
    // Safe, here and below: the bytes, as many as SQLite says after it made them, live until the next call.
    guard let start = unsafe sqlite3_column_text(handle, Int32(column)) else { return nil }
    let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
    return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func blob(_ column: Int) -> [UInt8]? {
    guard !isNull(column) else { return nil }
    guard let start = unsafe sqlite3_column_blob(handle, Int32(column)) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// A value of whatever kind.
  func value(_ column: Int) -> SQLValue {
    switch unsafe sqlite3_column_type(handle, Int32(column)) {
    case SQLITE_INTEGER: .integer(unsafe sqlite3_column_int64(handle, Int32(column)))
    case SQLITE_FLOAT: .real(unsafe sqlite3_column_double(handle, Int32(column)))
    case SQLITE_TEXT: .text(text(column) ?? "")
    case SQLITE_BLOB: .blob(blob(column) ?? [])
    default: .null
    }
  }

  private func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
}
