import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanTraining

@Suite("ModelAdder says what is true of new prompts")
struct ModelAdderHonestyTests {
  /// Prompts of random words with one that says which three of four outcomes are right: the same for all models.
  private static func noisy(rows: Int, seed: UInt64, models: [String], weight: (Int) -> Double = { _ in 1 })
    -> OutcomeTable
  {
    var generator = SplitMix64(seed: seed)
    return OutcomeTable(
      rows: (0..<rows).map { index in
        let words = (0..<8).map { _ in "w\(generator.next(below: 3_000))" }
        let isRight = (index % 2 == 0) == (generator.next(below: 4) > 0)
        let outcome = Outcome(score: isRight ? 1 : 0)
        let text = (words + [index % 2 == 0 ? "easy" : "hard"]).joined(separator: " ")
        let row = OutcomeRow(id: "r\(index)", prompt: Prompt(text), weight: weight(index))
        return (row, Dictionary(uniqueKeysWithValues: models.map { ($0, outcome) }))
      })
  }

  private static let router: Router = {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 2)
    trainer.folds = 2
    return try! trainer.fitted(to: FeaturizedTable(noisy(rows: 200, seed: 1, models: ["a", "b"]))).router
  }()

  /// The area under the ROC curve, by comparing every hit with every miss.
  private func area(_ probabilities: [Double], _ scores: [Double]) -> Double {
    let (hits, misses) = (scores.indices.filter { scores[$0] == 1 }, scores.indices.filter { scores[$0] == 0 })
    let won = hits.reduce(0.0) { sum, hit in
      misses.reduce(sum) {
        $0 + (probabilities[hit] > probabilities[$1] ? 1 : probabilities[hit] == probabilities[$1] ? 0.5 : 0)
      }
    }
    return won / Double(hits.count * misses.count)
  }

  @Test(
    "On the router's own training prompts the figures said are those of new prompts", .tags(.slow),
    arguments: [60, 200])
  func trainingPrompts(count: Int) throws {
    let table = Self.noisy(rows: 200, seed: 1, models: ["new"]).selecting(rows: Array(0..<count))
    let added = try ModelAdder().adding("new", to: Self.router, from: table)
    #expect(added.origin == .own && added.trainedRows == count && added.rows == count)
    let fresh = Self.noisy(rows: 600, seed: 2, models: ["new"])
    let place = try #require(added.router.models.firstIndex(of: "new"))
    let probabilities = try fresh.rows.map { try added.router.probabilities(for: $0.prompt)[place] }
    let known = area(probabilities, fresh.rows.indices.map { fresh.score(row: $0, model: 0)! })
    // Three standard errors of an area from `count` rows.
    #expect(abs(area(added.heldOut, added.scores) - known) < 3 * (1.0 / Double(3 * count)).squareRoot())
  }

  @Test("New prompts are known to be new; a few training prompts among them are left out of the mix", .tags(.slow))
  func newPrompts() throws {
    let fresh = SyntheticOutcomes.separable(rows: 80, seed: 12)
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 2)
    trainer.folds = 2
    let training = SyntheticOutcomes.separable(rows: 200, seed: 11)
    let router = try trainer.fitted(to: FeaturizedTable(training)).router
    func outcomes(_ table: OutcomeTable, _ suffix: String) -> OutcomeTable {
      OutcomeTable(
        rows: zip(table.rows, table.outcomesByName).map { row, outcomes in
          var row = row
          row = OutcomeRow(id: row.id + suffix, prompt: Prompt(row.prompt.userText + suffix))
          return (row, ["medium": outcomes["small"]!])
        })
    }
    // A word that no training prompt has marks a prompt as new.
    let added = try ModelAdder().adding("medium", to: router, from: outcomes(fresh, " zzz"))
    #expect(added.trainedRows == 0 && added.rows == 80 && area(added.heldOut, added.scores) > 0.8)
    let mixed = OutcomeTable(
      rows: zip(outcomes(fresh, " zzz").rows, outcomes(fresh, " zzz").outcomesByName).map { ($0, $1) }
        + zip(outcomes(training, "").rows, outcomes(training, "").outcomesByName).prefix(20).map { ($0, $1) })
    let partly = try ModelAdder().adding("medium", to: router, from: mixed)
    #expect(partly.trainedRows == 20 && partly.rows == 100)
    #expect(partly.heldOut.count == (partly.origin == .mix ? 80 : 100))
  }

  @Test("A model that always succeeds or always fails gets a constant head", .tags(.slow), arguments: [0.0, 1])
  func constant(score: Double) throws {
    let table = Self.noisy(rows: 30, seed: 5, models: ["new"])
    let constant = OutcomeTable(rows: table.rows.map { ($0, ["new": Outcome(score: score)]) })
    let added = try ModelAdder().adding("new", to: Self.router, from: constant)
    let place = try #require(added.router.models.firstIndex(of: "new"))
    let probabilities = try ["why", "sort the list", "w1 w2 w3"].map {
      try added.router.probabilities(for: Prompt($0))[place]
    }
    #expect(probabilities.allSatisfy { abs($0 - score) < 0.1 && $0 > 0 && $0 < 1 })
    #expect((probabilities.max() ?? 0) - (probabilities.min() ?? 0) < 0.02)
    #expect(added.router.manifest.models[place].meanScore == score)
  }

  @Test("The mean score is by weight, and rows of weight 0 count nowhere", .tags(.slow))
  func weights() throws {
    let table = Self.noisy(rows: 60, seed: 6, models: ["new"]) { [0, 1, 3][$0 % 3] }
    let added = try ModelAdder().adding("new", to: Self.router, from: table)
    let counted = table.rows.indices.filter { table.rows[$0].weight > 0 }
    let total = counted.reduce(0) { $0 + table.rows[$1].weight }
    let mean = counted.reduce(0) { $0 + table.rows[$1].weight * table.score(row: $1, model: 0)! } / total
    let model = try #require(added.router.manifest.models.first { $0.name == "new" })
    #expect(abs(model.meanScore - mean) < 1e-12 && model.addition?.rows == 40 && added.weights?.count == 40)
  }
}
