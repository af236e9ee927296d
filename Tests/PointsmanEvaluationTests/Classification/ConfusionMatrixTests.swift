import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

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
