import Foundation
import Pointsman
import PointsmanSupport
import TestSupport

@testable import PointsmanDecisionLog

/// Rows that tests give to a log.
enum Records {
  static let router = LoggedRouter(
    digest: String(repeating: "388b02c6", count: 8), models: ["small", "large", "huge"], best: 2)
  /// 2026-12-01T01:20:00Z.
  static let start: Int64 = 1_796_088_000_000

  static func id(_ number: Int, at milliseconds: Int64 = start) -> DecisionID {
    var draws = SplitMix64(seed: UInt64(number))
    return DecisionID(milliseconds: UInt64(milliseconds), random: (draws.next(), draws.next()))
  }

  /// A decision of its number: the small model was preferred and chosen, and answered.
  static func decision(_ number: Int = 0, at milliseconds: Int64 = start, text: String? = nil) -> DecisionRecord {
    DecisionRecord(
      id: id(number, at: milliseconds), milliseconds: milliseconds, router: router, configuration: "0123456789ab",
      policy: "balanced", endpoint: "chat", key: "team-a", conversation: nil, turn: nil,
      text: text ?? "why does loop \(number) not end", tags: ["language": "swift"], needs: ["tools"],
      probabilities: [0.7, 0.8, 0.9], isPermitted: [true, true, true], propensities: [0.9, 0.1 / 3, 0.2 / 3],
      preferred: 0, chosen: 0, rule: .objective, reason: "it is good enough", margin: 0.25, marginError: nil,
      expectedCosts: [0.001, nil, 0.02], decisionTime: 20, answer: answer(model: 0))
  }

  static func answer(model: Int?, status: Int = 200) -> DecisionRecord.Answer {
    var tokens = DecisionRecord.Tokens()
    (tokens.input, tokens.output) = (100, 20)
    return DecisionRecord.Answer(
      model: model,
      attempts: [
        DecisionRecord.Attempt(model: 0, upstream: "fake", start: 0.001, duration: 0.5, status: 200, failure: nil)
      ],
      status: status, failure: nil, finish: "stop", isStream: true, firstByte: 0.25, total: 1.5, overhead: 210,
      tokens: tokens, cost: 0.002)
  }

  static func feedback(
    _ number: Int = 0, name: String = "accepted", score: Double = 1, key: String? = nil, comment: String? = nil,
    at milliseconds: Int64 = start
  ) -> Feedback {
    Feedback(
      decision: id(number, at: milliseconds), name: name, score: score, comment: comment, source: "team-a",
      idempotencyKey: key, milliseconds: milliseconds + 1000)
  }
}

/// A log in a folder of its own.
struct LogFolder {
  let folder: TemporaryFolder
  var path: String { folder.path("log.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  /// A store with these rows, closed.
  @discardableResult
  func write(
    _ records: [DecisionRecord], _ feedback: [Feedback] = [], content: LogContent = .full,
    to name: String = "log.sqlite",
    hmacKey: [UInt8]? = nil
  ) throws -> LogCounters {
    let log = try DecisionLog(path: folder.path(name), content: content, hmacKey: hmacKey)
    for record in records { log.append(record) }
    for feedback in feedback { log.add(feedback) { _ in } }
    log.close()
    return log.counters
  }

  /// All bytes that the store has on the disk.
  func bytes() throws -> [UInt8] {
    try folder.names.reduce([]) { $0 + Array(try Data(contentsOf: folder.url.appending(path: $1))) }
  }

  func integer(_ sql: String, in name: String = "log.sqlite") throws -> Int? {
    try LogReader(path: folder.path(name)).read { (database) throws(SQLiteError) in try database.integer(sql) }
  }
}

extension Array where Element == UInt8 {
  func holds(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
