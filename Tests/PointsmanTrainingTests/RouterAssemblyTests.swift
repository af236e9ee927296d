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

@Suite("RouterAssembly")
struct RouterAssemblyTests {
  /// Three words of the prompts, with random vectors of four numbers.
  private let tokens: TokenTable = {
    var generator = SplitMix64(seed: 9)
    let vocabulary = WordPieceVocabulary(lines: Array("[UNK]\nthe\na\nof\n".utf8))!
    let vectors = Matrix(
      rows: 4, columns: 4, values: (0..<16).map { _ in Float(generator.next(below: 2001)) / 1000 - 1 })
    return TokenTable(vocabulary: vocabulary, vectors: vectors, provenance: [:])
  }()

  @Test("The shipped router's logit is the design row times the fused coefficients, to 1e-3", .tags(.slow))
  func folded() throws {
    let table = SyntheticOutcomes.separable(rows: 60, seed: 1)
    let set = FeaturizedTable(table, tokens: tokens)
    var trainer = RouterTrainer()
    trainer.folds = 2
    let folds = Folds(keepingTogether: set.clusters, count: 2, seed: 0).assignment
    let targets = try TrainingTargets(table, .success).logistic(folds: folds)
    var lexical: [(fit: LexicalFit, design: LexicalDesign)] = []
    for family in LexicalFamily.allCases {
      lexical.append(
        (
          try LexicalFit(set, family, targets, threads: 1),
          try LexicalDesign(set.features.terms, family, .standard, scratch: Scratch())
        ))
    }
    let structural = try StructuralFit(set.features, targets, threads: 1)
    let semantic = try SemanticFit(set, targets, threads: 1)
    let fits: [any FamilyFit] = lexical.map(\.fit) + [structural, semantic]
    let recipe = ModelSelection(paths: fits.map(\.path), targets: targets)
    let assembly = RouterAssembly(trainer: trainer, table: table, recipe: recipe)
    assembly.refit(fits, targets)
    let router = try assembly.router()

    // What each family says of the training rows, fitted again and without folding: n × M logits.
    var logits: [[[Double]]] = []
    for (index, entry) in lexical.enumerated() {
      let solver = try SparseSolver(design: entry.design.matrix)
      let solution = solver.solve(targets, problems: problems(entry.fit.path, recipe, family: index))
      logits.append(scores(solution, entry.design.matrix.dense))
    }
    let scaling = FeatureScaling(fitting: set.features.structural.flatMap { $0 }, count: StructuralFeatures.count)
    let scaled = set.features.structural.flatMap { row in row.enumerated().map { scaling.scaled($1, $0) } }
    let design = Matrix(rows: 60, columns: StructuralFeatures.count, values: scaled)
    let solution = try DenseSolver(design: design).solve(
      targets, problems: problems(structural.path, recipe, family: 2))
    logits.append(scores(solution, design))
    let scale = semantic.scale
    let vectors = Matrix(rows: 60, columns: 4, values: set.features.semantic.flatMap { $0.map { $0 * scale } })
    logits.append(
      scores(
        try DenseSolver(design: vectors).solve(targets, problems: problems(semantic.path, recipe, family: 3)), vectors))

    let bare = try uncalibrated(router)
    for row in table.rows.indices {
      let probabilities = try bare.probabilities(for: table.rows[row].prompt)
      for model in 0..<2 {
        let fusion = recipe.fusions[model]
        let expected = logits.enumerated().reduce(0.0) { sum, entry in
          let z = entry.element[row]
          return sum + fusion.own[entry.offset] * z[model] + fusion.shared[entry.offset] * (z[0] + z[1]) / 2
        }
        let logit = log(probabilities[model] / (1 - probabilities[model]))
        #expect(abs(logit - expected) < 1e-3 * max(1, abs(expected)))
      }
    }
  }

  /// X β + b, a row of two a row of X.
  private func scores(_ solution: Solution, _ design: Matrix) -> [[Double]] {
    (0..<design.rows).map { row in
      (0..<2).map { model in
        (0..<design.columns).reduce(Double(solution.intercepts[model])) {
          $0 + Double(design[row, $1]) * Double(solution.coefficients[$1, model])
        }
      }
    }
  }

  private func problems(_ path: PenaltyPath, _ recipe: ModelSelection, family: Int) -> [Problem] {
    (0..<2).map { Problem(task: $0, penalty: path.penalties[recipe.strengths[$0][family]][$0]) }
  }

  /// The router with its logits taken as they are.
  private func uncalibrated(_ router: Router) throws -> Router {
    var manifest = router.manifest
    for model in manifest.models.indices { manifest.models[model].calibration = .identity }
    return try Router(manifest: manifest, heads: router.heads)
  }
}
