/// Which of two answers is better.
package enum Preference: String, Sendable, CaseIterable {
  case a, b, tie

  /// How much of a win it is for a: 1, ½ or 0.
  package var score: Double {
    switch self {
    case .a: 1
    case .tie: 0.5
    case .b: 0
    }
  }

  /// The preference that a win of `score` for a is.
  package init(score: Double) { self = score > 0.5 ? .a : score < 0.5 ? .b : .tie }

  /// The same with the answers' names exchanged.
  package var exchanged: Preference {
    switch self {
    case .a: .b
    case .b: .a
    case .tie: .tie
    }
  }
}

/// A judge's comparison of two models' answers to one task, by one criterion.
package struct JudgedPair: Sendable, Equatable {
  package let task: String
  /// Which of several answers of a model to the task, from 1.
  package var sample = 1
  /// Tasks of one group are one observation; each task is its own where nil.
  package var group: String?
  /// The first of the two names in alphabetical order.
  package let modelA: String
  package let modelB: String
  package var criterion: String
  package let judge: String
  /// The verdict with a's answer shown first.
  package let forward: Preference
  /// The verdict with b's answer shown first; nil where the judge saw one answer at a time.
  package let backward: Preference?
  /// Characters of the answers.
  package var lengthA = 0
  package var lengthB = 0

  package init(
    task: String, _ modelA: String, _ modelB: String, criterion: String, judge: String, forward: Preference,
    backward: Preference?
  ) {
    (self.task, self.modelA, self.modelB) = (task, modelA, modelB)
    (self.criterion, self.judge, self.forward, self.backward) = (criterion, judge, forward, backward)
  }

  /// The verdict on which both orders agree; a tie where they do not.
  package var verdict: Preference { backward.map { $0 == forward ? forward : .tie } ?? forward }

  /// True if the other order changed the verdict.
  package var ordersDiffer: Bool { backward.map { $0 != forward } ?? false }
}

/// A person's comparison of two models' answers to one task.
package struct HumanLabel: Sendable, Equatable {
  package let task: String
  package var sample = 1
  /// The first of the two names in alphabetical order.
  package let modelA: String
  package let modelB: String
  /// nil for the answers as a whole.
  package let criterion: String?
  package let winner: Preference

  package init(task: String, _ modelA: String, _ modelB: String, criterion: String? = nil, winner: Preference) {
    let isOrdered = modelA < modelB
    (self.task, self.criterion) = (task, criterion)
    (self.modelA, self.modelB) = isOrdered ? (modelA, modelB) : (modelB, modelA)
    self.winner = isOrdered ? winner : winner.exchanged
  }
}
