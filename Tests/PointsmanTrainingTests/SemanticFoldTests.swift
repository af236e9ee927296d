import Foundation
import PointsmanEncoder
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanTraining

@Suite("Folding token vectors into the heads")
struct SemanticFoldTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardizedFileURL.path

  @Test("A row of weights a piece gives the probabilities of vectors times coefficients, to 1e-5", .tags(.slow))
  func parity() throws {
    let outcomes = try OutcomeReader().read(["\(Self.root)/Data/coding-assistants.jsonl"]).table
    let table = outcomes.selecting(rows: Array(stride(from: 0, to: outcomes.rows.count, by: 8)))
    let tokens = try TokenTable(contentsOf: "\(Self.root)/Models/minilm-tokens.safetensors")
    let set = FeaturizedTable(table, tokens: tokens, partingDuplicates: true, threads: 2)
    var trainer = RouterTrainer()
    (trainer.blocks, trainer.folds) = ([.semantic], 3)
    let folds = table.rows.indices.map { $0 % 3 }
    let targets = try TrainingTargets(table, .success).logistic(folds: folds)
    let fit = try SemanticFit(set, targets, threads: 2)
    let recipe = ModelSelection(paths: [fit.path], targets: targets)
    let assembly = RouterAssembly(trainer: trainer, table: table, recipe: recipe)
    assembly.refit([fit], targets)
    let router = try assembly.router()

    let solution = fit.solve(
      targets, (0..<2).map { Problem(task: $0, penalty: fit.path.penalties[recipe.strengths[$0][0]][$0]) })
    let coefficients = recipe.fused(solution.coefficients, family: 0)
    let folded = BLAS.product(tokens.vectors, coefficients)
    var tokenizer = WordPieceTokenizer(tokens.vocabulary)
    for row in table.rows.indices {
      tokenizer.tokenize(table.rows[row].prompt.userText)
      let probabilities = try router.probabilities(for: table.rows[row].prompt)
      for model in 0..<2 {
        var logit = 0.0
        for source in 0..<2 {
          logit += Double(recipe.fusions.weight(of: source, in: model, family: 0)) * Double(solution.intercepts[source])
        }
        var byPieces = logit
        for piece in tokenizer.pieces {
          byPieces += Double(tokenizer.weight) * Double(fit.scale) * Double(folded[Int(piece), model])
        }
        for (j, value) in set.features.semantic[row].enumerated() {
          logit += Double(value) * Double(fit.scale) * Double(coefficients[j, model])
        }
        let expected = recipe.calibrations[model].probability(logit: logit)
        #expect(abs(recipe.calibrations[model].probability(logit: byPieces) - expected) < 1e-5)
        #expect(abs(probabilities[model] - expected) < 1e-5)
      }
    }
  }
}
