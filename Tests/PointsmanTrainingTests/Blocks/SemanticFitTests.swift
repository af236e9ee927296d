import Foundation
import PointsmanEncoder
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanTraining

@Suite("SemanticFit")
struct SemanticFitTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    .standardizedFileURL.path

  @Test("A row of weights a piece gives the probabilities of vectors times coefficients, to 1e-5", .tags(.slow))
  func parity() throws {
    let outcomes = try OutcomeReader().read(["\(Self.root)/Data/coding-assistants.jsonl"]).table
    let table = outcomes.selecting(rows: Array(stride(from: 0, to: outcomes.rows.count, by: 8)))
    let tokens = try TokenTable(contentsOf: "\(Self.root)/Models/minilm-tokens.safetensors")
    let set = FeaturizedTable(table, tokens: tokens, partingDuplicates: true, threads: 2)
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.blocks, trainer.folds) = ([.semantic], 3)
    let folds = set.folds(count: 3, seed: 0).assignment
    let targets = try Targets(table, .success, folds: folds)
    let fit = try SemanticFit(set, targets, threads: 2)
    let selection = ModelSelection(paths: [fit.family.path], targets: targets)
    let router = try trainer.fitted(to: set).router

    let solution = fit.family.solve(targets, selection.problems(of: fit.family.path, family: 0))
    let coefficients = selection.stacked(solution.coefficients, family: 0)
    let folded = BLAS.product(tokens.vectors, coefficients)
    var tokenizer = WordPieceTokenizer(tokens.vocabulary)
    for row in table.rows.indices {
      tokenizer.tokenize(table.rows[row].prompt.routedText)
      let probabilities = try router.probabilities(for: table.rows[row].prompt)
      for model in 0..<2 {
        var logit = 0.0
        for source in 0..<2 {
          logit +=
            Double(selection.stacking.weight(of: source, in: model, family: 0)) * Double(solution.intercepts[source])
        }
        var byPieces = logit
        for piece in tokenizer.pieces {
          byPieces += Double(tokenizer.weight) * Double(fit.scale) * Double(folded[Int(piece), model])
        }
        for (j, value) in set.features.semantic[row].enumerated() {
          logit += Double(value) * Double(fit.scale) * Double(coefficients[j, model])
        }
        let expected = selection.calibrations[model].probability(logit: logit)
        #expect(abs(selection.calibrations[model].probability(logit: byPieces) - expected) < 1e-5)
        #expect(abs(probabilities[model] - expected) < 1e-5)
      }
    }
  }
}
