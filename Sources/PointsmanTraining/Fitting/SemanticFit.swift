internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanNumerics
internal import PointsmanRegression

/// The semantic block: a dense design of summed token vectors.
struct SemanticFit: FamilyFit {
  let block = Block.semantic
  let name = "semantic block"
  let path: PenaltyPath
  private let tokens: TokenTable
  /// What the vectors are multiplied by, so that their mean square length is 1.
  let scale: Float
  private let solver: DenseSolver

  /// C from 0.003 to 300 in steps of √10.
  private static let strengths = (0..<11).map { 3e-3 * Double.exponential(base: 3.1623, power: $0) }

  /// The set must have been read with token vectors.
  init(_ set: FeaturizedTable, _ targets: Targets, threads: Int) throws(RegressionError) {
    tokens = set.tokens!
    let vectors = set.features.semantic
    let squares = vectors.reduce(0.0) { $1.reduce($0) { $0 + Double($1) * Double($1) } }
    let scale = squares > 0 ? Float((Double(targets.rows) / squares).squareRoot()) : 1
    self.scale = scale
    var design = Matrix(rows: targets.rows, columns: tokens.dimension)
    for (row, vector) in vectors.enumerated() {
      for (j, value) in vector.enumerated() { design[row, j] = value * scale }
    }
    solver = try DenseSolver(design: design, threads: threads)
    path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths)
  }

  func solve(_ targets: Targets, _ problems: [Problem]) -> Solution { solver.solve(targets, problems: problems) }

  func place(_ coefficients: Matrix, in assembly: RouterAssembly) {
    let weights = BLAS.product(tokens.vectors, coefficients)
    assembly.heads.append(
      SemanticHead(
        vocabulary: tokens.vocabulary, weights: weights.values.map { $0 * scale }, models: coefficients.columns))
  }
}
