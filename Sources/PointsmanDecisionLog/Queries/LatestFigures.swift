/// Figures of the latest decisions, each list sorted.
struct LatestFigures {
  /// Microseconds, microseconds and milliseconds.
  let (overheads, decisionTimes, firstBytes): ([Double], [Double], [Double])
  /// nil where there are too few decisions of the last router.
  let drift: Drift?

  /// - Parameter since: Milliseconds since 1970.
  init(of database: Database, since: Int64) throws(SQLiteError) {
    let router = try database.integer("SELECT router FROM decisions ORDER BY seq DESC LIMIT 1") ?? 0
    var (baseline, end): ([Double], Int) = ([], 0)
    let first = try Statement(
      database,
      "SELECT preferred_probability, seq FROM decisions WHERE router = ? ORDER BY seq LIMIT \(Drift.baseline)")
    try first.start([SQLValue(router)])
    while try first.next() {
      if let probability = first.real(0) { baseline.append(probability) }
      end = first.integer(1) ?? end
    }
    var (overheads, decisionTimes, firstBytes, recent): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    let latest = try Statement(
      database,
      """
      SELECT overhead_us, decide_us, first_byte_ms, preferred_probability, router, seq FROM decisions
      WHERE seq > (SELECT max(seq) FROM decisions) - \(LogReader.latest) AND +at_ms >= ?
      """)
    try latest.start([.integer(since)])
    while try latest.next() {
      if let value = latest.real(0) { overheads.append(value) }
      if let value = latest.real(1) { decisionTimes.append(value) }
      if let value = latest.real(2) { firstBytes.append(value) }
      if latest.integer(4) == router, latest.integer(5) ?? 0 > end, let value = latest.real(3) { recent.append(value) }
    }
    (self.overheads, self.decisionTimes) = (overheads.sorted(), decisionTimes.sorted())
    self.firstBytes = firstBytes.sorted()
    drift = Drift(baseline: baseline, recent: recent)
  }
}
