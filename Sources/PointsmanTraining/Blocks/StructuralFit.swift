internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The structural block: a dense design of standardised features.
struct StructuralFit: BlockFit {
  let block = Block.structural
  let family: FamilyFit
  let scaling: FeatureScaling

  var families: [FamilyFit] { [family] }

  /// C from 0.0003 to 1 in steps of √10: standardised features want far more penalty than rows of length 1.
  private static let path = inverseRegularizations(from: 3e-4, ratio: 3.1623, count: 8)

  /// With a `scaling` given, features are scaled by that instead of by one of their own.
  init(
    _ features: PromptFeatures, _ targets: Targets, threads: Int, scaling given: FeatureScaling? = nil
  ) throws(RegressionError) {
    let count = StructuralFeatures.count
    let raw = features.structural.flatMap { $0 }
    let scaling = given ?? FeatureScaling(fitting: raw, count: count)
    let scaled = raw.enumerated().map { scaling.scaled($1, $0 % count) }
    self.scaling = scaling
    let solver = try DenseSolver(
      design: Matrix(rows: features.structural.count, columns: count, values: scaled), threads: threads)
    family = FamilyFit("structural block", solver, targets, inverseRegularizations: Self.path)
  }

  func head(_ coefficients: [Matrix]) -> any BlockHead {
    StructuralHead(scaling: scaling, weights: coefficients[0].values, models: coefficients[0].columns)!
  }
}
