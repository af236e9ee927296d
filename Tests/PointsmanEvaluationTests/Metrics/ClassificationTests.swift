import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

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

@Suite("Model recall, cumulative regret")
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
}

@Suite("Regret")
struct RegretTests {
  @Test("By hand: 0, ½ and, among the observed, ¼")
  func byHand() {
    let utilities = [1, 0, 0.5, 1, 0.5, .nan, 0.25, 0.5]
    #expect(regret(choices: [0, 0, 0, 0], utilities: utilities, models: 2) == 0.1875)
    #expect(regret(choice: 1, utilities: [0, -1]) == 1)
    #expect(regret(choices: [0, 1], utilities: [1, 0, 0.5, .nan], models: 2) == 0)
  }

  @Test("Never negative, 0 for the best choices, untouched by a shift", arguments: 0..<4 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let utilities = generator.coarse(60, steps: 8)
    let choices = (0..<20).map { _ in Int(generator.next(below: 3)) }
    let value = try #require(regret(choices: choices, utilities: utilities, models: 3))
    #expect((0...1).contains(value))
    #expect(agree(regret(choices: choices, utilities: utilities.map { $0 - 3 }, models: 3), value))
    let best = (0..<20).compactMap { row in (0..<3).max { utilities[row * 3 + $0] < utilities[row * 3 + $1] } }
    #expect(regret(choices: best, utilities: utilities, models: 3) == 0)
    #expect(accuracy(choices: best, scores: utilities, models: 3) == 1)
  }

  @Test("Nil when no choice was observed")
  func undefined() {
    #expect(regret(choices: [], utilities: [], models: 2) == nil)
    #expect(regret(choices: [1], utilities: [1, .nan], models: 2) == nil)
  }
}

@Suite("Confusion matrix, macro-F1 and top-k")
struct ConfusionMatrixTests {
  @Test("By hand: ties for best are right when chosen, and shared out when not; prompts alike are left out")
  func byHand() {
    // Best: a; a and b, chosen b; a and b, chosen c; all alike; c.
    let scores: [Double] = [1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1]
    let matrix = ConfusionMatrix(choices: [1, 1, 2, 0, 2], scores: scores, models: 3)
    #expect(matrix.cells == [0, 1, 0.5, 0, 1, 0.5, 0, 0, 1])
    #expect(matrix.total == 4 && matrix[best: 0, chosen: 1] == 1)
    // a: 0 of 1.5 + 0; b: 2·1/(1.5 + 2); c: 2·1/(1 + 2).
    #expect(agree(matrix.macroF1, (0 + 2 / 3.5 + 2 / 3.0) / 3))
  }

  @Test("A choice that was not observed does not count, and nothing counted has no F1")
  func missing() {
    let matrix = ConfusionMatrix(choices: [0, 1], scores: [.nan, 1, 0.5, 0.5], models: 2)
    #expect(matrix.total == 0 && matrix.macroF1 == nil)
  }

  @Test("The diagonal is the accuracy over prompts that differ", arguments: 0..<4 as Range<UInt64>)
  func diagonal(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let scores = generator.coarse(120, steps: 2)
    let choices = (0..<40).map { _ in Int(generator.next(below: 3)) }
    let matrix = ConfusionMatrix(choices: choices, scores: scores, models: 3)
    let differing = (0..<40).filter { row in Set(scores[row * 3..<row * 3 + 3]).count > 1 }
    let right = accuracy(
      choices: choices.at(differing), scores: differing.flatMap { scores[$0 * 3..<$0 * 3 + 3] }, models: 3)
    let diagonal = (0..<3).reduce(0) { $0 + matrix[best: $1, chosen: $1] }
    #expect(agree(diagonal / matrix.total, right) && agree(matrix.total, Double(differing.count)))
  }

  @Test(
    "Top-1 is the accuracy of the most probable, top-M is 1, and more k never less", arguments: 0..<4 as Range<UInt64>)
  func topK(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (probabilities, scores) = (generator.uniform(120), generator.coarse(120, steps: 2))
    let choices = (0..<40).map { row in (0..<3).max { probabilities[row * 3 + $0] < probabilities[row * 3 + $1] }! }
    let values = try (1...3).map {
      try #require(topKAccuracy($0, probabilities: probabilities, scores: scores, models: 3))
    }
    #expect(agree(values[0], accuracy(choices: choices, scores: scores, models: 3)))
    #expect(values[0] <= values[1] && values[1] <= values[2] && values[2] == 1)
  }

  @Test("By hand: top-k with a tie goes to the lower column, and a prompt without a score is left out")
  func topKByHand() {
    let scores: [Double] = [0, 1, .nan, .nan]
    #expect(topKAccuracy(1, probabilities: [0.5, 0.5, 0.1, 0.9], scores: scores, models: 2) == 0)
    #expect(topKAccuracy(2, probabilities: [0.5, 0.5, 0.1, 0.9], scores: scores, models: 2) == 1)
    #expect(topKAccuracy(1, probabilities: [0.5, 0.5], scores: [.nan, .nan], models: 2) == nil)
  }
}
