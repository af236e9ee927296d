internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The structural block: a dense design of standardised features.
struct StructuralFit: FamilyFit {
  let block = Block.structural
  let name = "structural block"
  let path: PenaltyPath
  let scaling: FeatureScaling
  private let solver: DenseSolver

  /// C from 0.0003 to 1 in steps of √10: standardised features want far more penalty than rows of length 1.
  private static let strengths = (0..<8).map { 3e-4 * Double.exponential(base: 3.1623, power: $0) }

  /// With a `scaling` given, features are scaled by that instead of by one of their own.
  init(
    _ features: PromptFeatures, _ targets: Targets, threads: Int, scaling given: FeatureScaling? = nil
  ) throws(RegressionError) {
    let count = StructuralFeatures.count
    let raw = features.structural.flatMap { $0 }
    let scaling = given ?? FeatureScaling(fitting: raw, count: count)
    let scaled = raw.enumerated().map { scaling.scaled($1, $0 % count) }
    self.scaling = scaling
    solver = try DenseSolver(
      design: Matrix(rows: features.structural.count, columns: count, values: scaled), threads: threads)
    path = PenaltyPath(solver: solver, targets: targets, strengths: Self.strengths)
  }

  func solve(_ targets: Targets, _ problems: [Problem]) -> Solution { solver.solve(targets, problems: problems) }

  func place(_ coefficients: Matrix, in assembly: RouterAssembly) {
    assembly.heads.append(
      StructuralHead(scaling: scaling, weights: coefficients.values, models: coefficients.columns)!)
  }
}

extension Double {
  /// base^power for a power of at least 0, by repeated products: the same bits everywhere.
  static func exponential(base: Double, power: Int) -> Double {
    (0..<power).reduce(1) { product, _ in product * base }
  }
}
