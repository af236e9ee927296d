import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanTraining

@Suite("RouterTrainer refuses")
struct RouterTrainerErrorTests {
  private let table = SyntheticOutcomes.separable(rows: 20, seed: 1)

  @Test("One model, or none")
  func tooFewModels() throws {
    let error = TrainingError.tooFewModels(found: ["small"])
    #expect(throws: error) { try RouterTrainer().validate(try table.selecting(models: ["small"])) }
    #expect(error.description.contains("at least two models") && error.description.contains("small"))
    #expect(throws: TrainingError.tooFewModels(found: [])) { try RouterTrainer().validate(OutcomeTable(rows: [])) }
  }

  @Test("A model observed on fewer than two rows a fold, missing cells not counted")
  func tooFewRows() {
    let cells = table.outcomesByName.enumerated().map { row, outcomes in
      row < 9 ? outcomes : outcomes.filter { $0.key == "small" }
    }
    let sparse = OutcomeTable(rows: Array(zip(table.rows, cells)))
    let error = TrainingError.tooFewRows(model: "large", found: 9, needed: 10)
    #expect(throws: error) { try RouterTrainer().validate(sparse) }
    #expect(error.description.contains("\"large\" has outcomes on 9 prompts, and training needs 10"))
    var smaller = RouterTrainer()
    smaller.folds = 4
    #expect(throws: Never.self) { try smaller.validate(sparse) }
  }

  @Test("A model that always fails or always succeeds; not one that is always half right", arguments: [0.0, 1, 0.5])
  func singleClass(score: Double) {
    let cells = table.outcomesByName.map { $0.merging(["small": Outcome(score: score)]) { $1 } }
    let constant = OutcomeTable(rows: Array(zip(table.rows, cells)))
    guard score != 0.5 else {
      #expect(throws: Never.self) { try RouterTrainer().validate(constant) }
      return
    }
    let error = TrainingError.singleClass(model: "small", score: score)
    #expect(throws: error) { try RouterTrainer().validate(constant) }
    #expect(error.description.contains("every score of model \"small\" is \(Int(score)),"))
    #expect(error.description.contains("--models"))
  }

  @Test(
    "A pair of one model, or with a model that the data lacks",
    arguments: [("small", "small"), ("small", "huge"), ("x", "large")])
  func invalidPair(weak: String, strong: String) {
    var trainer = RouterTrainer()
    trainer.pair = .init(weak: weak, strong: strong)
    let error = TrainingError.invalidPair(weak: weak, strong: strong, models: ["large", "small"])
    #expect(throws: error) { try trainer.validate(table) }
    #expect(error.description.contains("two different models of the data, which has large, small"))
  }

  @Test("Battles, where each model's success is to be learnt; who wins can be learnt from them")
  func battles() {
    let rows = table.rows.map { row in
      var row = row
      row.isBattle = true
      return row
    }
    let fought = OutcomeTable(rows: Array(zip(rows, table.outcomesByName)))
    let error = TrainingError.battles(rows: 20)
    #expect(throws: error) { try RouterTrainer().validate(fought) }
    #expect(error.description.contains("--target preference"))
    var trainer = RouterTrainer()
    trainer.target = .winner
    #expect(throws: Never.self) { try trainer.validate(fought) }
  }

  @Test("Whole categories held out where there are none")
  func noCategories() {
    let rows = table.rows.map { OutcomeRow(id: $0.id, prompt: $0.prompt) }
    let plain = OutcomeTable(rows: Array(zip(rows, table.outcomesByName)))
    var trainer = RouterTrainer()
    (trainer.grouping, trainer.blocks) = (.wholeCategories, [.structural])
    #expect(throws: TrainingError.noCategories(attribute: "category")) {
      try trainer.fitted(to: FeaturizedTable(plain))
    }
  }

  @Test("Prompts that are all alike, or all of one group: none can be held out", arguments: [true, false])
  func indivisible(alike: Bool) {
    let rows = table.rows.map { row in
      OutcomeRow(id: row.id, prompt: alike ? Prompt("the same") : row.prompt, group: alike ? nil : "one")
    }
    let single = OutcomeTable(rows: Array(zip(rows, table.outcomesByName)))
    #expect(throws: TrainingError.indivisible(rows: 20)) { try RouterTrainer().fitted(to: FeaturizedTable(single)) }
  }
}
