import Foundation
import Testing

@testable import Pointsman

@Suite("NeighbourIndex")
struct NeighbourIndexTests {
  /// n points of D coordinates on a coarse grid, so that many lie at one distance; scores of two models.
  private func index(rows: Int, dimensions: Int, count: Int) -> NeighbourIndex {
    let coordinates = SmallRouter.numbers(rows * dimensions, seed: 11).map { ($0 * 3).rounded() }
    let scores = SmallRouter.numbers(rows * 2, seed: 12).map { ($0 + 1) / 2 }
    let weights = SmallRouter.numbers(rows, seed: 13).map { 2 + $0 }
    return NeighbourIndex(count: count, coordinates: coordinates, scores: scores, weights: weights)
  }

  @Test(
    "The nearest are those that sorting all distances finds, the first rows among equals",
    arguments: [(1, 1, 1), (7, 2, 3), (40, 3, 8), (100, 5, 20), (64, 9, 64), (10, 2, 30)])
  func nearest(rows: Int, dimensions: Int, count: Int) {
    let index = index(rows: rows, dimensions: dimensions, count: count)
    for seed in 0..<5 {
      let point = SmallRouter.numbers(dimensions, seed: 20 + UInt64(seed)).map { ($0 * 3).rounded() }
      var distances = [Float](repeating: 0, count: rows)
      for row in 0..<rows {
        for j in 0..<dimensions {
          let difference = index.scales[j] * Float(index.coordinates[row * dimensions + j]) - point[j]
          distances[row] += difference * difference
        }
      }
      let expected = (0..<rows).sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(count)
      #expect(Set(index.nearest(to: point)) == Set(expected))
      #expect(index.nearest(to: point).count == min(rows, count))
    }
  }

  @Test("A logit is that of the neighbours' weighted mean score and two observations of the mean, worked by hand")
  func byHand() {
    // Model 0 scores 1, 0, 1 and model 1 was observed on the last row only; the point at 9 is no neighbour.
    let index = NeighbourIndex(
      count: 3, coordinates: [0, 1, 2, 9], scores: [1, .nan, 0, .nan, 1, 0.5, 0, 1], weights: [1, 2, 1, 4])
    let logits = index.logits(at: [1])
    // s̄_0 = (2 + ½) / (8 + 1); neighbours: 2 hits in a weight of 4.
    let first: Double = (2 + 2 * 2.5 / 9) / (4 + 2)
    // s̄_1 = (4.5 + ½) / (5 + 1); neighbours: half a hit in a weight of 1.
    let second: Double = (0.5 + 2 * 5 / 6) / (1 + 2)
    #expect(abs(Double(logits[0]) - log(first / (1 - first))) < 1e-4)
    #expect(abs(Double(logits[1]) - log(second / (1 - second))) < 1e-4)
  }

  @Test("A row of weight 2 counts as the row twice, and a model that is never observed keeps an even mean")
  func weights() {
    let twice = NeighbourIndex(
      count: 3, coordinates: [0, 0, 5], scores: [1, .nan, 1, .nan, 0, .nan], weights: [1, 1, 1])
    let heavy = NeighbourIndex(count: 2, coordinates: [0, 5], scores: [1, .nan, 0, .nan], weights: [2, 1])
    let (a, b) = (twice.logits(at: [0]), heavy.logits(at: [0]))
    #expect(abs(a[0] - b[0]) < 1e-6)
    #expect(abs(a[1]) < 1e-6 && abs(b[1]) < 1e-6)
  }

  @Test("Beside weights of millions what is sure stays finite, too")
  func heavyWeights() {
    let index = NeighbourIndex(count: 1, coordinates: [0, 1], scores: [1, 0, 1, 0], weights: [1e9, 1e9])
    let logits = index.logits(at: [0])
    #expect(logits[0].isFinite && logits[0] > 10)
    #expect(logits[1].isFinite && logits[1] < -10)
  }

  @Test("Scores all 1 or all 0 give a finite logit of the right sign")
  func extremes() {
    let ones = [Float](repeating: 1, count: 50)
    let scores = (0..<100).map { Float(1 - $0 % 2) }
    let index = NeighbourIndex(count: 50, coordinates: ones.indices.map(Float.init), scores: scores, weights: ones)
    let logits = index.logits(at: [3])
    #expect(logits[0] > 3 && logits[0].isFinite && logits[1] < -3 && logits[1].isFinite)
  }

  @Test("Shapes that disagree, no neighbour, and numbers out of range are refused")
  func refusals() {
    func index(
      count: Int = 1, coordinates: [Int16] = [1, 2], scales: [Float] = [1], scores: [Int16] = [0, -1],
      weights: [Float] = [1, 1]
    ) -> NeighbourIndex? {
      NeighbourIndex(
        count: count, models: 1, dimensions: 1, coordinates: coordinates, scales: scales, scores: scores,
        weights: weights)
    }
    #expect(index() != nil)
    #expect(index(count: 0) == nil)
    #expect(index(coordinates: [1]) == nil)
    #expect(index(scales: [.nan]) == nil)
    #expect(index(scales: [1, 1]) == nil)
    #expect(index(scores: [0]) == nil)
    #expect(index(scores: [0, -2]) == nil)
    #expect(index(weights: [1, -1]) == nil)
    #expect(index(weights: [1, .infinity]) == nil)
  }
}
