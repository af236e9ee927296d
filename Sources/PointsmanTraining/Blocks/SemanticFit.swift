internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanNumerics
internal import PointsmanRegression

/// The semantic block: a dense design of summed token vectors.
struct SemanticFit: BlockFit {
  let block = Block.semantic
  let family: FamilyFit
  /// The factor that gives the vectors a mean square length of 1.
  let scale: Float
  private let tokens: TokenTable

  var families: [FamilyFit] { [family] }

  /// C from 0.003 to 300 in steps of √10.
  private static let path = inverseRegularizations(from: 3e-3, ratio: 3.1623, count: 11)

  /// The table must have been read with token vectors.
  init(_ prepared: FeaturizedTable, _ targets: Targets, threads: Int) throws(RegressionError) {
    tokens = prepared.tokens!
    let vectors = prepared.features.semantic
    let squares = vectors.reduce(0.0) { $1.reduce($0) { $0 + Double($1) * Double($1) } }
    let scale = squares > 0 ? Float((Double(targets.rows) / squares).squareRoot()) : 1
    self.scale = scale
    var design = Matrix(rows: targets.rows, columns: tokens.dimension)
    for (row, vector) in vectors.enumerated() {
      for (j, value) in vector.enumerated() { design[row, j] = value * scale }
    }
    let solver = try DenseSolver(design: design, threads: threads)
    family = FamilyFit("semantic block", solver, targets, inverseRegularizations: Self.path)
  }

  /// One row of weights a token: its vector times the coefficients.
  func head(_ coefficients: [Matrix]) -> any BlockHead {
    let weights = BLAS.product(tokens.vectors, coefficients[0])
    return SemanticHead(
      vocabulary: tokens.vocabulary, weights: weights.values.map { $0 * scale }, models: coefficients[0].columns)
  }
}
