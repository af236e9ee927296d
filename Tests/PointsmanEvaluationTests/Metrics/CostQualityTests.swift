import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Cost–quality point")
struct CostQualityPointTests {
  @Test("By hand: each model's means")
  func singles() {
    let points = CostQualityPoint.singles(scores: [0, 1, 1, 0.5], costs: [1, 4, 3, 8], models: 2)
    #expect(points == [CostQualityPoint(cost: 2, score: 0.5), CostQualityPoint(cost: 6, score: 0.75)])
    #expect(CostQualityPoint.singles(scores: [], costs: [], models: 2).isEmpty)
  }
}

@Suite("Upper hull")
struct UpperHullTests {
  private static func points(_ pairs: [(Double, Double)]) -> [CostQualityPoint] {
    pairs.map { CostQualityPoint(cost: $0, score: $1) }
  }

  /// Corners (1, 0.2), (2, 0.6), (4, 0.8), (5, 0.5); the rest lie on the hull, under it, or twice.
  private let hull = UpperHull(
    of: points([(4, 0.8), (1, 0.2), (3, 0.7), (5, 0.5), (2, 0.6), (3, 0.4), (1, 0.1), (2, 0.6)]))

  @Test("By hand: corners, and what a cost buys")
  func byHand() {
    #expect(hull.vertices == Self.points([(1, 0.2), (2, 0.6), (4, 0.8), (5, 0.5)]))
    #expect(hull.score(at: 0.9) == nil)
    #expect(agree(hull.score(at: 1), 0.2))
    #expect(agree(hull.score(at: 1.5), 0.4))
    #expect(agree(hull.score(at: 3), 0.7))
    #expect(agree(hull.score(at: 9), 0.5))
  }

  @Test("By hand: areas", arguments: [(1, 2, 0.4), (0, 1, 0), (0, 2, 0.4), (1.5, 3, 0.9), (4, 7, 1.65), (6, 7, 0.5)])
  func areas(low: Double, high: Double, area: Double) {
    #expect(agree(hull.area(from: low, to: high), area))
  }

  @Test("By hand: the non-decreasing hull stops at its highest corner, the cheapest of equals")
  func nonDecreasing() {
    #expect(hull.nonDecreasing.vertices == Self.points([(1, 0.2), (2, 0.6), (4, 0.8)]))
    #expect(hull.nonDecreasing.score(at: 9) == 0.8)
    #expect(UpperHull(of: Self.points([(1, 0.5), (2, 0.5), (3, 0.1)])).nonDecreasing.vertices.count == 1)
  }

  @Test("No points and one point")
  func edges() {
    #expect(UpperHull(of: []).nonDecreasing.area(from: 0, to: 1) == 0)
    #expect(UpperHull(of: []).score(at: 0) == nil)
    #expect(UpperHull(of: Self.points([(1, 0.5)])).area(from: 0, to: 3) == 1)
  }

  @Test("Lies above every point and every mix of two, on points alone", arguments: 0..<6 as Range<UInt64>)
  func envelope(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let points = zip(generator.coarse(25, steps: 9), generator.coarse(25, steps: 9))
      .map { CostQualityPoint(cost: $0, score: $1) }
    let hull = UpperHull(of: points)
    let level = hull.nonDecreasing
    #expect(hull.vertices.allSatisfy(points.contains))
    for left in points {
      for right in points {
        let cost = (left.cost + right.cost) / 2
        let score = (left.score + right.score) / 2
        #expect(try #require(hull.score(at: cost)) >= score - 1e-12)
        #expect(try #require(level.score(at: cost)) >= score - 1e-12)
      }
    }
    let slopes = zip(hull.vertices, hull.vertices.dropFirst()).map(UpperHull.slope)
    #expect(zip(slopes, slopes.dropFirst()).allSatisfy(>))
    let whole = hull.area(from: 0, to: 1.5)
    #expect(agree(hull.area(from: 0, to: 0.37) + hull.area(from: 0.37, to: 1.5), whole))
  }
}

@Suite("AIQ")
struct AIQTests {
  private let singles = [CostQualityPoint(cost: 1, score: 0.4), CostQualityPoint(cost: 3, score: 0.8)]

  @Test("By hand: a router half way from the mix to the oracle")
  func byHand() throws {
    let router = [
      CostQualityPoint(cost: 1, score: 0.4), CostQualityPoint(cost: 2, score: 0.8),
      CostQualityPoint(cost: 3, score: 0.8),
    ]
    let oracle = [CostQualityPoint(cost: 1, score: 0.8)]
    let aiq = try #require(AIQ(router: router, oracle: oracle, singles: singles))
    #expect(agree(aiq.zero, 0.6) && agree(aiq.router, 0.7) && agree(aiq.oracle, 0.8))
    #expect(agree(aiq.gapClosed, 0.5))
  }

  @Test("What lies left of the cheapest model does not count; a router too expensive for a cost scores 0 there")
  func ends() throws {
    let cheap = [CostQualityPoint(cost: 0, score: 0.5)]
    let dear = [CostQualityPoint(cost: 2, score: 0.5)]
    #expect(AIQ(router: cheap, oracle: cheap, singles: singles)?.router == 0.5)
    #expect(AIQ(router: dear, oracle: dear, singles: singles)?.router == 0.25)
  }

  @Test("Undefined when all models cost the same; no gap when an oracle gains nothing")
  func undefined() throws {
    #expect(AIQ(router: singles, oracle: singles, singles: [singles[0], singles[0]]) == nil)
    #expect(AIQ(router: [], oracle: [], singles: []) == nil)
    let aiq = try #require(AIQ(router: singles, oracle: singles, singles: singles))
    #expect(aiq.gapClosed == nil)
    #expect(agree(aiq.router, aiq.zero))
  }

  @Test("No router beats the oracle, and the unit of cost does not matter", arguments: 0..<6 as Range<UInt64>)
  func bounds(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let probabilities = generator.uniform(90)
    let scores = generator.coarse(90, steps: 2)
    let costs = zip(generator.uniform(90), 0..<90).map { $0 + Double($1 % 3) }
    func measured(unit: Double) throws -> AIQ {
      let costs = costs.map { $0 * unit }
      let sweep = RouterSweep(
        probabilities: probabilities, predictedCosts: costs, actualScores: scores, actualCosts: costs, models: 3)
      let oracle = RouterSweep.oracle(scores: scores, costs: costs, models: 3)
      let singles = CostQualityPoint.singles(scores: scores, costs: costs, models: 3)
      return try #require(AIQ(router: sweep.points, oracle: oracle.points, singles: singles))
    }
    let aiq = try measured(unit: 1)
    #expect(aiq.oracle >= aiq.router && aiq.oracle >= aiq.zero && aiq.router >= 0 && aiq.oracle <= 1)
    #expect(agree(try measured(unit: 1e-4).gapClosed, aiq.gapClosed))
  }
}
