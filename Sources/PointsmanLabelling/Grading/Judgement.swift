import Foundation

/// How a check ended.
package enum CheckEnding: Hashable, Sendable {
  /// An exit status, up to 128.
  case status(Int)
  /// A signal, which the system or another program sent.
  case signal(Int)
  case timeLimit
  /// Status 0, but the line printed last is no score.
  case noScore(String)
  /// The answer is the expected one.
  case matches
  /// The answer is not the expected one.
  case differs
  /// A ready check ended without a verdict; a clause says why.
  case noVerdict(String)
  /// The sandbox did not start the check.
  case notStarted

  /// The exit status, where there is one.
  package var status: Int? {
    switch self {
    case .status(let code): code
    case .noScore: 0
    case .signal, .timeLimit, .matches, .differs, .noVerdict, .notStarted: nil
    }
  }

  /// A clause about the check, without the line that a check printed.
  package var words: String {
    switch self {
    case .status(126): "ended with status 126, the shell may not run a command"
    case .status(127): "ended with status 127, the shell found no such command"
    case .status(let code): "ended with status \(code)"
    case .signal(24): "was ended by its limit of CPU time, signal 24"
    case .signal(25): "was ended by its limit of the size of files, signal 25"
    case .signal(let number): "was ended by signal \(number)"
    case .timeLimit: "did not end within the time limit"
    case .noScore: "printed no score from 0 to 1 last"
    case .matches: "found the expected answer"
    case .differs: "found another answer"
    case .noVerdict(let clause): clause
    case .notStarted: "was not started by the sandbox"
    }
  }
}

/// The result of a check on one answer.
package struct Judgement: Sendable {
  package let task: String
  package let model: String
  /// Which of several samples it judges; nil of one answer.
  package let sample: Int?
  /// nil where the check could not tell.
  package let grade: Grade?
  package let ending: CheckEnding
  /// The end of its standard error or, where that is blank, of its standard output.
  package let said: String
}

/// The endings of a check that mean a wrong answer, score 0: `--wrong`.
package struct WrongEndings: Hashable, Sendable {
  private let endings: Set<CheckEnding>
  private let includesSignals: Bool
  /// As it was given.
  package let text: String

  package static let standard = WrongEndings("1")!

  package func contains(_ ending: CheckEnding) -> Bool {
    if case .signal = ending { return includesSignals }
    return endings.contains(ending)
  }
}

extension WrongEndings {
  /// Statuses from 1 to 125, ranges of them, `signal` and `time-limit`, separated by commas; nil where `argument` is
  /// anything else.
  package init?(_ argument: String) {
    var (endings, includesSignals) = (Set<CheckEnding>(), false)
    for item in argument.split(separator: ",", omittingEmptySubsequences: false) {
      switch item.trimmingCharacters(in: .whitespaces) {
      case "signal": includesSignals = true
      case "time-limit": endings.insert(.timeLimit)
      case let numbers:
        let bounds = numbers.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard (1...2).contains(bounds.count), bounds.allSatisfy((1...125).contains), bounds[0] <= bounds.last! else {
          return nil
        }
        for status in bounds[0]...bounds.last! { endings.insert(.status(status)) }
      }
    }
    (self.endings, self.includesSignals, text) = (endings, includesSignals, argument)
  }
}
