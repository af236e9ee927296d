internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// One family of n-grams: a sparse design, dual coordinate descent.
struct LexicalFit: FamilyFit {
  let path: PenaltyPath
  private let family: LexicalFamily
  private let design: LexicalDesign
  private let solver: SparseSolver

  let block = Block.lexical
  var name: String { family == .words ? "lexical block (words)" : "lexical block (characters)" }

  /// C from 0.01 to 10 as the peers search it, and in the same steps on to 519 for small data; the path stops past its
  /// best.
  private static let strengths = (0..<12).map { 0.01 * Double.exponential(base: 2.683, power: $0) }

  init(
    _ set: FeaturizedTable, _ family: LexicalFamily, _ targets: Targets, threads: Int
  ) throws(TrainingError) {
    self.family = family
    do throws(ScratchError) {
      design = try LexicalDesign(set.features.terms, family, .standard, threads: threads, scratch: set.scratch)
    } catch {
      throw .scratch(error)
    }
    do throws(RegressionError) {
      solver = try SparseSolver(design: design.matrix, threads: threads)
    } catch {
      throw .regression(error)
    }
    path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths)
  }

  func solve(_ targets: Targets, _ problems: [Problem]) -> Solution { solver.solve(targets, problems: problems) }

  func place(_ coefficients: Matrix, in assembly: RouterAssembly) {
    let models = coefficients.columns
    let range = LexicalSpecification.standard.range(of: family)
    assembly.inverseDocumentFrequencies.replaceSubrange(range, with: design.inverseDocumentFrequencies)
    for (column, bucket) in design.buckets.enumerated() {
      for model in 0..<models {
        assembly.lexicalWeights[Int(bucket) * models + model] = coefficients[column, model]
      }
    }
  }
}
