import Foundation
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("The merge of decision logs")
struct LogMergeTests {
  private let log: LogFolder
  private let key = [UInt8](repeating: 1, count: 32)

  init() throws {
    log = try LogFolder()
    try log.write(
      [Records.decision(0), Records.decision(1)], [Records.feedback(0, key: "k"), Records.feedback(10)], to: "a.sqlite",
      hmacKey: key)
    var other = Records.decision(11)
    other.router = LoggedRouter(digest: "ffff", models: ["small", "large", "huge"], best: 0)
    // The client's second try came to the other replica.
    try log.write(
      [Records.decision(10), other], [Records.feedback(0, key: "k"), Records.feedback(0, score: 0, key: "k")],
      to: "b.sqlite", hmacKey: key)
  }

  private func merge(_ name: String) throws -> LogMerge.Report {
    try LogMerge.merge(log.folder.path(name), into: log.folder.path("all.sqlite"))
  }

  private func counts() throws -> [Int?] {
    try ["decisions", "attempts", "feedback", "routers", "stores", "totals", "score_totals"].map {
      try log.integer("SELECT count(*) FROM \($0)", in: "all.sqlite")
    } + [try log.integer("SELECT sum(requests) FROM daily", in: "all.sqlite")]
  }

  @Test("The union has every row once, and a second merge changes nothing")
  func union() throws {
    #expect(try merge("a.sqlite") == .init(decisions: 2, feedback: 2))
    #expect(try merge("b.sqlite") == .init(decisions: 2, feedback: 0, knownDecisions: 0, knownFeedback: 1))
    let before = try counts()
    #expect(before[0] == 4 && before[1] == 4 && before[3] == 2 && before[4] == 3 && before[7] == 4)
    #expect(try merge("a.sqlite") == .init(knownDecisions: 2, knownFeedback: 2))
    #expect(try merge("b.sqlite").decisions == 0)
    #expect(try counts() == before)
    #expect(
      try log.integer("SELECT count(*) FROM decisions d JOIN feedback f ON f.decision = d.id", in: "all.sqlite") == 2)
  }

  @Test("What a source got since comes with the next merge")
  func later() throws {
    _ = try merge("a.sqlite")
    try log.write([Records.decision(2)], to: "a.sqlite", hmacKey: key)
    #expect(try merge("a.sqlite").decisions == 1)
    #expect(try log.integer("SELECT sum(requests) FROM daily", in: "all.sqlite") == 3)
  }

  @Test("Another key is said, and a file that is no log leaves the target as it was")
  func faults() throws {
    _ = try merge("a.sqlite")
    try log.write([Records.decision(20)], to: "c.sqlite")
    #expect(try merge("c.sqlite").hasOtherKey)
    let before = try counts()
    try log.folder.write("no log", to: "d.sqlite")
    #expect(throws: LogError.self) { try merge("d.sqlite") }
    #expect(try counts() == before)
  }
}
