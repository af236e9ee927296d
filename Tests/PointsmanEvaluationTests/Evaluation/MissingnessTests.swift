import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Outcomes that are missing not at random")
struct MissingnessTests {
  /// A cheap and a strong model on easy and hard prompts. The strong one is run with a probability that depends on the cheap one.
  private func outcomes(
    rows: Int = 600, seed: UInt64 = 1, propensities: Bool = false, runs: (_ isSolved: Bool) -> Double
  ) -> (table: OutcomeTable, whole: OutcomeTable) {
    var generator = SplitMix64(seed: seed)
    var (part, whole) = ([(OutcomeRow, [String: Outcome])](), [(OutcomeRow, [String: Outcome])]())
    for row in 0..<rows {
      let isHard = generator.uniform() < 0.5
      let cheap = generator.uniform() < (isHard ? 0.3 : 0.9) ? 1.0 : 0
      let strong = generator.uniform() < (isHard ? 0.6 : 0.95) ? 1.0 : 0
      let chance = runs(cheap == 1)
      let entry = OutcomeRow(id: "\(row)", prompt: Prompt("prompt \(row)"), category: isHard ? "hard" : "easy")
      var outcomes = ["cheap": Outcome(score: cheap), "strong": Outcome(score: strong)]
      if propensities {
        outcomes["cheap"]?.propensity = 1
        outcomes["strong"]?.propensity = chance
      }
      whole.append((entry, outcomes))
      if generator.uniform() >= chance { outcomes["strong"] = nil }
      part.append((entry, outcomes))
    }
    return (OutcomeTable(rows: part), OutcomeTable(rows: whole))
  }

  /// Every prompt goes to the strong model where it is hard; probabilities are off by a tenth.
  private func results(_ table: OutcomeTable) -> RoutingResults {
    RoutingResults(
      table: table,
      predictions: Predictions(
        models: 2, probabilities: table.rows.flatMap { $0.category == "hard" ? [0.4, 0.5] : [0.9, 0.8] }),
      predictedCosts: nil)
  }

