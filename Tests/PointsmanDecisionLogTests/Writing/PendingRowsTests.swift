import Testing

@testable import PointsmanDecisionLog

@Suite("The queue of a decision log")
struct PendingRowsTests {
  @Test("It holds 8,192 rows and 64 MB of text, and no more")
  func bounds() {
    var rows = PendingRows()
    #expect(rows.offer(.decision(Records.decision(0)), batch: 256) == .takenFirst)
    for number in 1..<255 { #expect(rows.offer(.decision(Records.decision(number)), batch: 256) == .taken) }
    #expect(rows.offer(.decision(Records.decision(255)), batch: 256) == .takenEnough)
    for number in 256..<8192 { _ = rows.offer(.decision(Records.decision(number)), batch: 256) }
    #expect(rows.offer(.decision(Records.decision(8192)), batch: 256) == .dropped(.queueFull))
    let taken = rows.take()
    #expect(taken.count == 8192)
    rows.fail(SQLiteError(code: 13, message: "database or disk is full"), losing: [])
    #expect(rows.offer(.decision(Records.decision(8192)), batch: 256) == .dropped(.diskFull))
    rows.finish(taken, written: 8192, fault: nil)
    let text = String(repeating: "x", count: 40 << 20)
    #expect(rows.offer(.decision(Records.decision(text: text)), batch: 256) == .taken)
    #expect(rows.offer(.decision(Records.decision(text: text)), batch: 256) == .dropped(.queueFull))
    #expect(rows.counters.dropped == [.queueFull: 2, .diskFull: 1] && rows.counters.queued == 1)
  }
}
