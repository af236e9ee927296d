package import PointsmanOutcomes

/// The verdicts of the judges of a run.
package struct JudgeVerdicts: Sendable {
  /// A comparison a task, sample, pair, judge and criterion, where both orders have a verdict.
  package var pairs: [JudgedPair] = []
  /// Under a rubric.
  package var scores: [RubricScore] = []
  /// By judge.
  package private(set) var counts: [String: Counts] = [:]

  /// Questions by what came of them.
  package struct Counts: Sendable, Equatable {
    package var verdicts = 0
    /// The reply had no verdict, and the reply to the second question had none.
    package var unreadable = 0
    /// There was no reply.
    package var failed = 0
    package var notAsked = 0
  }

  package init() {}

  mutating func count(_ judge: String, _ path: WritableKeyPath<Counts, Int>) {
    counts[judge, default: Counts()][keyPath: path] += 1
  }
}

/// A judge's scores of one answer, from 1 to 5 by criterion.
package struct RubricScore: Sendable, Equatable {
  /// The place of the task in the run, from 0.
  package let task: Int
  package let sample: Int
  package let model: String
  package let judge: String
  package let scores: [String: Int]
}
