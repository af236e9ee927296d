import Testing

@testable import PointsmanEvaluation

@Suite("Accuracy")
struct AccuracyTests {
  @Test("By hand: best, tied for best, beaten, and not observed")
  func byHand() {
    let scores = [1, 0.5, 0, 1, 1, 0, 0, 0.5, .nan, 1, .nan, 0]
    #expect(agree(accuracy(choices: [0, 1, 0, 1], scores: scores, models: 3), 2.0 / 3))
    #expect(isBest(choice: 1, scores: [0.5, .nan, 1]) == nil)
    #expect(isBest(choice: 0, scores: [0.5, .nan, 0.5]) == true)
  }

  @Test("Where all models do equally well no choice is wrong", arguments: 0..<3)
  func allTied(choice: Int) {
    #expect(accuracy(choices: [choice, choice], scores: [0, 0, 0, 1, 1, 1], models: 3) == 1)
  }

  @Test("Nil when no choice was observed")
  func undefined() {
    #expect(accuracy(choices: [], scores: [], models: 2) == nil)
    #expect(accuracy(choices: [0], scores: [.nan, 1], models: 2) == nil)
  }
}
