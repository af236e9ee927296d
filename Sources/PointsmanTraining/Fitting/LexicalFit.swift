internal import LinearAlgebra
internal import Pointsman
internal import Regression

/// The lexical block: a sparse design, dual coordinate descent.
struct LexicalFit: BlockFit {
  let block = Block.lexical
  let path: PenaltyPath
  private let design: LexicalDesign
  private let solver: SparseLogisticSolver

  /// C from 0.01 to 10 as the peers search it, and in the same steps on to 514 for small data; the path stops past its best.
  private static let strengths = (0..<12).map { 0.01 * Double.exponential(base: 2.683, power: $0) }

  init(_ features: PromptFeatures, _ targets: LogisticTargets, threads: Int) throws(RegressionError) {
    design = LexicalDesign(features.terms, .standard)
    solver = try SparseLogisticSolver(design: design.matrix, threads: threads)
    path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths)
  }

  func finish(_ assembly: RouterAssembly, block index: Int, _ targets: LogisticTargets) {
    let solution = assembly.refit(solver, path, block: index, targets)
    let models = solution.columns.count
    var weights = [Float](repeating: 0, count: LexicalSpecification.standard.buckets * models)
    for (column, bucket) in design.buckets.enumerated() {
      for model in 0..<models {
        weights[Int(bucket) * models + model] =
          solution.coefficients[column, model] * Float(assembly.recipes[model].fusion[index])
      }
    }
    assembly.lexical = LexicalHeads(
      specification: .standard, inverseDocumentFrequencies: design.inverseDocumentFrequencies, weights: weights,
      models: models)
  }
}
