import Foundation
import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

/// A table of battles: who met, the first one's share of the win, and the row's weight.
func battleTable(_ battles: [(a: String, b: String, score: Double, weight: Double)]) -> OutcomeTable {
  OutcomeTable(
    rows: battles.enumerated().map { index, battle in
      var row = OutcomeRow(id: "\(index)", prompt: Prompt("prompt \(index)"), weight: battle.weight)
      row.isBattle = true
      return (row, [battle.a: Outcome(score: battle.score), battle.b: Outcome(score: 1 - battle.score)])
    })
}

@Suite("Fixed strengths")
struct FixedStrengthsTests {
  /// scikit-learn's logistic regression on the same battles; Golden/make_battles_golden.py makes it.
  private struct Golden: Decodable {
    /// The two models, the first one's score, and the weight.
    let battles: [[Double]]
    let known, fitted: [Double]
  }

  @Test("They are those of scikit-learn's logistic regression, and near the strengths that the battles were drawn from")
  func golden() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden/battles.json")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: path))
    let table = battleTable(golden.battles.map { ("m\(Int($0[0]))", "m\(Int($0[1]))", $0[2], $0[3]) })
    let strengths = FixedStrengths(table, rows: table.rows.indices).strengths
    #expect(strengths.count == golden.fitted.count && strengths.count > 2)
    #expect(zip(strengths, golden.fitted).allSatisfy { abs($0 - $1) < 1e-5 })
    // A tie in seven draws strengths together; their differences keep their sign and order.
    let order = strengths.indices.sorted { strengths[$0] > strengths[$1] }
    #expect(order == golden.known.indices.sorted { golden.known[$0] > golden.known[$1] })
  }

  @Test("By hand: three wins to one, beside a tie of each with the imaginary model")
  func byHand() {
    let table = battleTable([("a", "b", 1, 3), ("a", "b", 0, 1)])
    let strengths = FixedStrengths(table, rows: table.rows.indices).strengths
    // By symmetry s_a = −s_b = s, where 4 σ(2 s) + σ(s) = 3.5: a's wins are what is expected of it.
    let s = strengths[0]
    #expect(abs(strengths[1] + s) < 1e-7)
    #expect(abs(4 / (1 + exp(-2 * s)) + 1 / (1 + exp(-s)) - 3.5) < 1e-7)
  }

  @Test("A model that won all its battles has a finite strength; rows that are no battle do not count")
  func finite() {
    let won = battleTable((0..<20).map { _ in ("a", "b", 1.0, 1.0) })
    let strengths = FixedStrengths(won, rows: won.rows.indices).strengths
    #expect(strengths[0] > 1 && strengths[0].isFinite && strengths[1] < -1)
    let plain = OutcomeTable(
      rows: [(OutcomeRow(id: "1", prompt: Prompt("x")), ["a": Outcome(score: 1), "b": Outcome(score: 0)])])
    #expect(FixedStrengths(plain, rows: [0]).strengths.allSatisfy { abs($0) < 1e-8 })
  }
}
