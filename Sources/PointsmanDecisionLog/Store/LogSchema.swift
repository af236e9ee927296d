/// The tables of a decision log, and how older ones become them.
enum LogSchema {
  /// SQLite's application id of a decision log, "PmLg".
  static let application = 0x506d_4c67
  static var version: Int { migrations.count }

  /// Each takes the tables from the version of its index to the next.
  ///
  /// A number of a model is its index in the router's models. Lists by model are Float64s, little-endian: an export must give the
  /// propensities exactly as they were logged. The text comes last, for what comes after a long value is slow to read. `at_ms` and `start` may run back, where a clock is set back: order is by
  /// `seq` and `id`.
  private static let migrations = [
    """
    CREATE TABLE settings(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
    CREATE TABLE stores(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT;
    CREATE TABLE routers(
      id INTEGER PRIMARY KEY, digest TEXT NOT NULL, models TEXT NOT NULL, best INTEGER NOT NULL,
      first_used_ms INTEGER NOT NULL, UNIQUE(digest, models, best)) STRICT;
    CREATE TABLE decisions(
      seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, at_ms INTEGER NOT NULL,
      router INTEGER NOT NULL REFERENCES routers(id), configuration TEXT NOT NULL, policy TEXT NOT NULL,
      endpoint TEXT NOT NULL, key_name TEXT, conversation BLOB, turn INTEGER,
      prompt_hmac BLOB, prompt_bytes INTEGER NOT NULL,
      probabilities BLOB NOT NULL, permitted BLOB NOT NULL, propensities BLOB NOT NULL, expected_costs BLOB NOT NULL,
      preferred INTEGER NOT NULL, preferred_probability REAL NOT NULL, chosen INTEGER NOT NULL,
      propensity REAL NOT NULL CHECK(propensity > 0), explored INTEGER NOT NULL,
      rule TEXT NOT NULL, reason TEXT NOT NULL, margin REAL, margin_error REAL, decide_us REAL,
      is_answered INTEGER NOT NULL, served INTEGER, status INTEGER, failure TEXT, finish TEXT, stream INTEGER,
      first_byte_ms REAL, total_ms REAL, overhead_us REAL,
      input_tokens INTEGER, cached_tokens INTEGER, cache_written_tokens INTEGER, output_tokens INTEGER,
      reasoning_tokens INTEGER, tokens_estimated INTEGER, cost_usd REAL,
      tags TEXT, needs TEXT, prompt TEXT) STRICT;
    CREATE INDEX decisions_at ON decisions(at_ms);
    CREATE INDEX decisions_router ON decisions(router, seq);
    CREATE INDEX decisions_chosen ON decisions(router, chosen, seq);
    CREATE TABLE attempts(
      decision INTEGER NOT NULL REFERENCES decisions(seq) ON DELETE CASCADE, n INTEGER NOT NULL,
      model INTEGER NOT NULL, upstream TEXT NOT NULL, start_ms REAL, took_ms REAL, status INTEGER, failure TEXT,
      PRIMARY KEY(decision, n)) STRICT, WITHOUT ROWID;
    CREATE TABLE feedback(
      id INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, decision BLOB NOT NULL, at_ms INTEGER NOT NULL,
      name TEXT NOT NULL, score REAL NOT NULL CHECK(score BETWEEN 0 AND 1), comment TEXT, source TEXT,
      idempotency TEXT) STRICT;
    CREATE INDEX feedback_decision ON feedback(decision);
    CREATE INDEX feedback_at ON feedback(at_ms);
    CREATE INDEX feedback_idempotency ON feedback(idempotency) WHERE idempotency IS NOT NULL;
    CREATE TABLE totals(
      span INTEGER NOT NULL, start INTEGER NOT NULL, store INTEGER NOT NULL, router INTEGER NOT NULL,
      policy TEXT NOT NULL, model INTEGER NOT NULL, requests INTEGER NOT NULL, errors INTEGER NOT NULL,
      explored INTEGER NOT NULL, fell_back INTEGER NOT NULL, cost_usd REAL NOT NULL, costs INTEGER NOT NULL,
      forecast_usd REAL NOT NULL, best_usd REAL NOT NULL, forecasts INTEGER NOT NULL,
      PRIMARY KEY(span, start, store, router, policy, model)) STRICT, WITHOUT ROWID;
    CREATE TABLE score_totals(
      day INTEGER NOT NULL, store INTEGER NOT NULL, router INTEGER NOT NULL, policy TEXT NOT NULL,
      model INTEGER NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, sum REAL NOT NULL,
      PRIMARY KEY(day, store, router, policy, model, name)) STRICT, WITHOUT ROWID;
    CREATE VIEW daily AS
      SELECT date(start, 'unixepoch') AS day, store, router, policy, model, requests, errors, explored, fell_back,
        cost_usd, costs, forecast_usd, best_usd, forecasts FROM totals WHERE span = 86400;
    """
  ]

  /// Opens the store at `path`; one that is there must be a decision log.
  ///
  /// - Parameter mode: `.create` makes the file, for its owner alone, and brings older tables up to date.
  static func open(_ path: String, _ mode: Database.Mode) throws(LogError) -> Database {
    if mode == .create { try PrivateFile.create(path) }
    let (database, found, version, isEmpty) = try LogError.at(path) { () throws(SQLiteError) in
      let database = try Database(path: path, mode: mode)
      return (
        database, try database.integer("PRAGMA application_id") ?? 0, try database.integer("PRAGMA user_version") ?? 0,
        try database.integer("SELECT count(*) FROM sqlite_schema") == 0
      )
    }
    guard found == application || (mode == .create && isEmpty && found == 0) else {
      throw .noStore(path: path, reason: isEmpty ? "it is empty" : "it is a SQLite file of another program")
    }
    guard version <= Self.version else { throw .newer(path: path, version: version, known: Self.version) }
    try LogError.at(path) { () throws(SQLiteError) in try prepare(database, mode, from: version) }
    return database
  }

  private static func prepare(_ database: Database, _ mode: Database.Mode, from version: Int) throws(SQLiteError) {
    // Temporary files would hold text of prompts.
    try database.execute("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY")
    guard mode == .create else { return }
    // What is deleted is overwritten with zeros, and pages that are free go back to the system.
    if version == 0 { try database.execute("PRAGMA auto_vacuum=INCREMENTAL") }
    try database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON")
    guard version < Self.version else { return }
    try database.transaction { () throws(SQLiteError) in
      // Another program may have been faster.
      let version = try database.integer("PRAGMA user_version") ?? 0
      for migration in migrations.dropFirst(version) { try database.execute(migration) }
      try database.execute("PRAGMA application_id=\(application); PRAGMA user_version=\(max(version, Self.version))")
    }
  }
}
