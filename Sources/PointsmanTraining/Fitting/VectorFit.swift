internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// A block of vectors that came with the prompts: a dense design of standardised numbers.
struct VectorFit: FamilyFit {
  let path: PenaltyPath
  private let design: VectorDesign
  private let solver: DenseSolver

  var block: Block { design.specification.block }
  var name: String { "\(design.specification.block.rawValue) block" }

  init(_ design: VectorDesign, _ targets: Targets, threads: Int) throws(RegressionError) {
    self.design = design
    solver = try DenseSolver(design: design.matrix, threads: threads)
    path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths(design.specification.dimension))
  }

  /// C from 0.003 to 300 in steps of √10, as for token vectors, over the dimension: standardised rows have a mean square
  /// length of as much.
  private static func strengths(_ dimension: Int) -> [Double] {
    (0..<11).map { 3e-3 * Double.exponential(base: 3.1623, power: $0) / Double(dimension) }
  }

  func solve(_ targets: Targets, _ problems: [Problem]) -> Solution { solver.solve(targets, problems: problems) }

  func place(_ coefficients: Matrix, in assembly: RouterAssembly) {
    assembly.heads.append(
      VectorHead(
        specification: design.specification, scaling: design.scaling, weights: coefficients.values,
        models: coefficients.columns)!)
  }
}
