import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Area under the ROC curve")
struct AreaUnderROCTests {
  @Test("By hand: three of six pairs in order and one tied make 3½ / 6")
  func byHand() {
    let area = areaUnderROC(scores: [0.9, 0.6, 0.6, 0.5, 0.1], labels: [1, 0, 1, 0, 1])
    // 0.9 beats two negatives, 0.6 ties with one and beats one, 0.1 beats none: (2 + 1½ + 0) / 6.
    #expect(agree(area, 3.5 / 6))
  }

  @Test("Perfect, reversed and constant scores give 1, 0 and ½")
  func extremes() {
    #expect(areaUnderROC(scores: [1, 2, 3], labels: [0, 0, 1]) == 1)
    #expect(areaUnderROC(scores: [3, 2, 1], labels: [0, 0, 1]) == 0)
    #expect(areaUnderROC(scores: [7, 7, 7], labels: [0, 0.5, 1]) == 0.5)
  }

  @Test("Undefined when a class has no weight", arguments: [[], [0, 0], [1, 1]] as [[Double]])
  func undefined(labels: [Double]) {
    #expect(areaUnderROC(scores: labels, labels: labels) == nil)
    #expect(areaUnderROC(scores: [1, 2], labels: [0, 1], weights: [1, 0]) == nil)
  }

  @Test("Keeps to [0, 1]; order, monotone maps and turned labels behave", arguments: 0..<8 as Range<UInt64>)
  func invariances(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let scores = generator.coarse(40, steps: 12)
    let labels = generator.coarse(40, steps: 4)
    let weights = generator.coarse(40, steps: 3)
    let area = try #require(areaUnderROC(scores: scores, labels: labels, weights: weights))
    #expect((0...1).contains(area))
    let order = generator.permutation(40)
    let shuffled = areaUnderROC(scores: scores.at(order), labels: labels.at(order), weights: weights.at(order))
    #expect(agree(shuffled, area))
    let cubed = scores.map { $0 * $0 * $0 - 4 }
    #expect(areaUnderROC(scores: cubed, labels: labels, weights: weights) == area)
    let turned = areaUnderROC(scores: scores, labels: labels.map { 1 - $0 }, weights: weights)
    #expect(agree(turned, 1 - area))
  }

  @Test("Weight 2 is the row twice, weight 0 no row")
  func weightsAreRepetitions() {
    var generator = SplitMix64(seed: 9)
    let scores = generator.coarse(30, steps: 9)
    let labels = generator.coarse(30, steps: 2)
    let weights = generator.coarse(30, steps: 3).map { $0 * 3 }
    let weighted = areaUnderROC(scores: scores, labels: labels, weights: weights)
    #expect(agree(weighted, areaUnderROC(scores: scores.repeated(weights), labels: labels.repeated(weights))))
  }
}

@Suite("TieBlocks")
struct TieBlocksTests {
  @Test("Equal keys share a block, rows in their own order")
  func blocks() {
    let ties = TieBlocks(ascending: [2, 1, 2, 3, 1])
    #expect(ties.order == [1, 4, 0, 2, 3])
    #expect(ties.blocks == [0..<2, 2..<4, 4..<5])
    let falling = TieBlocks(descending: [2, 1, 2, 3, 1])
    #expect(falling.order == [3, 0, 2, 1, 4])
    #expect(falling.blocks == [0..<1, 1..<3, 3..<5])
  }

  @Test("Minus zero ties with zero, and no keys make no blocks")
  func edges() {
    #expect(TieBlocks(ascending: [0, -0.0]).blocks == [0..<2])
    #expect(TieBlocks(ascending: []).blocks.isEmpty)
  }
}
