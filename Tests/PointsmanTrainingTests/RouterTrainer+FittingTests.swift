import Foundation
import PointsmanEncoder
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("RouterTrainer puts a router together")
struct RouterTrainerFittingTests {
  /// Three words of the prompts, with random vectors of four numbers.
  private let tokens: TokenTable = {
    var generator = SplitMix64(seed: 9)
    let vocabulary = WordPieceVocabulary(lines: Array("[UNK]\nthe\na\nof\n".utf8))!
    let vectors = Matrix(
      rows: 4, columns: 4, values: (0..<16).map { _ in Float(generator.next(below: 2001)) / 1000 - 1 })
    return TokenTable(vocabulary: vocabulary, vectors: vectors, provenance: [:])
  }()

  @Test("The shipped router's logit is the design row times the stacked coefficients, to 1e-3", .tags(.slow))
  func folded() throws {
    let table = SyntheticOutcomes.separable(rows: 60, seed: 1)
    let set = FeaturizedTable(table, tokens: tokens)
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.blocks, trainer.folds) = ([.lexical, .structural, .semantic], 2)
    let folds = set.folds(count: 2, seed: 0).assignment
    let targets = try Targets(table, .success, folds: folds)
    let lexical = try LexicalFit(set, targets, threads: 1)
    let structural = try StructuralFit(set.features, targets, threads: 1)
    let semantic = try SemanticFit(set, targets, threads: 1)
    let families = lexical.families + structural.families + semantic.families
    let selection = ModelSelection(paths: families.map(\.path), targets: targets)
    let router = try trainer.fitted(to: set).router

    // Each family's logits of the training rows, fitted again and without stacking: n × M.
    var logits: [[[Double]]] = []
    for (index, family) in LexicalFamily.allCases.enumerated() {
      let design = try LexicalDesign(set.features.terms, family, .standard, scratch: Scratch())
      let problems = selection.problems(of: families[index].path, family: index)
      logits.append(
        scores(try SparseSolver(design: design.matrix).solve(targets, problems: problems), design.matrix.dense))
    }
    let scaling = FeatureScaling(fitting: set.features.structural.flatMap { $0 }, count: StructuralFeatures.count)
    let scaled = set.features.structural.flatMap { row in row.enumerated().map { scaling.scaled($1, $0) } }
    let vectors = set.features.semantic.flatMap { $0.map { $0 * semantic.scale } }
    for (index, design) in [
      (2, Matrix(rows: 60, columns: StructuralFeatures.count, values: scaled)),
      (3, Matrix(rows: 60, columns: 4, values: vectors)),
    ] {
      let problems = selection.problems(of: families[index].path, family: index)
      logits.append(scores(try DenseSolver(design: design).solve(targets, problems: problems), design))
    }

    let bare = try uncalibrated(router)
    for row in table.rows.indices {
      let probabilities = try bare.probabilities(for: table.rows[row].prompt)
      for model in 0..<2 {
        let weights = selection.stacking[model]
        let expected = logits.enumerated().reduce(0.0) { sum, entry in
          let z = entry.element[row]
          return sum + weights.own[entry.offset] * z[model] + weights.shared[entry.offset] * (z[0] + z[1]) / 2
        }
        let logit = log(probabilities[model] / (1 - probabilities[model]))
        #expect(abs(logit - expected) < 1e-3 * max(1, abs(expected)))
      }
    }
  }

  /// X β + b, a row of two a row of X.
  private func scores(_ solution: Solution, _ design: Matrix) -> [[Double]] {
    (0..<design.rows).map { row in
      var sums = (0..<2).map { Double(solution.intercepts[$0]) }
      for column in 0..<design.columns where design[row, column] != 0 {
        for model in 0..<2 { sums[model] += Double(design[row, column]) * Double(solution.coefficients[column, model]) }
      }
      return sums
    }
  }

  /// The router with its logits taken as they are.
  private func uncalibrated(_ router: Router) throws -> Router {
    var manifest = router.manifest
    for model in manifest.models.indices { manifest.models[model].calibration = .identity }
    return try Router(manifest: manifest, heads: router.heads)
  }
}
