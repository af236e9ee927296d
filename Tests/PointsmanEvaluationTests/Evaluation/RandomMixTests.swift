import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Random mix")
struct RandomMixTests {
  private func lead(_ table: OutcomeTable, _ choices: [Int], seed: UInt64 = 0) -> LeadOverMix? {
    let results = RoutingResults(table, choosing: choices)
    let pair = Evaluation.PairFigures(results, .init(weak: "a", strong: "b"), Bootstrap(resamples: 10))
    return LeadOverMix(results, pair: pair, seed: seed, threads: 2)
  }

  @Test("By hand: the two corners around the router's cost, in the shares that cost the same")
  func byHand() throws {
    // Means (1, 0.25), (2, 0.25), (4, 0.75): b lies under the line from a to c. The router pays (1 + 1 + 4 + 4) / 4 = 2.5,
    // for which the mix scores 0.5. The router scores (0 + 0 + 1 + 0) / 4.
    let table = outcomes([[0, 0, 1], [0, 0, 1], [1, 0, 1], [0, 1, 0]], costs: [1, 2, 4])
    #expect(agree(try #require(lead(table, [0, 0, 2, 2])).value, -0.25))
  }

  @Test("Below the cheapest model the mix is that model; a more expensive model that scores less is no part of it")
  func ends() {
    let mix = RandomMix(singles: [.init(cost: 1, score: 0.6), .init(cost: 5, score: 0.3), .init(cost: 3, score: 0.8)])
    #expect(mix.score(at: 0.5) == 0.6 && mix.score(at: 1) == 0.6)
    #expect(agree(mix.score(at: 2), 0.7) && mix.score(at: 3) == 0.8 && mix.score(at: 9) == 0.8)
  }

  @Test("Without costs, calls to the strong model of a pair stand for cost; of three models there is no mix")
  func pair() throws {
    // A quarter of a's 0.25 and three quarters of b's 1, against 1.
    let table = outcomes([[0, 1], [0, 1], [0, 1], [1, 1]])
    #expect(agree(try #require(lead(table, [1, 1, 1, 0])).value, 0.1875))
    #expect(lead(outcomes([[0, 1, 1], [1, 0, 0]]), [0, 1]) == nil)
  }

  @Test("Choices that know the outcomes are far ahead of their permutations, either way")
  func power() throws {
    let table = outcomes((0..<60).map { $0 % 2 == 0 ? [1, 0] : [0, 1] }, costs: [1, 2])
    #expect(try #require(lead(table, (0..<60).map { $0 % 2 })).pValue == 0.002)
    let worst = try #require(lead(table, (0..<60).map { 1 - $0 % 2 }))
    #expect(worst.value == -0.5 && worst.pValue == 0.002)
  }

  @Test("One prompt diverted at random is not evidence, though the best model wins there", arguments: [1, 3])
  func diverted(count: Int) throws {
    // The strong model is clearly better, and most prompts are ties.
    var generator = SplitMix64(seed: 3)
    let table = outcomes(
      (0..<200).map { _ in
        switch generator.uniform() {
        case ..<0.7: [1, 1]
        case ..<0.91: [0, 1]
        default: [1, 0]
        }
      })
    let found = (0..<60).count { _ in
      let diverted = Set(generator.shuffled(Array(0..<200)).prefix(count))
      let lead = lead(table, (0..<200).map { diverted.contains($0) ? 0 : 1 }, seed: generator.next())
      return lead.map { $0.value > 0 && $0.pValue <= 0.05 } ?? false
    }
    #expect(found <= 5)
  }

  @Test("Groups are assigned whole: choices by group that follow chance are not taken for knowledge")
  func groups() throws {
    var generator = SplitMix64(seed: 5)
    let found = (0..<60).count { _ in
      let groups = (0..<30).map { _ in (score: generator.uniform() < 0.5, choice: generator.uniform() < 0.5) }
      let table = OutcomeTable(
        rows: (0..<150).map { row in
          let isWon = groups[row / 5].score
          return (
            OutcomeRow(id: "\(row)", prompt: Prompt("p \(row)"), group: "\(row / 5)"),
            ["a": Outcome(score: isWon ? 0 : 1, cost: 1), "b": Outcome(score: isWon ? 1 : 0, cost: 2)]
          )
        })
      return lead(table, (0..<150).map { groups[$0 / 5].choice ? 1 : 0 }, seed: generator.next())!.pValue <= 0.05
    }
    #expect(found <= 8)
  }
}
