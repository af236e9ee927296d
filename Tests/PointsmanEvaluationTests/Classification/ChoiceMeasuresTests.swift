import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("Model recall, cumulative regret, optimal choice")
struct ChoiceMeasuresTests {
  @Test("By hand: recall among prompts that exactly one, or at most two, get right")
  func recall() {
    let scores: [Double] = [1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1]
    let choices = [0, 1, 2, 0, 0]
    #expect(modelRecall(atMost: 1, choices: choices, scores: scores, models: 3) == 0.5)
    #expect(agree(modelRecall(atMost: 2, choices: choices, scores: scores, models: 3), 2.0 / 3))
    #expect(modelRecall(atMost: 1, choices: [0], scores: [0, 0], models: 2) == nil)
  }

  @Test("By hand: regret adds up, never falls, and ends at n times the mean")
  func cumulative() throws {
    let scores: [Double] = [1, 0, 0.25, 1, 0.5, 0.5]
    let curve = cumulativeRegret(choices: [1, 0, 0], utilities: scores, models: 2)
    #expect(curve == [1, 1.75, 1.75])
    #expect(agree(curve.last, 3 * (try #require(regret(choices: [1, 0, 0], utilities: scores, models: 2)))))
  }

  @Test("By hand: the cheapest right model, what it would have cost, and the oracle's share")
  func optimal() throws {
    let scores: [Double] = [1, 1, 0, 1, 0, 0]
    let costs: [Double] = [1, 4, 1, 4, 1, 4]
    let choice = try #require(OptimalChoice(choices: [1, 1, 0], scores: scores, costs: costs, models: 2))
    // Solvable are the first two: cheapest 1 and 4, paid 4 and 4.
    #expect(choice.selection == 0.5 && choice.cost == 0.625 && choice.accuracy == 1)
    #expect(OptimalChoice(choices: [0], scores: [0, 0], costs: [1, 1], models: 2) == nil)
  }
}
