import Synchronization
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("Feedback")
struct FeedbackRowsTests {
  private let log: LogFolder

  init() throws { log = try LogFolder() }

  private func results(_ feedback: [Feedback], keep: Int? = nil) throws -> [Feedback.Result] {
    let results = Mutex<[Feedback.Result]>([])
    let running = try DecisionLog(path: log.path, keep: keep)
    for feedback in feedback { running.add(feedback) { result in results.withLock { $0.append(result) } } }
    running.close()
    return results.withLock(\.self)
  }

  @Test("A key stores once, and tells other content")
  func idempotency() throws {
    let first = Records.feedback(key: "k")
    var later = first
    later.milliseconds += 5000
    var other = first
    other.score = 0
    #expect(
      try results([first, later, other, Records.feedback(key: "l"), Records.feedback()]) == [
        .created, .repeated, .conflict, .created, .created,
      ])
    #expect(try log.integer("SELECT count(*) FROM feedback") == 3)
  }

  @Test("It may come before its decision, and is counted once both are there")
  func early() throws {
    #expect(try results([Records.feedback(1, score: 0.5)]) == [.created])
    #expect(try log.integer("SELECT count(*) FROM score_totals") == 0)
    try log.write([Records.decision(1)], [Records.feedback(1, score: 1)])
    #expect(try log.integer("SELECT n FROM score_totals WHERE sum = 1.5") == 2)
  }

  @Test("A comment is redacted unless the log is full")
  func comments() throws {
    _ = try results([Records.feedback(comment: "ask ada@example.com")])
    #expect(try log.bytes().holds("ask [mail]"))
    #expect(try !log.bytes().holds("ada@"))
  }

  @Test(
    "Faulty feedback fails with a sentence",
    arguments: [
      (Records.feedback(score: 1.5), "the score is 1.5; give a number from 0 to 1"),
      (Records.feedback(score: .nan), "the score is nan; give a number from 0 to 1"),
      (Records.feedback(name: ""), "the name is empty; name what was judged, such as \"accepted\""),
      (Records.feedback(name: "a\nb"), "the name has a control character; give text on one line"),
    ])
  func faults(feedback: Feedback, message: String) throws { #expect(try results([feedback]) == [.failed(message)]) }

  @Test("Feedback to a decision that the log no longer keeps fails")
  func late() throws {
    var feedback = Records.feedback()
    feedback.milliseconds += 3_600_000
    guard case .failed(let message)? = try results([feedback], keep: 60).first else { throw TestFailure() }
    #expect(message.hasSuffix("is older than the log keeps decisions"))
  }

  private struct TestFailure: Error {}
}
