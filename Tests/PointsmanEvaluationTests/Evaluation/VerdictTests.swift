import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("Verdict")
struct VerdictTests {
  private func verdict(_ table: OutcomeTable, _ choices: [Int]) -> Verdict {
    let results = RoutingResults(table, choosing: choices)
    let bootstrap = Bootstrap(resamples: 200)
    let pair = Evaluation.PairFigures(results, .init(weak: "a", strong: "b"), bootstrap)
    return Verdict(results, pair: pair, bootstrap)
  }

  private func repeated<Value>(_ parts: (count: Int, value: Value)...) -> [Value] {
    parts.flatMap { Array(repeating: $0.value, count: $0.count) }
  }

  @Test("A clear gain over either model alone: route")
  func gain() {
    let table = outcomes(repeated((20, [1, 0]), (20, [0, 1])), costs: [1, 2])
    let verdict = verdict(table, repeated((20, 0), (20, 1)))
    #expect(verdict.route)
    #expect(verdict.gain == 0.5 && verdict.gainOverMix == 0.5)
    // 20 prompts won, none lost: 2 / 2²⁰.
    #expect(verdict.pValue == 0x1p-19)
    #expect(
      verdict.reason.hasPrefix(
        "Route: it sends 50 % of prompts to a, 50 % to b and scores 1.000 against 0.500 for a alone"))
    #expect(verdict.reason.contains("at 150 % of its cost."))
  }

  @Test("The best single model chosen for every prompt: don't route")
  func alwaysBest() {
    let table = outcomes(repeated((10, [1, 0]), (30, [0, 1])))
    let verdict = verdict(table, repeated((40, 1)))
    #expect(!verdict.route && verdict.gain == 0 && verdict.pValue == 1)
    #expect(verdict.reason == "Don't route; always use b. The router would send it every prompt anyway.")
  }

  @Test("A loss: don't route, and by how much it fell short")
  func loss() {
    let table = outcomes(repeated((10, [1, 0]), (30, [0, 1])))
    let verdict = verdict(table, repeated((10, 1), (10, 1), (20, 0)))
    #expect(!verdict.route && verdict.gain == -0.5)
    #expect(verdict.reason.hasPrefix("Don't route; always use b. Routing scores 0.250 against its 0.750, 0.500 short"))
  }

  @Test("A gain on two prompts may be chance: don't route")
  func chance() {
    let table = outcomes(repeated((2, [1, 0]), (38, [0, 1])))
    let verdict = verdict(table, repeated((2, 0), (38, 1)))
    #expect(!verdict.route && verdict.gain == 0.05 && verdict.pValue == 0.5)
    #expect(verdict.reason.contains("which may be chance"))
  }

  @Test("Better than a random mix at its cost, not better than the best single: don't route, but it can save")
  func beatsMixOnly() throws {
    let table = outcomes(repeated((40, [1, 1]), (40, [0, 1]), (20, [0, 0])), costs: [1, 10])
    let verdict = verdict(table, repeated((40, 0), (60, 1)))
    #expect(!verdict.route && verdict.gain == 0)
    // At 0.4 · 1 + 0.6 · 10 the mix scores 0.4 · 0.4 + 0.6 · 0.8 = 0.64, the router 0.8.
    #expect(agree(verdict.gainOverMix, 0.16))
    #expect(try #require(verdict.pValueOverMix) < 0.01)
    #expect(verdict.reason.contains("exactly what it does"))
    #expect(verdict.reason.contains("it is +0.160 (p"))
    #expect(verdict.reason.contains("ahead of a random mix of models at the same cost"))
    #expect(verdict.reason.contains("at 64 % of its cost"))
  }

  @Test("Three models and no costs: the best single model alone is the bar, and there is no mix")
  func noNotionOfCost() {
    let table = outcomes(repeated((20, [1, 0, 0]), (20, [0, 1, 0]), (10, [0, 0, 1])))
    let verdict = verdict(table, repeated((20, 0), (20, 1), (10, 2)))
    #expect(verdict.route && verdict.gainOverMix == nil && verdict.pValueOverMix == nil)
  }
}

@Suite("Mix at equal cost")
struct MixAtEqualCostTests {
  private func mix(_ table: OutcomeTable, _ choices: [Int]) -> [Double]? {
    let results = RoutingResults(table, choosing: choices)
    let pair = Evaluation.PairFigures(results, .init(weak: "a", strong: "b"), Bootstrap(resamples: 10))
    return results.mixAtEqualCost(pair)
  }

  @Test("By hand: the two corners around the router's cost, in the shares that cost the same")
  func byHand() throws {
    // Means (1, 0.25), (2, 0.25), (4, 0.75): b lies under the line from a to c. The router pays (1 + 1 + 4 + 4) / 4 = 2.5.
    let table = outcomes([[0, 0, 1], [0, 0, 1], [1, 0, 1], [0, 1, 0]], costs: [1, 2, 4])
    let scores = try #require(mix(table, [0, 0, 2, 2]))
    #expect(scores.count == 4)
    for (score, expected) in zip(scores, [0.5, 0.5, 1, 0]) { #expect(agree(score, expected)) }
  }

  @Test("A more expensive model that scores less is no part of the mix: money may be left unspent")
  func dearAndWorse() throws {
    let table = outcomes([[1, 0], [1, 0], [0, 1]], costs: [1, 5])
    #expect(try #require(mix(table, [0, 1, 1])) == [1, 1, 0])
  }

  @Test("Without costs, calls to the strong model of a pair stand for cost")
  func pair() throws {
    let table = outcomes([[0, 1], [0, 1], [0, 1], [1, 1]])
    let scores = try #require(mix(table, [0, 1, 1, 1]))
    #expect(scores.count == 4)
    for (score, expected) in zip(scores, [0.75, 0.75, 0.75, 1]) { #expect(agree(score, expected)) }
  }

  @Test("Without costs and with three models there is no mix")
  func none() {
    #expect(mix(outcomes([[0, 1, 1], [1, 0, 0]]), [0, 1]) == nil)
  }
}
