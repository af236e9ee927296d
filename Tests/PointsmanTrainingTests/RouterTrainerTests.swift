import Pointsman
import PointsmanEvaluation
import PointsmanNumerics
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("RouterTrainer")
struct RouterTrainerTests {
  private func trainer(_ blocks: [Block] = [.lexical, .structural], folds: Int = 3) -> RouterTrainer {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.blocks, trainer.folds) = (blocks, folds)
    return trainer
  }

  @Test("A rule in the words is learnt: held-out prompts, and fresh ones, go to the right model", .tags(.slow))
  func learnsRule() throws {
    let set = FeaturizedTable(SyntheticOutcomes.separable(rows: 90, seed: 1))
    let trained = try trainer().fitted(to: set)
    let evaluation = Evaluator().evaluation(of: trained, on: set)
    for model in evaluation.models { #expect(try #require(model.auc) > 0.85) }
    #expect(evaluation.verdict.route)
    #expect(trained.warnings.isEmpty)

    let fresh = SyntheticOutcomes.separable(rows: 200, seed: 2)
    let right = try fresh.rows.count { row in
      try trained.router.route(row.prompt).model == (row.category == "easy" ? "small" : "large")
    }
    #expect(Double(right) / 200 > 0.95)
  }

  @Test(
    "With outcomes shuffled over the prompts it finds nothing, and says don't route", .tags(.slow),
    arguments: 0..<4 as Range<UInt64>)
  func shuffledLabels(seed: UInt64) throws {
    let blocks: [Block] = seed == 0 ? [.lexical, .structural] : [.structural]
    let table = SyntheticOutcomes.separable(rows: seed == 0 ? 80 : 160, seed: 3).withShuffledOutcomes(seed: seed)
    let set = FeaturizedTable(table)
    let trained = try trainer(blocks).fitted(to: set)
    let evaluation = Evaluator().evaluation(of: trained, on: set)
    // The area over 80 rows that know nothing has a standard deviation of about 0.065, over 160 of 0.046.
    for model in evaluation.models { #expect(abs(try #require(model.auc) - 0.5) < (seed == 0 ? 0.2 : 0.14)) }
    #expect(!evaluation.verdict.route)
    #expect(evaluation.verdict.reason.hasPrefix("Don't route; always use "))
  }

  @Test(
    "The same data and seed give the same bytes, at one thread and at two, whatever the order of the blocks; the seed assigns the folds",
    .tags(.slow)
  )
  func reproducible() throws {
    let table = SyntheticOutcomes.separable(rows: 48, seed: 4)
    var settings = trainer(folds: 2)
    let first = try settings.fitted(to: FeaturizedTable(table))
    settings.threads = 2
    let second = try settings.fitted(to: FeaturizedTable(table, threads: 2))
    #expect(first.router.fileBytes == second.router.fileBytes)
    #expect(first.heldOut.probabilities == second.heldOut.probabilities)

    settings.blocks.reverse()
    #expect(try settings.fitted(to: FeaturizedTable(table)).router.fileBytes == first.router.fileBytes)

    settings.blocks = [.structural]
    settings.seed = 1
    #expect(try settings.fitted(to: FeaturizedTable(table)).folds != first.folds)
  }

  @Test("Features on disk make the same router as features in memory", .tags(.slow))
  func outOfCore() throws {
    let table = SyntheticOutcomes.separable(rows: 48, seed: 4)
    let scratch = Scratch(limit: 0)
    let settings = trainer(folds: 2)
    let set = try FeaturizedTable(table, threads: 2, scratch: scratch)
    #expect(
      try settings.fitted(to: set).router.fileBytes == settings.fitted(to: FeaturizedTable(table)).router.fileBytes)
    // Four bytes an n-gram and a structural feature, and eight an entry of the designs.
    let terms = set.features.terms.reduce(0) { $0 + Array($1).count }
    #expect(scratch.bytesWritten == 12 * terms + 4 * 48 * StructuralFeatures.count)
  }

  @Test("A missing cell is no failure: a model seen on a third of the prompts keeps its rate")
  func missingCells() throws {
    var generator = SplitMix64(seed: 5)
    let full = SyntheticOutcomes.separable(rows: 150, seed: 5)
    let cells = full.rows.indices.map { row -> [String: Outcome] in
      var outcomes = ["small": Outcome(score: generator.next(below: 2) == 0 ? 1 : 0)]
      if row % 3 == 0 { outcomes["large"] = Outcome(score: generator.next(below: 5) == 0 ? 0 : 1) }
      return outcomes
    }
    let table = OutcomeTable(rows: Array(zip(full.rows, cells)))
    let trained = try trainer([.structural]).fitted(to: FeaturizedTable(table))
    let observed = cells.compactMap { $0["large"]?.score }
    let rate = observed.reduce(0, +) / Double(observed.count)
    #expect(abs(trained.router.manifest.models[0].meanScore - rate) < 1e-12)
    let predicted = try table.rows.map { try trained.router.probabilities(for: $0.prompt)[0] }
    // As failures the missing would bring it down to a third of that.
    #expect(abs(predicted.reduce(0, +) / 150 - rate) < 0.1)
    #expect(trained.heldOut.rows == 150)
    #expect(trained.router.manifest.models.allSatisfy { $0.meanCost == nil })
  }

  @Test("Probabilities of the winner sum to 1 over the models, in the router and on held-out rows")
  func winner() throws {
    var settings = trainer([.structural])
    settings.target = .winner
    let table = SyntheticOutcomes.separable(rows: 60, seed: 6)
    let trained = try settings.fitted(to: FeaturizedTable(table))
    for row in table.rows.indices {
      #expect(abs(trained.heldOut[row].reduce(0, +) - 1) < 1e-12)
      #expect(try abs(trained.router.probabilities(for: table.rows[row].prompt).reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test("The manifest says what the router was made from, and its golden prompts hold after a round trip")
  func manifest() throws {
    var settings = trainer([.structural])
    settings.pair = .init(weak: "small", strong: "large")
    settings.seed = 9
    let table = SyntheticOutcomes.separable(rows: 60, seed: 7)
    var stages: [TrainingStage] = []
    let router = try settings.fitted(to: FeaturizedTable(table)) { stages.append($0) }.router
    #expect(stages == [.fitting(.structural), .choosing, .finishing])
    #expect(router.models == ["large", "small"])
    #expect(router.manifest.pair == settings.pair)
    #expect(router.manifest.training.rows == 60 && router.manifest.training.folds == 3)
    #expect(router.manifest.training.seed == 9)
    let costs = router.manifest.models.compactMap(\.meanCost)
    #expect(abs(costs[0] - 0.01) < 1e-12 && abs(costs[1] - 0.001) < 1e-12)
    #expect(!router.manifest.golden.isEmpty)
    #expect(try Router(bytes: router.fileBytes).verifyGoldenPrompts() < 1e-9)
  }
}

@Suite("RouterTrainer refuses")
struct RouterTrainerErrorTests {
  private let table = SyntheticOutcomes.separable(rows: 20, seed: 1)

  @Test("One model, or none")
  func tooFewModels() throws {
    let error = TrainingError.tooFewModels(found: ["small"])
    #expect(throws: error) {
      try RouterTrainer(blocks: [.lexical, .structural], threads: 1).validate(try table.selecting(models: ["small"]))
    }
    #expect(error.description.contains("at least two models") && error.description.contains("small"))
    #expect(throws: TrainingError.tooFewModels(found: [])) {
      try RouterTrainer(blocks: [.lexical, .structural], threads: 1).validate(OutcomeTable(rows: []))
    }
  }

  @Test("A model observed on fewer than two rows a fold, missing cells not counted")
  func tooFewRows() {
    let cells = table.outcomesByName.enumerated().map { row, outcomes in
      row < 9 ? outcomes : outcomes.filter { $0.key == "small" }
    }
    let sparse = OutcomeTable(rows: Array(zip(table.rows, cells)))
    let error = TrainingError.tooFewRows(model: "large", found: 9, needed: 10)
    #expect(throws: error) { try RouterTrainer(blocks: [.lexical, .structural], threads: 1).validate(sparse) }
    #expect(error.description.contains("\"large\" has outcomes on 9 prompts, and training needs 10"))
    var smaller = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    smaller.folds = 4
    #expect(throws: Never.self) { try smaller.validate(sparse) }
  }

  @Test(
    "A model that always fails, always succeeds or is always half right gets a constant head", arguments: [0.0, 1, 0.5])
  func constantHead(score: Double) throws {
    let cells = table.outcomesByName.map { $0.merging(["small": Outcome(score: score)]) { $1 } }
    let constant = OutcomeTable(rows: Array(zip(table.rows, cells)))
    var trainer = RouterTrainer()
    (trainer.blocks, trainer.folds) = ([.structural], 2)
    try trainer.validate(constant)
    let router = try trainer.fitted(to: FeaturizedTable(constant)).router
    let small = try #require(router.models.firstIndex(of: "small"))
    let chances = try ["sort it", "why?", String(repeating: "a long prompt ", count: 90)].map {
      try router.probabilities(for: Prompt($0))[small]
    }
    for chance in chances {
      #expect(abs(chance - chances[0]) < 0.02)
      #expect(abs(chance - score) < 0.07)
    }
  }

  @Test(
    "A pair of one model, or with a model that the data lacks",
    arguments: [("small", "small"), ("small", "huge"), ("x", "large")])
  func invalidPair(weak: String, strong: String) {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
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
    #expect(throws: error) { try RouterTrainer(blocks: [.lexical, .structural], threads: 1).validate(fought) }
    #expect(error.description.contains("the target preference"))
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    trainer.target = .winner
    #expect(throws: Never.self) { try trainer.validate(fought) }
  }

  @Test("Whole categories held out where there are none")
  func noCategories() {
    let rows = table.rows.map { OutcomeRow(id: $0.id, prompt: $0.prompt) }
    let plain = OutcomeTable(rows: Array(zip(rows, table.outcomesByName)))
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
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
    #expect(throws: TrainingError.indivisible(rows: 20)) {
      try RouterTrainer(blocks: [.lexical, .structural], threads: 1).fitted(to: FeaturizedTable(single))
    }
  }

  @Test("More models than a router holds are refused with their number; as many as it holds are not")
  func tooManyModels() throws {
    func table(_ models: Int) -> OutcomeTable {
      OutcomeTable(
        rows: (0..<10).map { row in
          let outcomes = (0..<models).map { ("m\($0)", Outcome(score: Double((row + $0) % 2))) }
          return (
            OutcomeRow(id: "r\(row)", prompt: Prompt("prompt \(row)")), Dictionary(uniqueKeysWithValues: outcomes)
          )
        })
    }
    let trainer = RouterTrainer(blocks: [.structural], threads: 1)
    #expect(throws: Never.self) { try trainer.validate(table(RouterTrainer.mostModels)) }
    let error = #expect(throws: TrainingError.self) { try trainer.validate(table(RouterTrainer.mostModels + 1)) }
    #expect(
      error?.description == "the data has outcomes of 501 models, and a router chooses among at most 500; select models"
    )
  }

  @Test("Any number of folds is an error in words or works", arguments: [Int.min, -1, 0, 1, 1 << 62, .max])
  func folds(count: Int) {
    var trainer = RouterTrainer(blocks: [.structural], threads: 1)
    trainer.folds = count
    #expect(throws: TrainingError.self) { try trainer.validate(table) }
    var adder = ModelAdder()
    adder.folds = count
    #expect(throws: TrainingError.self) {
      let router = try RouterTrainer(blocks: [.structural], folds: 2, threads: 1).fitted(to: table).router
      _ = try adder.adding(
        "new", to: router,
        from: OutcomeTable(
          rows: zip(table.rows, table.outcomesByName).map { ($0, ["new": $1["small"]!]) }))
    }
  }

  @Test("Neighbours need three folds, of those asked for and of those that groups leave", .tags(.slow))
  func foldsOfNeighbours() throws {
    var trainer = RouterTrainer(blocks: [.structural, .neighbours], threads: 2)
    trainer.folds = 2
    let error = TrainingError.tooFewFolds(block: .neighbours, found: 2, needed: 3)
    #expect(throws: error) { try trainer.validate(table) }
    trainer.folds = 3
    #expect(throws: Never.self) { _ = try trainer.fitted(to: FeaturizedTable(table)) }
    let grouped = OutcomeTable(
      rows: zip(table.rows.enumerated(), table.outcomesByName).map { entry, outcomes in
        (OutcomeRow(id: entry.element.id, prompt: entry.element.prompt, group: "g\(entry.offset % 2)"), outcomes)
      })
    #expect(throws: error) { try trainer.fitted(to: FeaturizedTable(grouped)) }
    #expect(error.description.contains("the neighbours block needs 3 folds, and there are 2"))
  }
}
