import Foundation
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
import PointsmanRegression
import TestSupport
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("Training with tags and vectors")
struct ContextTrainingTests {
  /// The prompts tell little; `kind` tells which model solves them but for one row in twenty or so, `noise` nothing.
  private static func table(rows: Int = 300, tagged: Bool = true) -> OutcomeTable {
    var generator = SplitMix64(seed: 5)
    let base = SyntheticOutcomes.separable(rows: rows, seed: 1)
    return OutcomeTable(
      rows: base.rows.indices.map { index in
        let easy = generator.next(below: 2) == 0
        var row = base.rows[index]
        if tagged { row.prompt.tags = ["kind": easy ? "easy" : "hard", "noise": "\(generator.next(below: 3))"] }
        row.prompt.vectors[.external] = PromptVector(
          [easy ? 1 : -1, Float(generator.next(below: 100)) / 50 - 1], source: VectorSource(named: "mine"))
        let right = generator.next(below: 20) > 0
        return (row, ["small": Outcome(score: easy == right ? 1 : 0), "large": Outcome(score: easy == right ? 0 : 1)])
      })
  }

  private func trainer(_ blocks: [Block]) -> RouterTrainer {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.blocks, trainer.folds) = (blocks, 3)
    return trainer
  }

  @Test("Tags lift the held-out figures; without them everything is as without the block")
  func tags() throws {
    let set = FeaturizedTable(Self.table())
    let plain = try trainer([.structural]).fitted(to: set)
    let trained = try trainer([.structural, .context]).fitted(to: set)
    #expect(trained.heldOutWithoutTags?.probabilities == plain.heldOut.probabilities)
    #expect(plain.heldOutWithoutTags == nil)
    for row in set.table.rows {
      #expect(
        try trained.router.probabilities(for: Prompt(row.prompt.lastUserTurn))
          == plain.router.probabilities(for: row.prompt))
    }
    let evaluation = Evaluator().evaluation(of: trained, on: set)
    let without = try #require(evaluation.withoutTags)
    for (model, untagged) in zip(evaluation.models, without.models) {
      #expect(try #require(model.auc) > 0.85)
      #expect(try #require(untagged.auc) < 0.75)
    }
    #expect(evaluation.router.score > 0.85)
    #expect(without.router.score < 0.75)
    #expect(Evaluator().evaluation(of: plain, on: set).withoutTags == nil)
  }

  @Test("No held-out probability depends on the label of its own row's fold through the tags")
  func honest() throws {
    // Every row a tag of its own group of six, whose outcomes are random: an in-sample fit would find them all.
    var generator = SplitMix64(seed: 9)
    let base = Self.table(rows: 180, tagged: false).withShuffledOutcomes(seed: 4)
    let rows = zip(base.rows, base.outcomesByName).enumerated().map { index, entry in
      var row = entry.0
      row.prompt.tags = ["group": "\(generator.next(below: 30))"]
      return (row, entry.1)
    }
    let set = FeaturizedTable(OutcomeTable(rows: rows))
    let evaluation = Evaluator().evaluation(of: try trainer([.structural, .context]).fitted(to: set), on: set)
    // The area over 180 rows that know nothing has a standard deviation of about 0.043.
    for model in evaluation.models { #expect(abs(try #require(model.auc) - 0.5) < 0.15) }
  }

  @Test("Cross-validation, and a finished router on other outcomes, are reported with and without tags", .tags(.slow))
  func regimes() throws {
    let set = FeaturizedTable(Self.table())
    let context = trainer([.structural, .context])
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.divisions) = (3, 1)
    let crossed = try evaluator.crossValidate(context, on: set)
    #expect(crossed.router.score > 0.85)
    #expect(try #require(crossed.withoutTags).router.score < 0.75)
    #expect(crossed.json["without_tags"]?["router"]?["score"]?.double == crossed.withoutTags?.router.score)
    #expect(crossed.text.contains("without tags"))
    let judged = try evaluator.evaluation(of: try context.fitted(to: set).router, on: set)
    #expect(try #require(judged.withoutTags).router.score < judged.router.score)
    let plain = try evaluator.crossValidate(trainer([.structural]), on: set)
    #expect(plain.withoutTags == nil && plain.json["without_tags"] == nil)
  }

  @Test("An external vector that tells all is learnt, written, and asked for", .tags(.slow))
  func external() throws {
    let set = FeaturizedTable(Self.table())
    let trained = try trainer([.structural, .external]).fitted(to: set)
    let evaluation = Evaluator().evaluation(of: trained, on: set)
    for model in evaluation.models { #expect(try #require(model.auc) > 0.85) }
    let router = try Router(bytes: trained.router.fileBytes)
    #expect(router.manifest.vectors.map(\.dimension) == [2])
    #expect(throws: RouterError.self) { try router.route(Prompt("sort it")) }
    #expect(throws: TrainingError.self) { try Evaluator().evaluation(of: router, on: FeaturizedTable(bare(set.table))) }
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.divisions) = (3, 1)
    #expect(try evaluator.crossValidate(trainer([.external]), on: set).router.score > 0.85)
  }

  @Test("Blocks without what they read are refused in words")
  func refused() throws {
    let table = Self.table(tagged: false)
    #expect(throws: TrainingError.noTags) { try trainer([.structural, .context]).validate(table) }
    #expect(throws: TrainingError.noFamily) { try trainer([.context]).validate(Self.table()) }
    #expect(throws: TrainingError.noVectors(block: .external)) {
      try trainer([.external]).fitted(to: FeaturizedTable(bare(table)))
    }
    var rows = Array(zip(table.rows, table.outcomesByName))
    rows[7].0.prompt.vectors[.external]?.values.append(1)
    #expect {
      try trainer([.external]).fitted(to: FeaturizedTable(OutcomeTable(rows: rows)))
    } throws: {
      "\($0)".hasPrefix("row r7: the router needs") && "\($0)".hasSuffix("comes with one of 3 numbers")
    }
  }

  @Test("Tags on fewer than five rows have no column")
  func rareTags() {
    let base = SyntheticOutcomes.separable(rows: 9, seed: 1)
    let rows = zip(base.rows, base.outcomesByName).enumerated().map { index, entry in
      var row = entry.0
      row.prompt.tags = ["kind": index < 4 ? "rare" : "common", "once": "\(index)"]
      return (row, entry.1)
    }
    let columns = TagColumns.all(of: OutcomeTable(rows: rows))
    #expect(columns.map(\.key) == ["kind"] && columns.first?.values == ["common"])
    #expect(columns.first?.rows == [[4, 5, 6, 7, 8]])
  }

  /// The same outcomes without vectors.
  private func bare(_ table: OutcomeTable) -> OutcomeTable {
    OutcomeTable(
      rows: zip(table.rows, table.outcomesByName).map { row, outcomes in
        var row = row
        row.prompt.vectors = [:]
        return (row, outcomes)
      })
  }
}

