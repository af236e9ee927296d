import Pointsman
import PointsmanDecisionLog

/// A decision log as a gateway leaves it.
enum LoggedDecisions {
  /// 2026-12-01.
  private static let start: Int64 = 1_796_083_200_000

  /// Writes a log of decisions between two models, half of them explored, with feedback to each.
  ///
  /// - Parameter name: Of the feedback.
  static func write(to path: String, content: LogContent = .full, name: String = "accepted", count: Int = 40) throws {
    let log = try DecisionLog(path: path, content: content)
    let router = LoggedRouter(digest: String(repeating: "ab", count: 32), models: ["small", "large"], best: 1)
    for number in 0..<count {
      let moment = start + Int64(number) * 1000
      let id = DecisionID(milliseconds: UInt64(moment), random: (UInt64(number), UInt64(number)))
      let isEasy = number % 4 < 2
      let chosen = number % 2
      log.append(
        DecisionRecord(
          id: id, milliseconds: moment, router: router, configuration: "0123456789ab", policy: "balanced",
          endpoint: "route", key: nil, conversation: "c\(number / 2)", turn: 1,
          text: isEasy ? "mock the parser \(number)" : "a vague question \(number)", tags: [:], needs: [],
          probabilities: [isEasy ? 0.9 : 0.3, 0.9], isPermitted: [true, true], propensities: [0.75, 0.25], preferred: 0,
          chosen: chosen, rule: .objective, reason: "it is good enough", margin: 0.1, marginError: nil,
          expectedCosts: [0.001, 0.01], decisionTime: 20, answer: nil))
      log.add(
        Feedback(decision: id, name: name, score: isEasy || chosen == 1 ? 1 : 0, milliseconds: moment + 1)
      ) { _ in }
    }
    log.close()
  }
}
