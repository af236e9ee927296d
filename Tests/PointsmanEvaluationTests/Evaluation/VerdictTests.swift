import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation

@Suite("Verdict")
struct VerdictTests {
  private func verdict(_ table: OutcomeTable, _ choices: [Int]) -> Verdict {
    let results = RoutingResults(table, choosing: choices)
    let bootstrap = Bootstrap(resamples: 200)
    let pair = Evaluation.PairFigures(results, .init(weak: "a", strong: "b"), bootstrap)
    return Verdict(results, pair: pair, seed: 0, threads: 1)
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
    #expect(verdict.pValue < 1e-4)
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
    #expect(!verdict.route && verdict.gain == 0.05 && (0.3..<0.6).contains(verdict.pValue))
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

  @Test("The advice never rests on an interval that holds 0", arguments: 0..<30)
  func consistent(won: Int) throws {
    let table = outcomes(repeated((won, [1, 0]), (5, [0, 1]), (60, [0.9, 1])))
    let verdict = verdict(table, repeated((won + 5, 0), (60, 1)))
    let interval = try #require(verdict.gainInterval)
    if verdict.route { #expect(interval.low > 0) }
    #expect((verdict.pValue > 0.05) == (interval.low <= 0 && interval.high >= 0))
  }

  @Test("Five copies of a prompt are one observation: no verdict from what one repeats")
  func groups() {
    let rows = repeated((4, [1.0, 0]), (12, [0, 1]))
    let choices = repeated((4, 0), (12, 1))
    let table = outcomes(
      rows.flatMap { Array(repeating: $0, count: 5) },
      groups: (0..<80).map { "\($0 / 5)" })
    let grouped = verdict(table, choices.flatMap { Array(repeating: $0, count: 5) })
    let alone = verdict(outcomes(rows), choices)
    #expect(agree(grouped.pValue, alone.pValue) && !grouped.route)
    #expect(grouped.reason.hasSuffix("Intervals are rough: there are only 16 groups of prompts."))
    #expect(alone.reason.hasSuffix("Intervals are rough: there are only 16 prompts."))
  }

  @Test("Fewer than eight groups say nothing of others: no verdict")
  func fewGroups() {
    let table = outcomes(
      repeated((30, [1, 0]), (30, [0, 1])), groups: (0..<60).map { "\($0 / 10)" })
    let verdict = verdict(table, repeated((30, 0), (30, 1)))
    #expect(!verdict.isKnown && !verdict.route && verdict.pValue.isNaN && verdict.gainInterval == nil)
    #expect(
      verdict.reason
        == "No verdict: 6 groups of prompts say nothing of others. It takes 8 at least, and 30 for intervals that can be trusted."
    )
  }

  @Test("Near the threshold a report says why train and cross-validate can disagree; elsewhere it does not")
  func divisionNote() {
    func evaluation(won: Int, regime: Evaluation.Regime = .crossValidated, divisions: Int = 1) -> Evaluation {
      let scores = repeated((won, [1.0, 0]), (5, [0, 1]), (195 - won, [0, 1]))
      let table = outcomes(scores).selecting(rows: (0..<divisions).flatMap { _ in 0..<200 })
      let results = RoutingResults(
        table: table,
        predictions: Predictions(
          models: 2, probabilities: (0..<200 * divisions).flatMap { $0 % 200 < won + 5 ? [0.9, 0.1] : [0.1, 0.9] }),
        predictedCosts: nil, clusters: (0..<200 * divisions).map { $0 % 200 },
        divisions: FoldDivisions(count: divisions, rows: 200, folds: 5))
      let set = FeaturizedTable(table, partingDuplicates: true)
      return Evaluation(
        results, regime: regime, baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }),
        pair: nil,
        seed: 0, threads: 1)
    }
    let near = evaluation(won: 17)
    #expect(
      (0.01...0.2).contains(near.verdict.pValue) && near.text.contains("near the threshold, and another division"))
    #expect(near.html().contains("near the threshold, and another division"))
    #expect(
      evaluation(won: 17, divisions: 3).divisionNote?.contains("`train` on these outcomes divides them once") == true)
    #expect(evaluation(won: 40).divisionNote == nil && evaluation(won: 5).divisionNote == nil)
    #expect(evaluation(won: 17, regime: .heldOut).divisionNote == nil)
  }

  @Test("Advice against routing says what is excluded, and how many prompts would show a gain of 0.02")
  func excluded() throws {
    let table = outcomes(repeated((12, [1, 0]), (10, [0, 1]), (178, [0, 1])))
    let verdict = verdict(table, repeated((22, 0), (178, 1)))
    let interval = try #require(verdict.gainInterval)
    #expect(verdict.reason.contains(" A gain above \(signed(interval.high)) is excluded; about "))
    #expect(verdict.reason.hasSuffix(" prompts would show a gain of 0.02."))
  }

  @Test("One division into folds is on the border where several would find a gain")
  func borderline() {
    let table = outcomes(repeated((16, [1, 0]), (5, [0, 1]), (179, [0, 1])))
    let choices = repeated((21, 0), (179, 1))
    let plain = verdict(table, choices)
    #expect(plain.route && !plain.isBorderline)
    let predictions = RoutingResults(table, choosing: choices).predictions
    func judged(_ divisions: Int) -> Verdict {
      let results = RoutingResults(
        table: table.selecting(rows: (0..<divisions).flatMap { _ in 0..<200 }),
        predictions: Predictions(
          models: 2, probabilities: (0..<divisions).flatMap { _ in (0..<200).flatMap { predictions[$0] } }),
        predictedCosts: nil, clusters: (0..<divisions).flatMap { _ in 0..<200 },
        divisions: FoldDivisions(count: divisions, rows: 200, folds: 5))
      return Verdict(results, pair: nil, seed: 0, threads: 1)
    }
    let once = judged(1)
    #expect(!once.route && once.isBorderline && once.reason.hasPrefix("Borderline: routing scores "))
    #expect(once.gainsOfDivisions.count == 1 && agree(once.gain, plain.gain))
    let often = judged(5)
    #expect(!often.isBorderline && often.gainsOfDivisions.count == 5 && agree(often.gain, plain.gain))
    #expect(often.reason.contains(" The gain is above 0 in 5 of 5 divisions into folds."))
    #expect(often.pValue > plain.pValue && often.pValue < once.pValue)
  }
}
