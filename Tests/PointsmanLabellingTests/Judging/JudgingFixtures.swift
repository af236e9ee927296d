import Foundation
import PointsmanEndpoints
import PointsmanSupport
import Synchronization
import TestSupport

@testable import PointsmanLabelling

extension TemporaryFolder {
  /// A run with tasks t1, t2… and the answers of each model to each, nil for none.
  func makeRun(_ answers: [(model: String, texts: [String?])]) throws -> AnsweredTasks {
    let count = answers.map(\.texts.count).max() ?? 0
    for (model, _) in answers {
      try FileManager.default.createDirectory(
        at: url.appending(path: "run/answers/\(model)"), withIntermediateDirectories: true)
    }
    let lines = (1...count).map {
      #"{"id":"t\#($0)","prompt":"Do \#($0).","outcomes":{"one":{"score":null,"cost":0.5}}}"#
    }
    try write(lines.joined(separator: "\n") + "\n", to: "run/tasks.jsonl")
    for (model, texts) in answers {
      for (index, text) in texts.enumerated() {
        if let text { try write(text, to: "run/answers/\(model)/t\(index + 1).md") }
      }
    }
    return try AnsweredTasks(run: path("run"))
  }
}

extension JudgePlan {
  static func made(
    _ run: AnsweredTasks, _ method: JudgeMethod = .pairs, judges: [String] = ["judge"],
    criteria: [String] = ["correctness"]
  ) throws -> JudgePlan {
    try JudgePlan(
      run, judges: try judges.map { try Endpoint.made($0) }, template: .standard(method), criteria: criteria,
      maximumTokens: 100)
  }

  /// The verdicts where a judge replies as `reply` says to the text of each question.
  func verdicts(
    in folder: TemporaryFolder, _ reply: @escaping @Sendable (String) throws(AskFailure) -> String
  ) async throws -> (verdicts: JudgeVerdicts, sent: [String]) {
    let client = StubClient { (ask, _) throws(AskFailure) in .made(try reply(ask.text)) }
    var run = AskRun(
      client: client, journal: try AskJournal(path: folder.path("judge.jsonl")), keys: [:], maximumCost: nil)
    run.longestBackoff = 0.001
    let first = try await run.run(asks)
    let second = try await run.run(retries(after: first))
    return (verdicts(first, second), client.sent.withLock { $0.map(\.text) })
  }
}

extension Ask {
  /// The question's text.
  var text: String {
    guard case .text(let text)? = request.conversation.turns.last?.parts.first else { return "" }
    return text
  }
}

/// The answers that a question of the standard template shows, A before B.
func shownAnswers(_ question: String) -> [String] {
  question.matches(of: /<answer-[AB]-\w+>\n((?s).*?)\n<\/answer-/).map { String($0.output.1) }
}
