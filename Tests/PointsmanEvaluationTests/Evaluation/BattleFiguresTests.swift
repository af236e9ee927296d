import Foundation
import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Battle figures")
struct BattleFiguresTests {
  /// Four battles of three models: a beats b, b beats c, c beats a, and a tie of a and b.
  private static let table = battleTable([("a", "b", 1, 1), ("b", "c", 1, 1), ("c", "a", 1, 1), ("a", "b", 0.5, 1)])

  private func figures(
    _ table: OutcomeTable, _ probabilities: [Double], target: RoutingTarget, folds: [Int]? = nil
  ) -> BattleFigures? {
    let results = RoutingResults(
      table: table, predictions: Predictions(models: table.models.count, probabilities: probabilities),
      predictedCosts: nil)
    return BattleFigures(
      results, target: target,
      trainingRows: BaselineTrainingRows(table, folds: folds ?? table.rows.indices.map { $0 % 2 }))
  }

  @Test("By hand: accuracy over decided battles, equal strengths half; log loss over all")
  func byHand() throws {
    // Right, wrong, alike, and a tie at odds of 3 to 1.
    let found = try #require(
      figures(
        Self.table, [0.5, 0.25, 0.1] + [0.5, 0.5, 0.75] + [0.6, 0.5, 0.6] + [0.75, 0.5, 0.5], target: .preference))
    #expect(found.battles == 4 && found.ties == 1)
    #expect(agree(found.router.accuracy, 0.5))
    // P(a beats b) = 3/4; P(b beats c) = 1/4; P(c beats a) = 1/2; 3/4 and 1/4, half each.
    let expected = -(log(0.75) + log(0.25) + log(0.5) + (log(0.75) + log(0.25)) / 2) / 4
    #expect(agree(found.router.logLoss, expected))
    #expect(found.models.map(\.battles) == [3, 3, 2] && found.models.map(\.won) == [0.5, 0.5, 0.5])
    #expect(agree(found.gain, found.router.accuracy! - found.fixed.accuracy!))
    #expect(agree(found.lossChange, found.router.logLoss! - found.fixed.logLoss!))
  }

  @Test("Odds of winner shares are their ratio; probabilities of success tell the stronger, and no odds")
  func targets() throws {
    let row = [0.6, 0.2, 0.2]
    let shares = try #require(figures(Self.table, row + row + row + row, target: .winner))
    // b and c are alike; the others a wins 3 to 1.
    #expect(agree(shares.router.logLoss, -(log(0.75) + log(0.5) + log(0.25) + (log(0.75) + log(0.25)) / 2) / 4))
    let success = try #require(figures(Self.table, row + row + row + row, target: .success))
    #expect(success.router.logLoss == nil && success.lossChange == nil)
    #expect(agree(success.router.accuracy, 0.5) && agree(shares.router.accuracy, 0.5))
  }

  @Test("Fixed strengths learn from other folds alone")
  func baseline() throws {
    // In fold 0 a always wins, in fold 1 b does: judged by the other fold, every battle is predicted wrong.
    let table = battleTable((0..<20).map { ("a", "b", $0 < 10 ? 1 : 0, 1) })
    let even = [Double](repeating: 0.5, count: 40)
    let found = try #require(figures(table, even, target: .preference, folds: (0..<20).map { $0 / 10 }))
    #expect(found.fixed.accuracy == 0 && found.router.accuracy == 0.5 && found.gain == 0.5)
    #expect(found.fixed.logLoss! > log(2) && agree(found.router.logLoss, log(2)))
  }

  @Test(
    "A router that follows the prompt beats fixed strengths, and the evaluation of many models says so in words",
    .tags(.slow))
  func evaluation() throws {
    var generator = SplitMix64(seed: 3)
    let models = ["a", "b", "c"]
    let table = OutcomeTable(
      rows: (0..<600).map { index in
        let isCode = generator.next(below: 2) == 0
        var row = OutcomeRow(
          id: "\(index)", prompt: Prompt(isCode ? "fix `loop()` in main.c \(index)" : "write a poem \(index)"))
        row.isBattle = true
        let pair = generator.shuffled(models).prefix(2).sorted()
        // On code the first letter wins, on prose the last; one battle in ten goes the other way.
        let first = (isCode ? 1.0 : 0.0)
        let score = generator.next(below: 10) == 0 ? 1 - first : first
        return (row, [pair[0]: Outcome(score: score), pair[1]: Outcome(score: 1 - score)])
      })
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.target, trainer.blocks, trainer.folds) = (.preference, [.structural], 3)
    let set = FeaturizedTable(table, partingDuplicates: true)
    let evaluation = Evaluator().evaluation(of: try trainer.fitted(to: set), on: set)
    let battles = try #require(evaluation.battles)
    #expect(battles.router.accuracy! > 0.85 && battles.fixed.accuracy! < 0.6 && battles.lossChangeInterval!.high < 0)
    #expect(evaluation.verdict.route && evaluation.verdict.gain == battles.gain)
    #expect(evaluation.text.hasPrefix("Route: the prompt tells who wins. Strengths that depend on the prompt predict"))
    #expect(evaluation.text.contains("fixed strengths (Bradley–Terry)") && !evaluation.text.contains("oracle"))
    #expect(evaluation.json["router"] == .null && evaluation.json["battles"]?["battles"] == .integer(600))
  }

  @Test("Ties alone predict nothing; without battles there are no figures")
  func degenerate() throws {
    let ties = battleTable([("a", "b", 0.5, 1), ("b", "c", 0.5, 1)])
    let found = try #require(figures(ties, [Double](repeating: 0.5, count: 6), target: .preference))
    #expect(found.gain == nil && found.router.accuracy == nil && found.pValue == nil && !found.route)
    #expect(found.reason == "Don't route: every battle is a tie, so there is nothing to predict.")
    #expect(figures(outcomes([[1, 0], [0, 1]]), [0.5, 0.5, 0.5, 0.5], target: .success) == nil)
  }
}

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
