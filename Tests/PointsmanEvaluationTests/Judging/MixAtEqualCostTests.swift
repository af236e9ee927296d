import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("MixAtEqualCost")
struct MixAtEqualCostTests {
  private func mix(_ table: OutcomeTable, _ choices: [Int]) -> [Double]? {
    let judged = RoutingResults(table, choosing: choices)
    let pair = Evaluation.PairFigures(judged, .init(weak: "a", strong: "b"), Bootstrap(resamples: 10))
    return MixAtEqualCost(judged, pair: pair)?.scores
  }

  @Test("By hand: the two corners around the router's cost, in the shares that cost the same")
  func byHand() throws {
    // Means (1, 0.25), (2, 0.25), (4, 0.75): b lies under the line from a to c. The router pays (1 + 1 + 4 + 4) / 4 = 2.5.
    let table = outcomes([[0, 0, 1], [0, 0, 1], [1, 0, 1], [0, 1, 0]], costs: [1, 2, 4])
    let scores = try #require(mix(table, [0, 0, 2, 2]))
    for (score, expected) in zip(scores, [0.5, 0.5, 1, 0]) { #expect(agree(score, expected)) }
  }

  @Test("A dearer model that scores less is no part of the mix: money may be left unspent")
  func dearAndWorse() throws {
    let table = outcomes([[1, 0], [1, 0], [0, 1]], costs: [1, 5])
    #expect(try #require(mix(table, [0, 1, 1])) == [1, 1, 0])
  }

  @Test("Without costs, calls to the strong model of a pair stand for cost")
  func pair() throws {
    let table = outcomes([[0, 1], [0, 1], [0, 1], [1, 1]])
    let scores = try #require(mix(table, [0, 1, 1, 1]))
    for (score, expected) in zip(scores, [0.75, 0.75, 0.75, 1]) { #expect(agree(score, expected)) }
  }

  @Test("Without costs and with three models there is no mix")
  func none() {
    #expect(mix(outcomes([[0, 1, 1], [1, 0, 0]]), [0, 1]) == nil)
  }
}
