import Foundation
import PointsmanSupport
import Synchronization
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("Writing a decision log")
struct DecisionLogTests {
  private let log: LogFolder

  init() throws { log = try LogFolder() }

  @Test("All rows of several threads arrive, in whole transactions")
  func threads() throws {
    let running = try DecisionLog(path: log.path)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<300 { running.append(Records.decision(thread * 1000 + number)) }
    }
    running.close()
    #expect(running.counters.written == 1200)
    #expect(running.counters.queued == 0 && running.counters.allDropped == 0)
    #expect(try log.integer("SELECT count(*) FROM decisions") == 1200)
    #expect(!running.append(Records.decision(9999)))
    #expect(running.counters.dropped == [.closed: 1])
    running.close()
  }

  @Test("Without any further call a row is stored soon")
  func delay() async throws {
    let running = try DecisionLog(path: log.path)
    running.append(Records.decision())
    let end = ContinuousClock.now + .seconds(20)
    while running.counters.written == 0, .now < end { try await Task.sleep(for: .milliseconds(5)) }
    #expect(running.counters.written == 1)
    running.close()
  }

  @Test("A faulty row is dropped and counted, and the others of its transaction are stored")
  func invalid() throws {
    var (short, unlikely, infinite) = (Records.decision(1), Records.decision(2), Records.decision(3))
    short.probabilities = [1]
    unlikely.propensities = [0, 0.5, 0.5]
    infinite.margin = .infinity
    var stray = Records.decision(4)
    stray.answer?.model = 3
    let counters = try log.write([
      Records.decision(0), short, unlikely, infinite, stray, Records.decision(0), Records.decision(5),
    ])
    #expect(counters.written == 2 && counters.dropped == [.invalid: 5])
    #expect(counters.lastFailure?.contains("UNIQUE constraint failed: decisions.id") == true)
    #expect(try log.integer("SELECT sum(requests) FROM daily") == 2)
  }

  @Test("A full disk drops rows once the queue is full, and the log goes on when there is room again")
  func fullDisk() throws {
    let running = try DecisionLog(path: log.path, content: .full)
    try running.limit(pages: 60)
    let text = String(repeating: "x", count: 40_000)
    var taken = 0
    let replies = Mutex<[Feedback.Result]>([])
    for number in 0..<2000 where running.append(Records.decision(number, text: text)) { taken += 1 }
    #expect(!running.flush())
    for number in 2000..<2100 where running.append(Records.decision(number, text: text)) { taken += 1 }
    running.add(Records.feedback()) { result in replies.withLock { $0.append(result) } }
    #expect(!running.flush())
    let counters = running.counters
    #expect(counters.failures >= 1 && counters.lastFailure == "database or disk is full")
    #expect(taken < 2100 && counters.allDropped > 0 && counters.dropped[.diskFull] ?? 0 > 0)
    #expect(counters.written == 0)
    guard case .failed? = replies.withLock(\.first) else { throw Missing() }
    try running.limit(pages: 1 << 20)
    #expect(running.flush())
    running.close()
    #expect(running.counters.written == taken)
    #expect(try log.integer("SELECT count(*) FROM decisions") == taken)
  }

  private struct Missing: Error {}

  @Test("While another program holds the store rows wait; they are stored once it is free", .tags(.slow))
  func locked() throws {
    let running = try DecisionLog(path: log.path)
    let other = try Database(path: log.path, mode: .create)
    try other.execute("BEGIN EXCLUSIVE")
    let duration = ContinuousClock().measure { for number in 0..<9000 { running.append(Records.decision(number)) } }
    #expect(duration < .seconds(2))
    #expect(!running.flush())
    #expect(running.counters.failures >= 1 && running.counters.lastFailure == "database is locked")
    #expect(running.counters.queued == 8192 && running.counters.allDropped == 808)
    try other.execute("COMMIT")
    #expect(running.flush())
    running.close()
    #expect(running.counters.written == 8192)
  }

  @Test("A clock that is set back changes neither order nor rows")
  func clock() throws {
    try log.write([Records.decision(1), Records.decision(2, at: Records.start - 7_200_000), Records.decision(3)])
    let list = try LogReader(path: log.path).decisions(limit: 10)["decisions"]?.array ?? []
    #expect(
      list.map { $0["id"]?.string }
        == [3, 2, 1].map { number in
          "\(number == 2 ? Records.id(2, at: Records.start - 7_200_000) : Records.id(number))"
        })
  }
}
