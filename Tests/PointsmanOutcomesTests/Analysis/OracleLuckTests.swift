import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanSupport

@Suite("OracleLuck")
struct OracleLuckTests {
  private func table(_ scores: [[Double]], runs: Double? = nil, weights: [Double]? = nil) -> OutcomeTable {
    OutcomeTable(
      rows: scores.enumerated().map { row, scores in
        let cells = scores.enumerated().map { model, score in
          var outcome = Outcome(score: score)
          outcome.repeats = runs
          return ("m\(model)", outcome)
        }
        let entry = OutcomeRow(id: "\(row)", prompt: Prompt("p \(row)"), weight: weights?[row] ?? 1)
        return (entry, Dictionary(uniqueKeysWithValues: cells))
      })
  }

  private func luck(_ table: OutcomeTable) -> OracleLuck { OracleLuck(table, rows: Array(table.rows.indices)) }

  @Test("By hand: two models right on one half and on three quarters, shuffled, are both wrong on an eighth")
  func shuffled() throws {
    let scores = [[1, 1], [0, 0], [1, 1], [0, 1.0]]
    #expect(abs(try #require(luck(table(scores)).shuffled) - 0.875) < 1e-12)
    // Fractions: the best of {0, ½} and {½, 1}, each pair equally likely: ½, 1, ½, 1.
    #expect(abs(try #require(luck(table([[0, 0.5], [0.5, 1]])).shuffled) - 0.75) < 1e-12)
    // A weight of 3 is three rows.
    let weighted = try #require(luck(table([[1, 0], [0, 1]], weights: [3, 1])).shuffled)
    let repeated = try #require(luck(table([[1, 0], [1, 0], [1, 0], [0, 1]])).shuffled)
    #expect(abs(weighted - repeated) < 1e-12)
  }

  @Test("Equal models whose runs are luck gain nothing on the other half; a model that is better there keeps its gain")
  func splitRuns() throws {
    var generator = SplitMix64(seed: 1)
    func runs(_ chance: UInt64) -> Double { Double((0..<8).count { _ in generator.next(below: 10) < chance }) / 8 }
    let equal = table((0..<400).map { _ in (0..<4).map { _ in runs(7) } }, runs: 8)
    let luck = luck(equal)
    #expect(abs(try #require(luck.splitRuns) - 0.7) < 0.03)
    #expect(try #require(luck.shuffled) > 0.85)
    // Even prompts suit the first model, odd ones the second.
    let skilled = table((0..<400).map { [runs($0 % 2 == 0 ? 9 : 4), runs($0 % 2 == 0 ? 4 : 9)] }, runs: 8)
    let kept = try #require(self.luck(skilled).splitRuns)
    #expect(kept > 0.85 && kept < 0.91)
  }

  @Test("Single runs, and means that runs of 0 and 1 cannot have, have no halves; without rows there is nothing")
  func edges() {
    #expect(luck(table([[1, 0], [0, 1]])).splitRuns == nil)
    #expect(luck(table([[1, 0], [0, 1]], runs: 1)).splitRuns == nil)
    #expect(luck(table([[0.3, 0], [0, 1]], runs: 4)).splitRuns == nil)
    #expect(luck(table([[0.3, 0], [0, 1]], runs: 1e18)).splitRuns == 0.65)
    #expect(OracleLuck(table([[1, 0]]), rows: []).shuffled == nil)
  }
}
