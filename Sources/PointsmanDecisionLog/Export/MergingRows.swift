/// The copying of one store's rows into another.
struct MergingRows {
  private let source: Database
  private let target: Database
  private var report = LogMerge.Report()
  /// Numbers in the target, by those in the source.
  private var routers: [Int: Int] = [:]
  private var stores: [Int: Int] = [:]

  init(from source: Database, into target: Database) {
    (self.source, self.target) = (source, target)
  }

  func merge() throws(SQLiteError) -> LogMerge.Report {
    var copy = self
    try copy.mergeSettings()
    try copy.mergeNames()
    try copy.mergeDecisions()
    try copy.mergeFeedback()
    try copy.mergeTotals()
    return copy.report
  }

  /// A new target takes the key; an older one keeps its own.
  private mutating func mergeSettings() throws(SQLiteError) {
    guard let check = try LogSettings.value("key_check", in: source) else { return }
    if let known = try LogSettings.value("key_check", in: target) {
      report.hasOtherKey = known != check
      return
    }
    for name in ["key_check", "hmac_key"] {
      if let value = try LogSettings.value(name, in: source) { try LogSettings.set(name, value, in: target) }
    }
    // The number 1 is for what the target writes itself.
    try target.run(
      "INSERT OR IGNORE INTO stores(id, name) VALUES(1, ?)", [.blob(LogSettings.randomBytes(16))])
  }

  private mutating func mergeNames() throws(SQLiteError) {
    routers = try numbers(
      "SELECT id, digest, models, best, first_used_ms FROM routers",
      insert: """
        INSERT INTO routers(digest, models, best, first_used_ms) VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE
        SET first_used_ms = min(first_used_ms, excluded.first_used_ms)
        """, find: "SELECT id FROM routers WHERE digest = ? AND models = ? AND best = ?", keys: 3)
    stores = try numbers(
      "SELECT id, name FROM stores", insert: "INSERT OR IGNORE INTO stores(name) VALUES(?)",
      find: "SELECT id FROM stores WHERE name = ?", keys: 1)
  }

  private func numbers(
    _ select: String, insert: String, find: String, keys: Int
  ) throws(SQLiteError) -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    let rows = try Statement(source, select)
    try rows.start()
    while try rows.next() {
      let values = (1..<rows.columns).map { rows.value($0) }
      try target.run(insert, values)
      numbers[rows.integer(0) ?? 0] = try target.integer(find, Array(values.prefix(keys)))
    }
    return numbers
  }

  private func number(_ table: [Int: Int], _ number: Int?) throws(SQLiteError) -> SQLValue {
    guard let number, let found = table[number] else {
      throw SQLiteError(code: 11, message: "a row of the source names a router or a store that is not in it")
    }
    return SQLValue(found)
  }

  private mutating func mergeDecisions() throws(SQLiteError) {
    let rows = try Statement(source, "SELECT * FROM decisions ORDER BY seq")
    let columns = rows.columns
    let insert = try Statement(
      target, "INSERT INTO decisions VALUES(NULL" + String(repeating: ", ?", count: columns - 1) + ")")
    let known = try Statement(target, "SELECT * FROM decisions WHERE id = ?")
    let attempts = try Statement(source, "SELECT * FROM attempts WHERE decision = ? ORDER BY n")
    let attempt = try Statement(target, "INSERT INTO attempts VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
    try rows.start()
    while try rows.next() {
      var values = (1..<columns).map { rows.value($0) }
      // The columns after seq: id, at_ms, router.
      values[2] = try number(routers, rows.integer(3))
      try known.start([values[0]])
      if try known.next() {
        report.knownDecisions += 1
        if (1..<columns).contains(where: { known.value($0) != values[$0 - 1] }) { report.conflicts += 1 }
        known.reset()
        continue
      }
      try insert.run(values)
      report.decisions += 1
      let seq = SQLValue(target.lastRow)
      try attempts.start([rows.value(0)])
      while try attempts.next() { try attempt.run([seq] + (1..<attempts.columns).map { attempts.value($0) }) }
    }
  }

  private mutating func mergeFeedback() throws(SQLiteError) {
    let rows = try Statement(
      source, "SELECT uid, decision, at_ms, name, score, comment, source, idempotency FROM feedback ORDER BY id")
    // A client that tried again may have reached another replica.
    let known = try Statement(
      target,
      """
      SELECT 1 FROM feedback WHERE uid = ?1 UNION ALL SELECT 1 FROM feedback WHERE idempotency = ?8 AND decision = ?2
        AND name = ?4 AND score = ?5 AND comment IS ?6 AND source IS ?7 AND ?3 IS NOT NULL LIMIT 1
      """)
    let insert = try Statement(
      target,
      "INSERT INTO feedback(uid, decision, at_ms, name, score, comment, source, idempotency) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
    )
    try rows.start()
    while try rows.next() {
      let values = (0..<rows.columns).map { rows.value($0) }
      try known.start(values)
      if try known.next() {
        report.knownFeedback += 1
        known.reset()
      } else {
        try insert.run(values)
        report.feedback += 1
      }
    }
  }

  /// Totals only grow, so that the larger of two is the later.
  private func mergeTotals() throws(SQLiteError) {
    for (table, store, router, count) in [("totals", 2, 3, "requests"), ("score_totals", 1, 2, "n")] {
      let rows = try Statement(source, "SELECT * FROM \(table)")
      let places = String(repeating: ", ?", count: rows.columns).dropFirst(2)
      let columns = Array(try self.columns(of: table).drop { $0 != count })
      let upsert = try Statement(
        target,
        "INSERT INTO \(table) VALUES(\(places)) ON CONFLICT DO UPDATE SET "
          + columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", ") + " WHERE excluded.\(count) > \(count)")
      try rows.start()
      while try rows.next() {
        var values = (0..<rows.columns).map { rows.value($0) }
        values[store] = try number(stores, rows.integer(store))
        values[router] = try number(routers, rows.integer(router))
        try upsert.run(values)
      }
    }
  }

  private func columns(of table: String) throws(SQLiteError) -> [String] {
    let rows = try Statement(target, "SELECT name FROM pragma_table_info(?) ORDER BY cid")
    try rows.start([.text(table)])
    var names: [String] = []
    while try rows.next() { names.append(rows.text(0) ?? "") }
    return names
  }
}
