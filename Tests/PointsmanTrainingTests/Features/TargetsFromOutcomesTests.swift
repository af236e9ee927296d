import Pointsman
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import Testing

@testable import PointsmanTraining

@Suite("Targets of a table")
struct TargetsFromOutcomesTests {
  /// Models a, b, c in this order.
  private let table = OutcomeTable(rows: [
    (OutcomeRow(id: "1", prompt: Prompt("p")), ["a": .init(score: 1), "b": .init(score: 0), "c": .init(score: 0.25)]),
    (OutcomeRow(id: "2", prompt: Prompt("q"), weight: 2), ["a": .init(score: 0.5), "c": .init(score: 0.5)]),
    (OutcomeRow(id: "3", prompt: Prompt("r")), ["a": .init(score: 0), "b": .init(score: 0), "c": .init(score: 0)]),
    (OutcomeRow(id: "4", prompt: Prompt("s")), ["b": .init(score: 1)]),
    (OutcomeRow(id: "5", prompt: Prompt("t"), weight: 0), ["a": .init(score: 1), "b": .init(score: 0)]),
  ])

  @Test("Success: the scores themselves, the row's weight, and no weight where a cell is missing")
  func success() throws {
    let targets = try Targets(table, .success, folds: [])
    #expect(targets.labels.values == [1, 0, 0.25, 0.5, 0, 0.5, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    #expect(targets.weights.values == [1, 1, 1, 2, 0, 2, 1, 1, 1, 0, 1, 0, 0, 0, 0])
  }

  @Test("Winner: the mass is split between ties, and a row with one model tells nothing")
  func winner() throws {
    let targets = try Targets(table, .winner, folds: [])
    let third: Float = 1 / 3
    #expect(targets.labels.values == [1, 0, 0, 0.5, 0, 0.5, third, third, third, 0, 0, 0, 0, 0, 0])
    #expect(targets.weights.values == [1, 1, 1, 2, 0, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test("Preference is one softmax over the labels of winner; the other targets are a logistic regression a model")
  func losses() throws {
    let (winner, preference) = (
      try Targets(table, .winner, folds: []), try Targets(table, .preference, folds: [])
    )
    #expect(preference.labels == winner.labels && preference.weights == winner.weights)
    #expect(winner.loss == .logistic && winner.tasks == 3)
    #expect(preference.loss == .softmax && preference.tasks == 1)
  }
}
