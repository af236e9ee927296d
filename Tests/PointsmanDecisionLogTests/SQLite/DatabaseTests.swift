import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("SQLite connections")
struct DatabaseTests {
  private let folder: TemporaryFolder
  private let database: Database

  init() throws {
    folder = try TemporaryFolder()
    database = try Database(path: folder.path("a.sqlite"), mode: .create)
    try database.execute("CREATE TABLE t(a ANY UNIQUE, b INTEGER) STRICT")
  }

  @Test(
    "Values come back as they were stored",
    arguments: [
      SQLValue.null, .integer(.min), .integer(.max), .real(0.1), .real(-.infinity), .text(""), .text("a\0b, 日本 😀"),
      .blob([]), .blob([0, 255, 0]),
    ])
  func roundTrip(value: SQLValue) throws {
    try database.run("INSERT INTO t(a) VALUES(?)", [value])
    let rows = try Statement(database, "SELECT a FROM t")
    try rows.start()
    #expect(try rows.next())
    #expect(rows.value(0) == value)
    #expect(try !rows.next())
  }

  @Test("A fault has SQLite's words, and a transaction with a fault leaves nothing")
  func faults() throws {
    try database.run("INSERT INTO t(a) VALUES(1)")
    let error = #expect(throws: SQLiteError.self) {
      try database.transaction { () throws(SQLiteError) in
        try database.run("INSERT INTO t(a) VALUES(2)")
        try database.run("INSERT INTO t(a) VALUES(1)")
      }
    }
    #expect(error?.message == "UNIQUE constraint failed: t.a")
    #expect(error?.isOfRow == true)
    #expect(try database.integer("SELECT count(*) FROM t") == 1)
    #expect(database.isAutocommit)
  }

  @Test("A statement that is no SQL is a fault, and a read-only connection does not write")
  func readOnly() throws {
    #expect(throws: SQLiteError.self) { try database.execute("SELEKT") }
    let reader = try Database(path: folder.path("a.sqlite"), mode: .readOnly)
    #expect(throws: SQLiteError.self) { try reader.run("INSERT INTO t(a) VALUES(1)") }
  }
}
