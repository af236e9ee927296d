import Foundation
import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

/// Battles of three models whose strengths on a prompt are known.
private enum MadeBattles {
  static let models = ["a", "b", "c"]

  /// The log odds that a model is preferred to "c", on prompts of either kind.
  static func strength(_ model: String, isCode: Bool) -> Double {
    switch model {
    case "a": isCode ? 1.5 : -1
    case "b": 0.5
    default: 0
    }
  }

  /// Each battle on a prompt of its own, one in ten a tie; the winner is drawn with Bradley and Terry's probability.
  static func table(rows: Int, seed: UInt64, pairs: [(String, String)] = [("a", "b"), ("b", "c")]) -> OutcomeTable {
    var generator = SplitMix64(seed: seed)
    func uniform() -> Double { Double(generator.next(below: 1 << 30)) / Double(1 << 30) }
    return OutcomeTable(
      rows: (0..<rows).map { index in
        let isCode = generator.next(below: 2) == 0
        var row = OutcomeRow(
          id: "r\(index)",
          prompt: Prompt("\(isCode ? "compile this loop" : "write a poem") \(generator.next(below: 1 << 40))"),
          category: isCode ? "code" : "prose")
        row.isBattle = true
        let (x, y) = pairs[index % pairs.count]
        let odds = exp(strength(x, isCode: isCode) - strength(y, isCode: isCode))
        let score = generator.next(below: 10) == 0 ? 0.5 : uniform() < odds / (1 + odds) ? 1 : 0
        return (row, [x: Outcome(score: score), y: Outcome(score: 1 - score)])
      })
  }
}

@Suite("Training on battles")
struct PreferenceTests {
  private func trainer(reference: String? = "c") -> RouterTrainer {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.target, trainer.reference, trainer.folds, trainer.blocks) = (.preference, reference, 3, [.structural])
    return trainer
  }

  @Test("The chances of being preferred are Bradley and Terry's, for models that never met, too; the reference has ½")
  func recovers() throws {
    let set = FeaturizedTable(MadeBattles.table(rows: 1500, seed: 1), partingDuplicates: true)
    let trained = try trainer().fitted(to: set)
    #expect(trained.warnings.isEmpty)
    #expect(trained.router.manifest.reference == "c")
    for isCode in [true, false] {
      let prompt = Prompt(isCode ? "compile this loop 512345678901" : "write a poem 512345678901")
      let found = try trained.router.probabilities(for: prompt)
      for (model, probability) in zip(MadeBattles.models, found) {
        // A tie in ten draws the odds of half a win in: p becomes 0.05 + 0.9 p in a battle, and so on along the chain.
        let expected = chance(of: model, isCode: isCode)
        #expect(abs(probability - expected) < 0.06, "\(model) \(isCode): \(probability) against \(expected)")
      }
      #expect(found[2] == 0.5)
    }
  }

  /// The probability over "c" that battles with ties teach: the log odds of each battle's mean score, added up along
  /// a – b – c.
  private func chance(of model: String, isCode: Bool) -> Double {
    func odds(_ x: String, _ y: String) -> Double {
      let p = 1 / (1 + exp(MadeBattles.strength(y, isCode: isCode) - MadeBattles.strength(x, isCode: isCode)))
      let score = 0.05 + 0.9 * p
      return log(score / (1 - score))
    }
    switch model {
    case "a": return 1 / (1 + exp(-odds("a", "b") - odds("b", "c")))
    case "b": return 1 / (1 + exp(-odds("b", "c")))
    default: return 0.5
    }
  }

  @Test("Without a reference named it is the strongest; another one changes no odds between two models")
  func reference() throws {
    let set = FeaturizedTable(MadeBattles.table(rows: 300, seed: 2), partingDuplicates: true)
    let (named, strongest) = (try trainer().fitted(to: set), try trainer(reference: nil).fitted(to: set))
    #expect(strongest.router.manifest.reference == "b")
    func logOdds(_ p: Double) -> Double { log(p / (1 - p)) }
    for row in 0..<300 {
      let (x, y) = (Array(named.heldOut[row]), Array(strongest.heldOut[row]))
      #expect(abs((logOdds(x[0]) - logOdds(x[1])) - (logOdds(y[0]) - logOdds(y[1]))) < 1e-6)
      #expect(x[2] == 0.5 && y[1] == 0.5)
    }
  }

  @Test("A router trained on battles comes back from its file with its reference, and its golden prompts hold")
  func roundTrip() throws {
    let set = FeaturizedTable(MadeBattles.table(rows: 60, seed: 3), partingDuplicates: true)
    let router = try trainer().fitted(to: set).router
    let again = try Router(bytes: router.fileBytes)
    #expect(again.manifest == router.manifest && again.manifest.reference == "c")
    #expect(try again.verifyGoldenPrompts() < 1e-9)
  }

  @Test("Models that no chain of battles connects are refused by name")
  func unconnected() {
    let table = MadeBattles.table(rows: 60, seed: 4, pairs: [("a", "b"), ("c", "d")])
    let error = TrainingError.unconnected(models: ["c", "d"], from: "a")
    #expect(throws: error) { try trainer().validate(table) }
    #expect(error.description.contains("add battles between them"))
  }

  @Test(
    "Propensities are of each model's own success: other targets refuse them",
    arguments: [RoutingTarget.winner, .preference])
  func propensities(target: RoutingTarget) throws {
    let table = MadeBattles.table(rows: 60, seed: 6)
    func with(_ propensity: Double) -> OutcomeTable {
      OutcomeTable(
        rows: table.rows.indices.map { row in
          var cells: [String: Outcome] = [:]
          for (model, name) in table.models.enumerated() {
            cells[name] = table.outcome(row: row, model: model)
            if row == 7 { cells[name]?.propensity = propensity }
          }
          return (table.rows[row], cells)
        })
    }
    var trainer = trainer()
    trainer.target = target
    if target == .winner { trainer.reference = nil }
    let error = TrainingError.propensities(target: target)
    #expect(throws: error) { try trainer.validate(with(0.5)) }
    #expect(error.description.contains("train with the target success"))
    try trainer.validate(with(1))
  }

  @Test(
    "A reference that the data lacks, or one for another target, is refused; so is a block that needs one model at a time"
  )
  func refused() {
    let table = MadeBattles.table(rows: 60, seed: 5)
    #expect(throws: TrainingError.invalidReference(name: "z", models: MadeBattles.models)) {
      try trainer(reference: "z").validate(table)
    }
    var winner = trainer()
    winner.target = .winner
    #expect(throws: TrainingError.invalidReference(name: "c", models: MadeBattles.models)) {
      try winner.validate(table)
    }
    var neighbours = trainer()
    neighbours.blocks = [.structural, .neighbours]
    #expect(throws: TrainingError.notWithPreference(block: .neighbours)) { try neighbours.validate(table) }
  }
}