@Suite("TagRegression")
struct TagRegressionTests {
  private static let regression = TagRegression(
    rows: [[0, 2, 4, 5], [1, 3, 6]], labels: [1, 0, 0.5, 1, 1, 1, 1, 0], weights: [1, 2, 1, 0, 1, 3, 1, 1])
  private static let offsets = [0.5, -1, 2, 0, -0.25, 1, 30, -3]

  /// f of one tag's weight, by a plain loop.
  private func objective(_ beta: Double, tag: Int, penalty: Double) -> Double {
    let regression = Self.regression
    return regression.rows[tag].reduce(penalty / 2 * beta * beta) { sum, row in
      let z = Self.offsets[row] + beta
      return sum + regression.weights[row] * (log(1 + exp(z)) - regression.labels[row] * z)
    }
  }

  @Test("Central differences of the objective vanish at the weights", arguments: [0.3, 3, 300])
  func stationary(penalty: Double) {
    let beta = Self.regression.coefficients(penalty: penalty, offsets: Self.offsets, from: [0, 0])
    for tag in 0..<2 {
      let difference =
        objective(beta[tag] + 1e-4, tag: tag, penalty: penalty)
        - objective(beta[tag] - 1e-4, tag: tag, penalty: penalty)
      #expect(abs(difference / 2e-4) < 1e-6)
    }
    #expect(beta != [0, 0])
  }

  @Test("Each weight is certified", arguments: [0.3, 3, 300])
  func certified(penalty: Double) {
    for fit in Self.regression.fits(penalty: penalty, offsets: Self.offsets, from: [0, 0]) {
      #expect(fit.certificate.converged && fit.certificate.gradientNorm < 1e-9)
    }
  }

  @Test("Rows left out count no more than rows of weight 0, and the start does not matter")
  func leftOut() {
    let left = Self.regression.coefficients(penalty: 1, offsets: Self.offsets, from: [5, -5]) { $0 == 5 }
    var weights = Self.regression.weights
    weights[5] = 0
    let without = TagRegression(rows: Self.regression.rows, labels: Self.regression.labels, weights: weights)
    let expected = without.coefficients(penalty: 1, offsets: Self.offsets, from: [0, 0])
    for (a, b) in zip(left, expected) { #expect(abs(a - b) < 1e-9) }
  }

  @Test("The loss is a plain loop's, over tagged rows alone")
  func loss() {
    let expected = objective(0.5, tag: 0, penalty: 0) + objective(-1, tag: 1, penalty: 0)
    #expect(abs(Self.regression.loss([0.5, -1], offsets: Self.offsets) { _ in true } - expected) < 1e-9)
    #expect(Self.regression.loss([0.5, -1], offsets: Self.offsets) { $0 == 7 } == 0)
  }
}