  @Test("A cascade's log is found, with the shares that show it")
  func cascade() throws {
    let table = outcomes { $0 ? 0.1 : 1 }.table
    let missingness = try #require(Missingness(table))
    let found = try #require(missingness.dependent.first)
    #expect(found.model == "strong" && missingness.dependent.count == 1)
    #expect(found.observedWhereOthersFail == 1 && (0.05...0.15).contains(found.observedWhereOthersSucceed))
    #expect(
      missingness.sentences[0].hasPrefix(
        "Outcomes of strong are missing not at random: it was run on 100 % of the prompts"))
    #expect(missingness.sentences[0].hasSuffix("as its \"propensity\"."))
  }

  @Test(
    "Outcomes missing at random, one model a prompt, or none missing: nothing is said",
    arguments: 0..<20 as Range<UInt64>)
  func atRandom(seed: UInt64) {
    #expect(Missingness(outcomes(rows: 200, seed: seed) { _ in 0.4 }.table) == nil)
    #expect(Missingness(outcomes(rows: 50, seed: seed) { _ in 1 }.table) == nil)
  }

  @Test("With propensities all prompts are judged, and estimates are near the whole truth")
  func doublyRobust() throws {
    var (errors, naive) = (0.0, 0.0)
    for seed in 0..<20 as Range<UInt64> {
      let (table, whole) = outcomes(seed: seed, propensities: true) { $0 ? 0.1 : 1 }
      let (estimated, truth) = (results(table), results(whole))
      #expect(estimated.isDoublyRobust && !truth.isDoublyRobust && estimated.complete.count == 600)
      errors += estimated.average(estimated.scores(of: 1)) - truth.average(truth.scores(of: 1))
      let complete = table.rows.indices.filter { table.isComplete(row: $0) }
      naive += mean(complete.map { table.score(row: $0, model: 1) ?? 0 }) - truth.average(truth.scores(of: 1))
    }
    #expect(abs(errors / 20) < 0.02 && naive / 20 < -0.1)
  }

  @Test("By hand: forecasts, and the errors of the observed over their propensities")
  func byHand() {
    var seen = Outcome(score: 1)
    seen.propensity = 0.25
    let table = OutcomeTable(
      rows: [(OutcomeRow(prompt: Prompt("x")), ["a": seen]), (OutcomeRow(prompt: Prompt("y")), ["b": seen])])
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: [0.6, 0.5, 0.3, 0.8]), predictedCosts: nil)
    #expect(results.scores.count == 4)
    for (score, expected) in zip(results.scores, [0.6 + 0.4 / 0.25, 0.5, 0.3, 0.8 + 0.2 / 0.25]) {
      #expect(agree(score, expected))
    }
  }

  @Test("Prompts on which a model could never be run are said, and so are propensities that are too small")
  func positivity() throws {
    // Never run where the cheap one succeeds; the propensity of what was run is 1.
    let never = try #require(Missingness(outcomes(propensities: true) { $0 ? 0 : 1 }.table.withoutImpossible))
    #expect(never.uncovered.map(\.model) == ["strong"])
    #expect(never.sentences.last?.contains("it could never be run") == true)
    let fair = Missingness(outcomes(propensities: true) { $0 ? 0.5 : 1 }.table)
    #expect(fair?.uncovered.isEmpty ?? true)
  }

  @Test("The cost of choices is estimated as their score is; one that is not known of what was observed leaves it open")
  func costs() throws {
    func figures(_ cost: (_ row: Int, _ model: String) -> Double?) -> Evaluation {
      let table = outcomes(rows: 400, propensities: true) { $0 ? 0.25 : 1 }.table
      let priced = OutcomeTable(
        rows: table.rows.indices.map { row in
          var cells: [String: Outcome] = [:]
          for (model, name) in table.models.enumerated() {
            guard var outcome = table.outcome(row: row, model: model) else { continue }
            outcome.cost = cost(row, name)
            cells[name] = outcome
          }
          return (table.rows[row], cells)
        })
      return Evaluation(
        results(priced), regime: .heldOut,
        baselines: BaselineTrainingRows(FeaturizedTable(priced), folds: priced.rows.indices.map { $0 % 4 }), pair: nil,
        seed: 0, threads: 1)
    }
    // Hard prompts cost twice as much, and those go to the strong model.
    let table = outcomes(rows: 400, propensities: true) { $0 ? 0.25 : 1 }.whole
    func cost(_ row: Int, _ model: String) -> Double {
      (model == "strong" ? 10 : 1) * (table.rows[row].category == "hard" ? 2 : 1)
    }
    let truth = mean(table.rows.indices.map { cost($0, table.rows[$0].category == "hard" ? "strong" : "cheap") })
    let known = figures { cost($0, $1) }
    #expect(abs(try #require(known.router.cost) / truth - 1) < 0.1)
    #expect(known.text.contains("cost of the choices is estimated") && known.operating == nil && known.price == nil)
    let open = figures { row, model in row == 0 ? nil : cost(row, model) }
    #expect(open.router.cost == nil && open.text.contains("record no cost") && open.json["router"]?["cost"] == .null)
    #expect(!figures { _, _ in nil }.text.contains("record no cost"))
  }

  @Test("Figures of an evaluation are all there or unknown, in every form")
  func evaluation() throws {
    let (table, _) = outcomes(propensities: true) { $0 ? 0.2 : 1 }
    let set = FeaturizedTable(table)
    let evaluation = Evaluation(
      results(table), regime: .crossValidated,
      baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }),
      pair: nil, seed: 0, threads: 1)
    #expect(evaluation.verdict.isKnown && evaluation.router.accuracy.isNaN && evaluation.baselines.oracle.isNaN)
    #expect(evaluation.json["estimator"]?.string == "aipw" && evaluation.json["router"]?["regret"] == .null)
    #expect(evaluation.text.contains("augmented inverse propensity weighting"))
    #expect(evaluation.html().contains("augmented inverse propensity weighting"))
    #expect(evaluation.detailedJSON.text.isEmpty == false)
  }
}

extension OutcomeTable {
  /// Without outcomes of propensity 0, which no file can say.
  fileprivate var withoutImpossible: OutcomeTable {
    OutcomeTable(
      rows: rows.indices.map { row in
        (
          rows[row],
          Dictionary(
            uniqueKeysWithValues: models.indices.compactMap { model in
              outcome(row: row, model: model).flatMap { $0.propensity == 0 ? nil : (models[model], $0) }
            })
        )
      })
  }
}
