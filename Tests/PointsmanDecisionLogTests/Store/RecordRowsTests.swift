import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("Rows of a decision log")
struct RecordRowsTests {
  private let log: LogFolder

  init() throws { log = try LogFolder() }

  private func stored() throws -> [StoredDecision] {
    let reader = try LogReader(path: log.path)
    var decisions: [StoredDecision] = []
    let found = try reader.read { (database) throws(SQLiteError) -> Int in
      let routers = try RouterTable(of: database)
      let rows = try Statement(database, "SELECT \(StoredDecision.columns) FROM decisions ORDER BY seq")
      try rows.start()
      while try rows.next() { decisions.append(try StoredDecision(rows, routers)) }
      return decisions.count
    }
    #expect(found == decisions.count)
    return decisions
  }

  @Test("A record is stored whole, its numbers bit by bit")
  func whole() throws {
    var record = Records.decision()
    record.conversation = "session 1"
    record.answer?.failure = "cut off, key sk-0123456789abcdef0123"
    try log.write([record])
    let found = try #require(try stored().first)
    #expect(found.id == record.id && found.milliseconds == record.milliseconds && found.router == record.router)
    #expect(found.propensities == record.propensities && found.propensity == 0.9)
    #expect(found.probabilities == record.probabilities && found.expectedCosts == record.expectedCosts)
    #expect(found.isPermitted == record.isPermitted && found.tags == record.tags && found.needs == record.needs)
    #expect(found.prompt == record.text && found.promptBytes == record.text.utf8.count)
    #expect(found.policy == "balanced" && found.endpoint == "chat" && found.key == "team-a" && found.turn == nil)
    #expect(found.served == 0 && found.status == 200 && found.finish == "stop" && found.isStream == true)
    #expect(found.firstByte == 250 && found.total == 1500 && found.overhead == 210 && found.decisionTime == 20)
    #expect(found.inputTokens == 100 && found.cachedTokens == nil && found.outputTokens == 20 && found.cost == 0.002)
    #expect(found.failure == "cut off, key [key]")
    #expect(try log.integer("SELECT count(*) FROM attempts WHERE upstream = 'fake' AND took_ms = 500") == 1)
  }

  @Test("A store of hashes has no text of a prompt or conversation in any byte, and tells equal prompts")
  func hashes() throws {
    var record = Records.decision(1, text: "the secret plan of Wednesday")
    record.conversation = "session of ada"
    var again = record
    again.id = Records.id(2)
    let running = try DecisionLog(path: log.path)
    running.append(record)
    running.append(again)
    #expect(running.flush())
    // The journal, too.
    for text in ["secret plan", "of ada"] { #expect(try !log.bytes().holds(text)) }
    running.close()
    for text in ["secret plan", "of ada"] { #expect(try !log.bytes().holds(text)) }
    let found = try stored()
    #expect(found[0].promptHMAC == found[1].promptHMAC && found[0].promptHMAC?.count == 32)
    #expect(found[0].conversation == found[1].conversation && found[0].prompt == nil)
  }

  @Test("nothing keeps no digest, redacted the text without secrets, and one key gives one digest")
  func contents() throws {
    let text = "mail ada@example.com"
    let key = [UInt8](1...16)
    try log.write([Records.decision(text: text)], content: .nothing)
    #expect(try stored().map(\.promptHMAC) == [nil])
    try log.write([Records.decision(1, text: text)], content: .redacted)
    #expect(try stored().map(\.prompt) == [nil, "mail [mail]"])
    for name in ["a.sqlite", "b.sqlite"] {
      try log.write([Records.decision(text: text)], content: .hash, to: name, hmacKey: key)
    }
    let digests = try ["a.sqlite", "b.sqlite"].map { name in
      try LogReader(path: log.folder.path(name)).read { (database) throws(SQLiteError) -> [UInt8]? in
        let row = try Statement(database, "SELECT prompt_hmac FROM decisions")
        try row.start()
        return try row.next() ? row.blob(0) : nil
      }
    }
    #expect(digests[0] == HMAC(key: key).code(text.utf8) && digests[0] == digests[1])
  }

  @Test("A log that keeps a day deletes older decisions as soon as it is opened")
  func expiry() throws {
    // 2001, whatever day it is.
    let old: Int64 = 1_000_000_000_000
    try log.write((0..<2500).map { Records.decision($0, at: old) })
    let running = try DecisionLog(path: log.path, keep: 86_400)
    #expect(running.flush())
    running.close()
    // A step takes a thousand; the others follow while the log is open.
    #expect(try log.integer("SELECT count(*) <= 1500 FROM decisions") == 1)
    #expect(try log.integer("SELECT sum(requests) FROM daily") == 2500)
  }

  @Test("Old decisions are deleted with their feedback; the days stay")
  func retention() throws {
    let old = Records.start - 100 * 86_400_000
    try log.write(
      [Records.decision(1, at: old), Records.decision(2)],
      [Records.feedback(1, at: old), Records.feedback(2), Records.feedback(3, at: old)])
    let database = try LogSchema.open(log.path, .create)
    let retention = Retention(keep: 90 * 86_400_000)
    #expect(try !retention.deleteStep(from: database, now: Records.start))
    #expect(try database.integer("SELECT count(*) FROM decisions") == 1)
    #expect(try database.integer("SELECT count(*) FROM attempts") == 1)
    #expect(try database.integer("SELECT count(*) FROM feedback") == 1)
    #expect(try database.integer("SELECT count(*) FROM daily") == 2)
    #expect(try database.integer("SELECT count(*) FROM totals WHERE span = 300") == 1)
    #expect(try database.integer("SELECT sum(n) FROM score_totals") == 2)
  }
}
